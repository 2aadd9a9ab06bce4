import EnvoyConfig
import Foundation
import Gateway
import Git
import Logging
import Manifests
package import Rollout
import SourceYAML

/// Looks at the source, and turns what is new into an offer or a rejection.
actor SourcePoller {
  /// What is known of the source.
  struct Knowledge: Sendable {
    var head: Commit?
    var error: String?
    var polled: ContinuousClock.Instant?
    var rejected: (commit: Commit, findings: [Finding])?
    /// Objects that no source owns, and that do not count as they are.
    var leftOut: [ObjectKey: Finding] = [:]
  }

  /// Why the source is looked at.
  private enum Tick: Sendable {
    /// It is time; another one follows.
    case due
    /// Somebody asked, or the facts are others.
    case called(Revision.Cause)
  }

  /// All that a commit was judged by.
  private struct Attempt: Equatable {
    /// Not its tree alone: another commit with the same files may have another message or a better signature, and whoever
    /// waits for it wants to know what became of it.
    var head: CommitID
    var outside: OutsideInputs
    /// The operator's policies.
    var rules: String
    /// Of signatures, where they count.
    var keys: TrustedKeys?
  }

  private let configuration: OperatorConfiguration
  private let mirror: SourceMirror
  private let judge: SourceJudge
  private let service: RolloutService
  private let logger: Logger
  private let wakeups: AsyncStream<Revision.Cause>
  private let outside: any Outside
  private let gate: (any ReleaseGate)?
  private(set) var knowledge = Knowledge()
  /// A refused commit is looked at again when something else about it changes.
  private var refused: Refused?
  /// What was accepted last. It is offered again as it is until it is on the proxies: an offer may come to nothing.
  private var accepted: (attempt: Attempt, offer: RolloutService.Offer)?

  /// The resources of the release that the world, as it is, was found to make no other from; none when that is not known.
  private var settled: String?

  private struct Refused {
    var attempt: Attempt
    /// Rules may go by the clock, and a cluster may be another by then: what they refuse is judged again.
    var until: ContinuousClock.Instant?

    func holds(for attempt: Attempt) -> Bool { self.attempt == attempt && until.map { .now < $0 } ?? true }
  }

  init(
    _ configuration: OperatorConfiguration, mirror: SourceMirror, log: any ReleaseLog, service: RolloutService, outside: any Outside,
    gate: (any ReleaseGate)? = nil, wakeups: AsyncStream<Revision.Cause>, logger: Logger
  ) {
    judge = SourceJudge(configuration: configuration, mirror: mirror, log: log)
    self.configuration = configuration
    self.mirror = mirror
    self.service = service
    self.outside = outside
    self.gate = gate
    self.wakeups = wakeups
    self.logger = logger
  }

  /// Polls until it is cancelled.
  func run() async {
    var schedule = PollSchedule(interval: configuration.source.interval)
    let (ticks, tick) = AsyncStream.makeStream(of: Tick.self)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [wakeups] in for await cause in wakeups { tick.yield(.called(cause)) } }
      group.addTask { [outside] in await outside.follow { tick.yield(.called($0)) } }
      tick.yield(.due)
      for await next in ticks {
        switch next {
        case .called(let cause): _ = await look(cause)
        case .due:
          let wait = schedule.next(failed: await look(.commit), random: Double.random(in: 0...1))
          group.addTask {
            if (try? await Task.sleep(for: wait)) != nil { tick.yield(.due) } else { tick.finish() }
          }
        }
      }
      group.cancelAll()
    }
  }

  /// - Returns: Whether the source could not be asked.
  private func look(_ cause: Revision.Cause) async -> Bool {
    await outside.refresh()
    do {
      do { try await follow(cause) } catch GitError.corrupt {
        // The mirror makes itself anew at the next look: that is now.
        try await follow(cause)
      }
      if knowledge.error != nil { logger.info("\(configuration.source.url) is followed again") }
      knowledge.error = nil
      return false
    } catch {
      report("\(error)")
      // A server that answers is asked as often as before: what is wrong may be mended by the next commit.
      return (error as? GitError)?.isOfRemote ?? false
    }
  }

  private func follow(_ cause: Revision.Cause) async throws {
    let result = try await mirror.poll()
    knowledge.polled = .now
    knowledge.head = result.head
    service.inbox.yield(.event(.head(tree: result.head.tree)))
    try await consider(result.head, cause: cause)
  }

  private func report(_ error: String) {
    if knowledge.error != error { logger.error("\(error). What serves goes on serving") }
    knowledge.error = error
  }

  private func consider(_ head: Commit, cause: Revision.Cause) async throws {
    let memory = await service.shown.memory
    guard memory.pinned == nil else { return }
    let outside = await self.outside.inputs()
    let current = memory.trial?.release.revision ?? memory.stable?.revision
    let isTaken = current.map { $0.tree == head.tree && $0.inputs == inputs && $0.compiler == Compiler.version } ?? false
    if memory.held[head.tree] != nil || isTaken, cause == .commit || cause == .object {
      knowledge.rejected = nil
      guard let base = isTaken ? current : memory.stable?.revision else { return }
      // What was said of another commit counts no more.
      if refused?.attempt.head.hex != base.commit { refused = nil }
      if cause == .object { settled = nil }
      if settled != base.resources { try await remake(base, memory, outside) }
      return
    }
    try await judge(head, cause: cause == .object ? .commit : cause, memory, outside)
  }

  /// A commit that is not on the proxies.
  private func judge(_ head: Commit, cause: Revision.Cause, _ memory: RolloutMemory, _ outside: OutsideInputs) async throws {
    let signatures = try SignatureCheck(configuration.source)
    let attempt = Attempt(head: head.id, outside: outside, rules: try judge.rules(), keys: signatures?.keys)
    if cause == .commit, refused?.holds(for: attempt) == true { return }
    if cause == .commit, let accepted, accepted.attempt == attempt {
      service.inbox.yield(.offer(accepted.offer))
      return
    }
    let before = (memory.trial?.release ?? memory.stable).flatMap { CommitID($0.revision.commit) }
    try await checkDescent(of: head, from: before)
    if let found = try await signatures?.findings(for: head, since: before, in: mirror), !found.isEmpty {
      reject(head, found, attempt, memory)
      return
    }
    let begun = ContinuousClock.now
    let judgement = try await judge.judge(head, memory: memory, outside: outside, keys: signatures?.keys)
    let findings = judgement.findings.map(\.finding)
    guard judgement.isAcceptable else {
      reject(head, findings, attempt, memory)
      return
    }
    let compiled = judgement.compiled
    let took = begun.duration(to: .now).formatted(.units(allowed: [.milliseconds], fractionalPart: .hide))
    logger.info(
      "\(head.id.short) \"\(head.summary)\" compiled in \(took): \(compiled.model.routeCount) routes on \(compiled.model.hostnames.count) hosts"
    )
    for finding in findings { logger.warning("\(finding.position.map { "\($0): " } ?? "")\(finding.message)") }
    if let refusals = try await gate?.admit(head, judgement.manifests), !refusals.isEmpty {
      reject(head, refusals, attempt, memory, mayPass: true)
      return
    }
    refused = nil
    knowledge.rejected = nil
    knowledge.leftOut = compiled.leftOut
    let changedCompiler = memory.stable.map { $0.revision.tree == head.tree && $0.revision.compiler != Compiler.version } ?? false
    let offer = offer(head, judgement, cause: changedCompiler && cause == .commit ? .upgrade : cause)
    accepted = (attempt, offer)
    await self.outside.offered(offer.foreign)
    service.inbox.yield(.offer(offer))
  }

  /// The same commit with another world around it: a release of its own, if proxies are told anything else.
  private func remake(_ current: Revision, _ memory: RolloutMemory, _ outside: OutsideInputs) async throws {
    guard let id = CommitID(current.commit) else { return }
    let commit = try await mirror.commit(id)
    let keys = try SignatureCheck(configuration.source)?.keys
    let attempt = Attempt(head: id, outside: outside, rules: try judge.rules(), keys: keys)
    if refused?.holds(for: attempt) == true { return }
    if let accepted, accepted.attempt == attempt {
      settle(accepted.offer, on: current)
      return
    }
    let judgement = try await judge.judge(commit, memory: memory, outside: outside, keys: keys)
    guard judgement.isAcceptable else {
      let first = judgement.findings.first { $0.finding.severity == .error }?.finding
      logger.warning("with what is in the cluster now \(id.short) would be wrong, and what serves goes on serving: \(first?.message ?? "")")
      refused = Refused(attempt: attempt, until: nil)
      return
    }
    knowledge.leftOut = judgement.compiled.leftOut
    // A commit on trial stays the cause of what comes of it: taken back, it is held.
    let cause = memory.stable?.revision.tree == current.tree ? .object : current.cause
    let offer = offer(commit, judgement, cause: cause)
    accepted = (attempt, offer)
    if offer.revision.resources != current.resources { await self.outside.offered(offer.foreign) }
    settle(offer, on: current)
  }

  /// Offers what the world makes of a release, unless it is just that.
  private func settle(_ offer: RolloutService.Offer, on current: Revision) {
    if offer.revision.resources == current.resources { settled = current.resources } else { service.inbox.yield(.offer(offer)) }
  }

  private func offer(_ commit: Commit, _ judgement: Judgement, cause: Revision.Cause) -> RolloutService.Offer {
    let compiled = judgement.compiled
    let revision = Revision(
      commit: commit.id.hex, tree: commit.tree, author: commit.author, summary: commit.summary, inputs: inputs,
      resources: compiled.resources.digest, compiler: Compiler.version, cause: cause,
      objects: compiled.foreign.isEmpty ? nil : ForeignObjects.digest(of: compiled.foreign))
    return RolloutService.Offer(revision: revision, plan: judgement.plan, resources: compiled.resources, foreign: compiled.foreign)
  }

  /// - Parameter mayPass: Whether others can mend it: rights are given, quotas raised.
  private func reject(_ head: Commit, _ findings: [Finding], _ attempt: Attempt, _ memory: RolloutMemory, mayPass: Bool = false) {
    let isByRule = findings.contains { $0.code.isPolicy && $0.severity == .error }
    refused = Refused(attempt: attempt, until: isByRule || mayPass ? .now + .seconds(60) : nil)
    if let before = knowledge.rejected, before.commit == head, before.findings == findings { return }
    knowledge.rejected = (head, findings)
    let first = findings.first { $0.severity == .error }
    let reason = first.map { "\($0.position.map { "\($0): " } ?? "")\($0.message)" } ?? "it has errors"
    if memory.lastRejection(of: head.id.hex) == reason {
      // A daemon before this one wrote it down.
      logger.warning("\(head.id.short) \"\(head.summary)\" is rejected: \(reason)")
      return
    }
    service.inbox.yield(.event(.rejected(commit: head.id.hex, summary: head.summary, reason: reason)))
  }

  /// Whether a commit is the source's head, or among its ancestors.
  func headDescends(from commit: CommitID) async -> Bool {
    guard let head = knowledge.head else { return false }
    return await mirror.descends(head.id, from: commit)
  }

  /// A branch that was rewritten is followed only where that is allowed.
  private func checkDescent(of head: Commit, from accepted: CommitID?) async throws {
    guard !configuration.source.allowForcePush, case .branch(let branch) = configuration.source.reference, let ancestor = accepted
    else { return }
    guard await !mirror.descends(head.id, from: ancestor) else { return }
    throw RewrittenBranch(branch: branch, head: head.id.short, accepted: ancestor.short)
  }

  /// A digest of all that is not in the commit.
  private var inputs: String {
    let parts = [
      "\(configuration.ambassadorIDs)", configuration.bindAddress, configuration.source.path.text,
    ]
    return "sha256:" + SHA256Digest.hex(Array(parts.joined(separator: "\n").utf8))
  }
}

extension RolloutMemory {
  /// Why a commit was rejected, where that is the last that happened to it.
  package func lastRejection(of commit: String) -> String? {
    guard let entry = history.last(where: { $0.commit == commit }), entry.kind == "rejected" else { return nil }
    return entry.reason
  }
}

/// What compiles: another version may come to other bytes for the same commit.
package enum Compiler {
  package static let version = "0.1.0"
}

/// The branch does not go on from where it was.
struct RewrittenBranch: Error, CustomStringConvertible {
  let branch: String
  let head: String
  let accepted: String

  var description: String {
    "branch \(branch) was rewritten: \(head) does not descend from \(accepted). Push the branch again from there, or set allowForcePush in the Source"
  }
}
