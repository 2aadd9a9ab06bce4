import EnvoyConfig
import Foundation
import Gateway
import Git
import Logging
import Manifests
import Rollout
import XDS

/// Looks at the source, and turns what is new into an offer or a rejection.
actor SourcePoller {
  /// What is known of the source.
  struct Knowledge: Sendable {
    var head: Commit?
    var error: String?
    var polled: ContinuousClock.Instant?
    var rejected: (commit: Commit, findings: [Finding])?
  }

  private let configuration: OperatorConfiguration
  private let mirror: SourceMirror
  private let service: RolloutService
  private let xds: XDSFleet
  private let logger: Logger
  private let wakeups: AsyncStream<Revision.Cause>
  private var facts: Facts
  private(set) var knowledge = Knowledge()
  /// A refused commit is looked at again when something else about it changes.
  private var refusedTree: String?

  init(
    _ configuration: OperatorConfiguration, mirror: SourceMirror, service: RolloutService, xds: XDSFleet, facts: Facts,
    wakeups: AsyncStream<Revision.Cause>, logger: Logger
  ) {
    self.configuration = configuration
    self.mirror = mirror
    self.service = service
    self.xds = xds
    self.facts = facts
    self.wakeups = wakeups
    self.logger = logger
  }

  /// Polls until it is cancelled.
  func run() async {
    var schedule = PollSchedule(interval: configuration.source.interval)
    let (ticks, tick) = AsyncStream.makeStream(of: Revision.Cause.self)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [wakeups] in for await cause in wakeups { tick.yield(cause) } }
      tick.yield(.commit)
      var waits = 0
      for await cause in ticks {
        let failed = await look(cause)
        if cause != .commit && waits > 0 { continue }
        waits += 1
        let wait = schedule.next(failed: failed, random: Double.random(in: 0...1))
        group.addTask {
          if (try? await Task.sleep(for: wait)) != nil { tick.yield(.commit) } else { tick.finish() }
        }
      }
      group.cancelAll()
    }
  }

  /// - Returns: Whether the source could not be asked.
  private func look(_ cause: Revision.Cause) async -> Bool {
    await refreshFacts()
    do {
      let result = try await mirror.poll()
      if knowledge.error != nil { logger.info("\(configuration.source.url) answers again") }
      knowledge.error = nil
      knowledge.polled = .now
      knowledge.head = result.head
      try await consider(result.head, cause: cause)
      return false
    } catch {
      if knowledge.error != "\(error)" { logger.error("\(error). What serves goes on serving") }
      knowledge.error = "\(error)"
      return true
    }
  }

  private func consider(_ head: Commit, cause: Revision.Cause) async throws {
    let machine = await service.machine
    let memory = machine.memory
    guard memory.pinned == nil, memory.held[head.tree] == nil else { return }
    let inputs = self.inputs
    func isSame(_ revision: Revision) -> Bool {
      revision.tree == head.tree && revision.inputs == inputs && revision.compiler == Compiler.version
    }
    if cause == .commit, memory.trial.map({ isSame($0.release.revision) }) ?? memory.stable.map({ isSame($0.revision) }) ?? false { return }
    if cause == .commit, refusedTree == head.tree + inputs { return }
    try await checkDescent(of: head, memory: memory)
    let tree = try await mirror.tree(of: head)
    let pipeline = RevisionPipeline(
      options: CompileOptions(ambassadorIDs: configuration.ambassadorIDs, facts: facts),
      translation: TranslateOptions(bindAddress: configuration.bindAddress))
    let begun = ContinuousClock.now
    let plan: PlanStatement
    var compiled = try pipeline.compile(tree: CommitTree(tree: tree), path: configuration.source.path)
    do throws(DocumentError) { plan = try self.plan(in: tree) } catch {
      compiled = compiled.adding(.error(.badValue, error.message, at: error.position))
      await reject(head, compiled, inputs: inputs)
      return
    }
    guard compiled.isAcceptable else {
      await reject(head, compiled, inputs: inputs)
      return
    }
    refusedTree = nil
    knowledge.rejected = nil
    let took = begun.duration(to: .now).formatted(.units(allowed: [.milliseconds], fractionalPart: .hide))
    logger.info(
      "\(head.id.short) \"\(head.summary)\" compiled in \(took): \(compiled.model.routeCount) routes on \(compiled.model.hostnames.count) hosts"
    )
    for finding in compiled.findings { logger.warning("\(finding.position.map { "\($0): " } ?? "")\(finding.message)") }
    let changedCompiler = memory.stable.map { $0.revision.tree == head.tree && $0.revision.compiler != Compiler.version } ?? false
    let revision = Revision(
      commit: head.id.hex, tree: head.tree, author: head.author, summary: head.summary, inputs: inputs,
      resources: compiled.resources.digest,
      compiler: Compiler.version, cause: changedCompiler && cause == .commit ? .upgrade : cause)
    service.inbox.yield(.offer(.init(revision: revision, plan: plan, resources: compiled.resources)))
  }

  private func reject(_ head: Commit, _ compiled: CompiledRevision, inputs: String) async {
    refusedTree = head.tree + inputs
    knowledge.rejected = (head, compiled.findings)
    let first = compiled.findings.first { $0.severity == .error }
    let reason = first.map { "\($0.position.map { "\($0): " } ?? "")\($0.message)" } ?? "it has errors"
    service.inbox.yield(.event(.rejected(commit: head.id.hex, summary: head.summary, reason: reason)))
  }

  /// A branch that was rewritten is followed only where that is allowed.
  private func checkDescent(of head: Commit, memory: RolloutMemory) async throws {
    guard !configuration.source.allowForcePush, case .branch(let branch) = configuration.source.reference,
      let accepted = (memory.trial?.release ?? memory.stable)?.revision.commit, let ancestor = CommitID(accepted)
    else { return }
    guard await !mirror.descends(head.id, from: ancestor) else { return }
    throw RewrittenBranch(branch: branch, head: head.id.short, accepted: ancestor.short)
  }

  private func plan(in tree: GitTree) throws(DocumentError) -> PlanStatement {
    let path = (configuration.source.path.isEmpty ? [] : [configuration.source.path]) + ["nuncio.yaml"]
    let file = path.joined(separator: "/")
    guard tree.entries.contains(where: { $0.path == file }), let bytes = try? tree.read(file),
      let own = try ConfigurationFile.repository(bytes, file: file).fleet
    else { return PlanStatement() }
    return own.stated
  }

  /// A digest of all that is not in the commit.
  private var inputs: String {
    let parts = [
      "\(configuration.ambassadorIDs)", configuration.bindAddress, configuration.source.path,
    ]
    return "sha256:" + SHA256Digest.hex(Array(parts.joined(separator: "\n").utf8))
  }

  private func refreshFacts() async {
    guard let folder = configuration.secretsDirectory else { return }
    do {
      let now = try SecretsFolder(path: folder).read()
      guard now != facts else { return }
      facts = now
      refusedTree = nil
      await xds.setFacts(LiveFacts(now))
      logger.info("the secrets in \(folder) changed: every proxy has the new ones")
    } catch {
      logger.error("\(folder) cannot be read (--secrets): \(error). The secrets before go on serving")
    }
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
