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
  private var releases: [ReleaseNumber: ReleaseRecord] = [:]
  /// The release that is live, and the one on trial.
  private var (live, tried): (ReleaseNumber?, ReleaseNumber?)
  /// What was written last, by object: nothing is written twice.
  private var written: [String: JSONValue] = [:]
  /// The newest that was to be written, by object.
  private var newest: [String: JSONValue] = [:]
  /// What could not be written, by object.
  private var unwritten: [String: (type: ResourceType, name: String, status: JSONValue)] = [:]

  /// - Parameter memory: What is live and on trial when the story begins.
  init(
    _ client: KubernetesClient, _ settings: ClusterSettings, _ documents: ClusterDocuments, memory: RolloutMemory, logger: Logger
  ) {
    self.client = client
    self.settings = settings
    self.documents = documents
    self.logger = logger
    events = EventRecorder(client, instance: settings.identity, logger: logger)
    (live, tried) = (memory.stable?.number, memory.trial?.release.number)
    if let trial = memory.trial?.release { releases[trial.number] = trial }
  }

  /// A release that was tried lately.
  func release(_ number: ReleaseNumber) -> ReleaseRecord? { releases[number] }

  /// Remembers a release.
  func remember(_ release: ReleaseRecord) { releases[release.number] = release }

  /// Writes what became of releases, and an event.
  func happened(_ transition: Transition, _ memory: RolloutMemory) async {
    let fleet = documents.fleetObject
    switch transition.change {
    case .rolling(let release, let canaries, _, _):
      tried = release.number
      await events.record(
        "Rolling", "release \(release.number) (\(release.revision.commit.prefix(7))) on \(canaries.count) proxies", action: "Roll",
        about: fleet)
    case .live(let release, let requests):
      await events.record("Live", "release \(release.number) is live, \(requests) requests", action: "Promote", about: fleet)
      tried = nil
      await write(release.number, ["state": "Live", "verdict": "no worse", "reason": .null], isEnd: true)
      await retire(for: release.number)
    case .rolledBack(let number, let reason, _):
      tried = nil
      await events.record("RolledBack", "release \(number): \(reason)", action: "RollBack", weight: .warning, about: fleet)
      await write(number, ["state": "RolledBack", "verdict": .string(reason), "reason": .string(reason)], isEnd: true)
    case .superseded(let number, let commit):
      if tried == number { tried = nil }
      await events.record("Superseded", "release \(number) by \(commit.prefix(7))", action: "Supersede", about: fleet)
      await write(number, ["state": "Superseded", "reason": .string("by \(commit.prefix(7))")], isEnd: true)
    case .rejected(let commit, _, let reason, _):
      await events.record(
        "Rejected", "\(commit.prefix(7)): \(reason)", action: "Reject", weight: .warning, about: documents.sourceObject)
    case .byHand(let release, let reason):
      await events.record(
        "RolledBackByHand", "to release \(release.number)\(reason.map { ": \($0)" } ?? "")", action: "RollBack", weight: .warning,
        about: fleet)
      if let number = tried {
        await write(number, ["state": "RolledBack", "reason": .string("by hand\(reason.map { ": \($0)" } ?? "")")], isEnd: true)
      }
      tried = nil
      await retire(for: release.number)
    case .staged(let number, let stage, let canaries):
      await events.record("Staged", "release \(number) in stage \(stage + 1) on \(canaries.count) proxies", action: "Advance", about: fleet)
    case .acked, .resumed, .paused, .retried: break
    }
  }

  /// One release is live.
  private func retire(for number: ReleaseNumber) async {
    let before = live
    live = number
    if let before, before != number { await write(before, ["state": "Retired", "reason": .string("release \(number) is live")]) }
  }

  /// Keeps statuses true until it is cancelled.
  func run(service: RolloutService, poller: SourcePoller, push: ObjectPush) async {
    while !Task.isCancelled {
      let status = await service.shown.status
      // Each as it is by then: a transition may have written a newer one meanwhile.
      for key in Array(unwritten.keys) { if let one = unwritten[key] { await patch(one.type, one.name, one.status) } }
      await tell(status)
      await tellSource(await poller.knowledge, await push.knowledge)
      guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
      await service.nextChange()
    }
  }

  private func tell(_ status: RolloutStatus) async {
    let total = status.proxies.count
    func holding(_ number: ReleaseNumber) -> String { "\(status.proxies.count { $0.holds == number })/\(total)" }
    // A transition may have come since the status was made: what ended has its last word.
    if let trial = status.trial, trial.release.number == tried {
      let totals = trial.totals
      await write(
        trial.release.number,
        [
          "state": .string(status.state == "baking" ? "Baking" : status.state == "waiting" ? "Waiting" : "Rolling"),
          "stage": .string("\(trial.stage)/\(trial.stages)"), "proxies": .string(holding(trial.release.number)),
          "verdict": .string(trial.verdict.words),
          "evidence": [
            "canaryRequests": .integer(Int64(totals.canaryRequests)), "canaryErrors": .integer(Int64(totals.canaryErrors)),
            "baselineRequests": .integer(Int64(totals.baselineRequests)), "baselineErrors": .integer(Int64(totals.baselineErrors)),
          ],
        ])
    }
    if let stable = status.stable, stable.number == live {
      await write(stable.number, ["state": "Live", "proxies": .string(holding(stable.number))])
    }
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
      if let trouble = push.trouble {
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

  private func write(_ number: ReleaseNumber, _ fields: JSONValue, isEnd: Bool = false) async {
    var status = fields
    if let commit = releases[number]?.revision.commit { status["commit"] = .string(String(commit.prefix(7))) }
    await patch(NuncioKinds.release, "\(settings.fleet)-\(number)", status)
    if isEnd, releases.count > 20 { releases = releases.filter { $0.key.value > number.value - 10 } }
  }

  /// Writes what is another than before; what cannot be written now is kept, the newest of each object.
  private func patch(_ type: ResourceType, _ name: String, _ status: JSONValue) async {
    let key = "\(type)/\(name)"
    newest[key] = status
    guard written[key] != status else { return }
    do {
      _ = try await client.patch(type, namespace: settings.namespace, name: name, merge: ["status": status], subresource: "status")
      written[key] = status
      unwritten[key] = nil
    } catch {
      // A newer one may have been written while this one waited.
      if newest[key] == status { unwritten[key] = (type, name, status) }
      logger.debug("the status of \(key) is not written: \(error)")
    }
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
