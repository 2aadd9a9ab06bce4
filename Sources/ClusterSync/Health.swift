package import Kubernetes

/// Whether an object's controller has done what the object says, by the rules of kstatus (`sigs.k8s.io/cli-utils/pkg/kstatus`).
/// A kind without a status is current as soon as it is there.
package enum Health: Sendable, Hashable {
  case current
  /// Its controller is at it.
  case inProgress(String)
  /// Its controller says that it cannot be done.
  case failed(String)
  /// It is being deleted.
  case terminating

  /// Reads an object with its status.
  package init(_ object: KubernetesObject) {
    let reader = StatusReader(object)
    self = object.isTerminating ? .terminating : reader.general ?? reader.ofKind ?? .current
  }
}

/// Reads one object's status.
private struct StatusReader {
  private let object: KubernetesObject
  private let spec: JSONValue
  private let status: JSONValue

  init(_ object: KubernetesObject) {
    self.object = object
    spec = object.json["spec"] ?? .null
    status = object.json["status"] ?? .null
  }

  /// What holds for every kind that keeps the conventions.
  var general: Health? {
    if let observed = status["observedGeneration"]?.int, observed != object.generation {
      return .inProgress("generation \(object.generation) was not looked at yet")
    }
    if isTrue("Reconciling") { return .inProgress(words("Reconciling")) }
    if isTrue("Stalled") { return .failed(words("Stalled")) }
    return nil
  }

  var ofKind: Health? {
    switch (object.group, object.kind) {
    case ("apps", "Deployment"): deployment
    case ("apps", "ReplicaSet"), ("apps", "StatefulSet"):
      replicas(spec["replicas"]?.int ?? 1, count("readyReplicas"), "ready")
        ?? replicas(
          object.kind == "StatefulSet" ? spec["replicas"]?.int ?? 1 : 0, count("updatedReplicas"), "up to date")
    case ("apps", "DaemonSet"):
      status == .null
        ? .inProgress("no status yet")
        : replicas(count("desiredNumberScheduled"), count("updatedNumberScheduled"), "up to date")
          ?? replicas(count("desiredNumberScheduled"), count("numberReady"), "ready")
    case ("batch", "Job"): isTrue("Failed") ? .failed(words("Failed")) : nil
    case ("", "PersistentVolumeClaim"): phase("Bound")
    case ("", "Pod"): pod
    case ("", "Service"):
      spec["type"]?.string == "LoadBalancer" && (status["loadBalancer"]?["ingress"]?.array ?? []).isEmpty
        ? .inProgress("the load balancer has no address yet") : nil
    case ("policy", "PodDisruptionBudget"):
      count("currentHealthy") < count("desiredHealthy") ? .inProgress("too few Pods are healthy") : nil
    case ("apiextensions.k8s.io", "CustomResourceDefinition"):
      isFalse("NamesAccepted") ? .failed(words("NamesAccepted")) : isTrue("Established") ? nil : .inProgress("it is not served yet")
    default: isFalse("Ready") ? .inProgress(words("Ready")) : nil
    }
  }

  private var deployment: Health? {
    if let progress = condition("Progressing"), progress["reason"]?.string == "ProgressDeadlineExceeded" {
      return .failed(words("Progressing"))
    }
    let wanted = spec["replicas"]?.int ?? 1
    if count("replicas") > wanted { return .inProgress("\(count("replicas") - wanted) old Pods are there still") }
    return replicas(wanted, count("updatedReplicas"), "up to date") ?? replicas(wanted, count("availableReplicas"), "available")
  }

  private var pod: Health? {
    switch status["phase"]?.string {
    case "Succeeded"?: nil
    case "Failed"?: .failed(status["message"]?.string ?? "it ended with an error")
    case "Running"? where isTrue("Ready"): nil
    case let phase: .inProgress(phase ?? "it has no status yet")
    }
  }

  private func replicas(_ wanted: Int, _ there: Int, _ word: String) -> Health? {
    there < wanted ? .inProgress("\(there) of \(wanted) Pods are \(word)") : nil
  }

  private func phase(_ good: String) -> Health? {
    let phase = status["phase"]?.string
    return phase == good ? nil : .inProgress(phase ?? "it has no status yet")
  }

  private func count(_ name: String) -> Int { status[name]?.int ?? 0 }

  private func condition(_ type: String) -> JSONValue? { status["conditions"]?.array?.first { $0["type"]?.string == type } }
  private func isTrue(_ type: String) -> Bool { condition(type)?["status"]?.string == "True" }
  private func isFalse(_ type: String) -> Bool { condition(type)?["status"]?.string == "False" }

  private func words(_ type: String) -> String {
    let condition = condition(type)
    return condition?["message"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? condition?["reason"]?.string ?? type
  }
}
