import Foundation
import Git
import Identity
import Manifests
import Rollout
import XDS

/// What the control API asks, answered from the read models.
struct DaemonBackend: ControlBackend {
  let configuration: OperatorConfiguration
  let service: RolloutService
  let poller: SourcePoller
  let xds: XDSFleet

  func status() async -> StatusDocument {
    let status = await service.shown.status
    let knowledge = await poller.knowledge
    let trouble = await service.diskTrouble
    let sent = await xds.bytesSent
    return StatusDocument(
      fleet: configuration.fleet.name, state: status.state, story: status.story + (trouble.map { "; nothing advances: \($0)" } ?? ""),
      since: Self.iso(status.since), stable: status.stable.map(Self.release), candidate: status.trial.map(Self.candidate),
      proxies: status.proxies.map {
        .init(name: $0.id.name, release: $0.holds?.value, connected: $0.isConnected, sentBytes: sent[$0.id] ?? 0)
      },
      source: source(status, knowledge),
      rejected: knowledge.rejected.map { .init(commit: $0.commit.id.hex, summary: $0.commit.summary, findings: $0.findings) },
      paused: status.isPaused, outcomes: status.outcomes)
  }

  private func source(_ status: RolloutStatus, _ knowledge: SourcePoller.Knowledge) -> StatusDocument.Source {
    let ago = knowledge.polled.map { polled in
      let (seconds, attoseconds) = polled.duration(to: .now).components
      return Double(seconds) + Double(attoseconds) / 1e18
    }
    return .init(
      url: "\(configuration.source.url)", reference: "\(configuration.source.reference)", head: knowledge.head?.id.hex,
      error: knowledge.error, held: status.held,
      pinned: status.pinned?.value,
      polledSecondsAgo: ago)
  }

  private static func release(_ record: ReleaseRecord) -> StatusDocument.Release {
    .init(number: record.number.value, commit: record.revision.commit, summary: record.revision.summary)
  }

  private static func candidate(_ trial: RolloutStatus.Trial) -> StatusDocument.Candidate {
    .init(
      number: trial.release.number.value, commit: trial.release.revision.commit, summary: trial.release.revision.summary,
      stage: trial.stage,
      stages: trial.stages, canaries: trial.canaries.map(\.name), verdict: trial.verdict.rawValue,
      evidence: .init(
        canary: .init(requests: trial.totals.canaryRequests, errors: trial.totals.canaryErrors),
        baseline: .init(requests: trial.totals.baselineRequests, errors: trial.totals.baselineErrors), worstRoute: trial.worstRoute?.name,
        odds: trial.oddsAgainst, oddsFor: trial.oddsFor))
  }

  func progress(of commit: String) async -> CommitProgress {
    let machine = await service.shown
    let knowledge = await poller.knowledge
    return await CommitSearch(memory: machine.memory, status: machine.status, knowledge: knowledge)
      .progress(of: commit.lowercased()) { await poller.headDescends(from: $0) }
  }

  func history(limit: Int) async -> HistoryDocument {
    let entries = await service.shown.memory.history.suffix(limit).reversed()
    return HistoryDocument(
      entries: entries.map {
        .init(
          number: $0.number?.value, kind: $0.kind, commit: $0.commit, summary: $0.summary, reason: $0.reason, at: Self.iso($0.at),
          requests: $0.requests, seconds: $0.seconds)
      })
  }

  private func rollback(_ request: CommandRequest) async -> CommandAnswer {
    let start = ContinuousClock.now
    let outcome = await service.command(.rollback(to: request.to.map(ReleaseNumber.init), reason: request.reason))
    guard outcome.isDone else { return Self.answer(outcome, laggards: [], since: start) }
    while await !service.shown.laggards.isEmpty, start.duration(to: .now) < .seconds(10), await service.nextChange() {}
    let laggards = await service.shown.laggards.map(\.name)
    let proxies = await service.shown.status.proxies
    var answer = Self.answer(outcome, laggards: laggards, since: start)
    let there = proxies.count { $0.holds == outcome.release }
    let took = (answer.seconds * 10).rounded() / 10
    let late = laggards.isEmpty ? "" : "; not confirmed by \(laggards.joined(separator: ", "))"
    let number = outcome.release.map(\.description) ?? ""
    answer.message =
      "\(configuration.fleet.name)   release \(number) on \(there) of \(proxies.count) proxies in \(took) s\(late); \(outcome.message)"
    return answer
  }

  func command(_ name: ControlCommand, _ request: CommandRequest) async -> CommandAnswer {
    let head = await poller.knowledge.head?.tree ?? ""
    switch name {
    case .rollback: return await rollback(request)
    case .resume: return await command(.resume(head: head))
    case .retry: return await command(.retry(head: head))
    case .pause: return await command(.pause)
    case .promote: return await command(.promote)
    case .abort: return await command(.abort(reason: request.reason))
    }
  }

  func isReady() async -> Bool {
    let status = await service.shown.status
    return status.stable != nil && status.proxies.contains(where: \.isConnected)
  }

  private func command(_ event: RolloutEvent) async -> CommandAnswer {
    let start = ContinuousClock.now
    let outcome = await service.command(event)
    return Self.answer(outcome, laggards: [], since: start)
  }

  private static func answer(_ outcome: CommandOutcome, laggards: [String], since start: ContinuousClock.Instant) -> CommandAnswer {
    let (seconds, attoseconds) = start.duration(to: .now).components
    return CommandAnswer(
      done: outcome.isDone, message: outcome.message, release: outcome.release?.value, laggards: laggards,
      seconds: Double(seconds) + Double(attoseconds) / 1e18)
  }

  private static func iso(_ seconds: Int) -> String { Date(timeIntervalSince1970: Double(seconds)).ISO8601Format() }
}
