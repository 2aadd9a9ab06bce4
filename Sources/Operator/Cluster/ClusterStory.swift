import ClusterSync
import Foundation
import Git
import Identity
import Kubernetes
import Logging
import Manifests
import Rollout

/// Tells the cluster's people what goes on: the status of Releases, Fleet and Source, and an event for every transition.
actor ClusterStory {
  private let client: KubernetesClient
  private let settings: ClusterSettings
  private let documents: ClusterDocuments
  private let events: EventRecorder
  private let logger: Logger
  /// The status of an object.
  private struct Status {
    var type: ResourceType
    var name: String
    var wanted: [String: JSONValue] = [:]
    /// As it was written last; nothing is written twice.
    var written: [String: JSONValue] = [:]
  }

  private var statuses: [String: Status] = [:]
  /// A write that takes long is not overtaken by the next.
  private let turn = OneAtATime()
  /// The Releases that there are.
  private var there: Set<ReleaseNumber> = []

  init(_ client: KubernetesClient, _ settings: ClusterSettings, _ documents: ClusterDocuments, logger: Logger) {
    self.client = client
    self.settings = settings
    self.documents = documents
    self.logger = logger
    events = EventRecorder(client, instance: settings.identity, logger: logger)
  }

  /// Reads what Releases say: what the leader before could not say any more is put right from then on.
  ///
  /// - Throws: `APIError`.
  func begin() async throws(APIError) {
    let list = try await client.list(NuncioKinds.release, namespace: settings.namespace, labels: "nuncio.dev/fleet=\(settings.fleet)")
    for release in list.items {
      guard let number = release.json["spec"]?["number"]?.int.map(ReleaseNumber.init) else { continue }
      there.insert(number)
      let said = release.json["status"]?.object ?? [:]
      let status = Status(type: NuncioKinds.release, name: release.name, wanted: said, written: said)
      statuses[Self.key(status.type, status.name)] = status
    }
  }

  /// Records an event, and writes what became of releases.
  func happened(_ transition: Transition, _ memory: RolloutMemory) async {
    let fleet = documents.fleetObject
    switch transition.change {
    case .rolling(let release, let canaries, _, _):
      there.insert(release.number)
      await events.record(
        "Rolling", "release \(release.number) (\(release.revision.commit.prefix(7))) on \(canaries.count) proxies", action: "Roll",
        about: fleet)
    case .live(let release, let requests):
      there.insert(release.number)
      await events.record("Live", "release \(release.number) is live, \(requests) requests", action: "Promote", about: fleet)
    case .rolledBack(let number, let reason, _):
      await events.record("RolledBack", "release \(number): \(reason)", action: "RollBack", weight: .warning, about: fleet)
    case .superseded(let number, let commit):
      await events.record("Superseded", "release \(number) by \(commit.prefix(7))", action: "Supersede", about: fleet)
    case .rejected(let commit, _, let reason, _):
      await events.record(
        "Rejected", "\(commit.prefix(7)): \(reason)", action: "Reject", weight: .warning, about: documents.sourceObject)
    case .byHand(let release, let reason):
      await events.record(
        "RolledBackByHand", "to release \(release.number)\(reason.map { ": \($0)" } ?? "")", action: "RollBack", weight: .warning,
        about: fleet)
    case .staged(let number, let stage, let canaries):
      await events.record("Staged", "release \(number) in stage \(stage + 1) on \(canaries.count) proxies", action: "Advance", about: fleet)
    case .acked, .resumed, .paused, .retried: break
    }
    await tell(memory)
  }

  /// Keeps statuses true until it is cancelled.
  func run(service: RolloutService, poller: SourcePoller, push: ObjectPush) async {
    while !Task.isCancelled {
      await tell(await service.shown)
      await tellSource(await poller.knowledge, await push.knowledge)
      for key in Array(statuses.keys) { await write(key) }
      guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
      await service.nextChange()
    }
  }

  /// What became of releases; those that nobody remembers go.
  private func tell(_ memory: RolloutMemory) async {
    let states = memory.states
    for number in there.sorted() {
      guard let state = states[number] else {
        // One with a number that nobody has used yet was never begun: the next release gets it.
        if number.value <= memory.lastNumber { await remove(number) }
        continue
      }
      // How far a trial is, is told once a second.
      if state.state == "Rolling", memory.trial?.release.number == number, statuses[releaseKey(number)]?.wanted["state"] != nil { continue }
      var fields: JSONValue = ["state": .string(state.state), "reason": state.reason.map(JSONValue.string) ?? .null]
      if state.state == "Live" { fields["verdict"] = "no worse" }
      if state.state == "RolledBack", let reason = state.reason { fields["verdict"] = .string(reason) }
      await say(number, fields)
    }
  }

  private func tell(_ machine: RolloutMachine) async {
    let (status, memory) = (machine.status, machine.memory)
    let total = status.proxies.count
    func holding(_ number: ReleaseNumber) -> JSONValue { .string("\(status.proxies.count { $0.holds == number })/\(total)") }
    if let trial = status.trial {
      let totals = trial.totals
      await say(
        trial.release.number,
        [
          "state": .string(status.state == "baking" ? "Baking" : status.state == "waiting" ? "Waiting" : "Rolling"),
          "commit": .string(String(trial.release.revision.commit.prefix(7))),
          "stage": .string("\(trial.stage)/\(trial.stages)"), "proxies": holding(trial.release.number),
          "verdict": .string(trial.verdict.words),
          "evidence": [
            "canaryRequests": .integer(Int64(totals.canaryRequests)), "canaryErrors": .integer(Int64(totals.canaryErrors)),
            "baselineRequests": .integer(Int64(totals.baselineRequests)), "baselineErrors": .integer(Int64(totals.baselineErrors)),
          ],
        ])
    }
    if let stable = memory.stable {
      await say(stable.number, ["commit": .string(String(stable.revision.commit.prefix(7))), "proxies": holding(stable.number)])
    }
    await tell(memory)
    var fleet: JSONValue = [
      "state": .string(status.state.prefix(1).uppercased() + status.state.dropFirst()), "story": .string(status.story),
      "proxies": .string("\(status.proxies.count(where: \.isConnected))/\(total)"),
      "pinned": status.pinned.map { .integer(Int64($0.value)) } ?? .null, "paused": .bool(status.isPaused),
      "stable": status.stable.map { .integer(Int64($0.number.value)) } ?? .null,
      "candidate": status.trial.map { .integer(Int64($0.release.number.value)) } ?? .null,
    ]
    let isReady = status.stable != nil && status.proxies.contains(where: \.isConnected)
    let ready = Condition(type: "Ready", holds: isReady, reason: isReady ? "Serving" : "NoRelease", message: status.story)
    fleet["conditions"] = conditions([ready], of: documents.fleetObject)
    await patch(NuncioKinds.fleet, documents.fleet.name, fleet)
  }

  private func tellSource(_ poller: SourcePoller.Knowledge, _ push: ObjectPush.Knowledge) async {
    var status: JSONValue = ["commit": poller.head.map { .string($0.id.hex) } ?? .null]
    let ready: (Bool, String, String) =
      if let missing = documents.missing {
        (false, "NoCredentials", missing)
      } else if let trouble = push.trouble {
        (false, "NotApplied", trouble)
      } else if let error = poller.error {
        (false, "SourceUnreachable", error)
      } else if let (commit, findings) = poller.rejected {
        (
          false, "Rejected",
          "\(commit.id.short): \(findings.first { $0.severity == .error }.map { "\($0.position.map { "\($0): " } ?? "")\($0.message)" } ?? "")"
        )
      } else if let failure = push.failures.first {
        (false, failure.reason.rawValue, "\(failure)\(push.failures.count > 1 ? " and \(push.failures.count - 1) more" : "")")
      } else if let drifted = push.drifted.first {
        (true, "Drifted", "\(drifted) was changed in the cluster\(push.drifted.count > 1 ? ", and \(push.drifted.count - 1) more" : "")")
      } else if let (key, finding) = poller.leftOut.min(by: { $0.key < $1.key }) {
        (true, "Quarantined", "\(key) does not count as it is: \(finding.message)")
      } else {
        (poller.head != nil, poller.head == nil ? "Starting" : "Applied", poller.head.map { "\($0.id.short) \"\($0.summary)\"" } ?? "")
      }
    status["conditions"] = conditions(
      [Condition(type: "Ready", holds: ready.0, reason: ready.1, message: ready.2), Self.health(push.unhealthy)], of: documents.sourceObject
    )
    await patch(NuncioKinds.source, documents.source.name, status)
  }

  /// Whether the controllers of the source's objects have done what these say.
  private static func health(_ unhealthy: [(key: ObjectKey, health: Health)]) -> Condition {
    let failed = unhealthy.filter { if case .failed = $0.health { true } else { false } }
    guard let first = failed.first ?? unhealthy.first else {
      return Condition(type: "Healthy", holds: true, reason: "AllCurrent", message: "")
    }
    let words =
      switch first.health {
      case .failed(let words), .inProgress(let words): words
      case .terminating: "it is being deleted"
      case .current: ""
      }
    return Condition(
      type: "Healthy", holds: false, reason: failed.isEmpty ? "InProgress" : "Failed",
      message: "\(first.key): \(words)\(unhealthy.count > 1 ? ", and \(unhealthy.count - 1) more" : "")")
  }

  private struct Condition {
    var type: String
    var holds: Bool
    var reason: String
    var message: String
  }

  private var since: [String: (holds: Bool, at: String)] = [:]

  private func conditions(_ conditions: [Condition], of object: KubernetesObject) -> JSONValue {
    .array(
      conditions.map { condition in
        let name = "\(object.kind)/\(condition.type)"
        if since[name]?.holds != condition.holds { since[name] = (condition.holds, Date().formatted(.iso8601)) }
        return [
          "type": .string(condition.type), "status": condition.holds ? "True" : "False", "reason": .string(condition.reason),
          "message": .string(String(condition.message.prefix(2000))), "observedGeneration": .integer(Int64(object.generation)),
          "lastTransitionTime": .string(since[name]?.at ?? ""),
        ]
      })
  }

  private func releaseKey(_ number: ReleaseNumber) -> String { Self.key(NuncioKinds.release, "\(settings.fleet)-\(number)") }

  private func say(_ number: ReleaseNumber, _ fields: JSONValue) async {
    await patch(NuncioKinds.release, "\(settings.fleet)-\(number)", fields)
  }

  private static func key(_ type: ResourceType, _ name: String) -> String { "\(type)/\(name)" }

  /// Has an object say this beside what it says already.
  private func patch(_ type: ResourceType, _ name: String, _ fields: JSONValue) async {
    let key = Self.key(type, name)
    var status = statuses[key] ?? Status(type: type, name: name)
    for (field, value) in fields.object ?? [:] { status.wanted[field] = value == .null && status.written[field] == nil ? nil : value }
    statuses[key] = status
    await write(key)
  }

  /// Writes what an object does not say yet; what cannot be written now is tried again.
  private func write(_ key: String) async {
    guard let status = statuses[key], status.written != status.wanted else { return }
    await turn.take {
      guard let status = statuses[key], status.written != status.wanted else { return }
      do throws(APIError) {
        _ = try await client.patch(
          status.type, namespace: settings.namespace, name: status.name, merge: ["status": .object(status.wanted)], subresource: "status")
        statuses[key]?.written = status.wanted
      } catch {
        logger.debug("the status of \(key) is not written: \(error)")
      }
    }
  }

  private func remove(_ number: ReleaseNumber) async {
    do { try await client.delete(NuncioKinds.release, namespace: settings.namespace, name: "\(settings.fleet)-\(number)") } catch {
      return logger.debug("release \(number), which is long over, is not removed: \(error)")
    }
    there.remove(number)
    statuses[releaseKey(number)] = nil
  }
}

extension Verdict {
  /// For a column.
  fileprivate var words: String {
    switch self {
    case .advance: "no worse"
    case .wait: "waits for evidence"
    case .rollBack: "worse"
    }
  }
}
