import Foundation
import Git
import Identity
import Rollout

/// Finds out where a commit is: from the history, the release on trial, and the source's head.
struct CommitSearch {
  let memory: RolloutMemory
  let status: RolloutStatus
  let knowledge: SourcePoller.Knowledge

  /// A superseded commit is followed to the one that took its place.
  ///
  /// - Parameter isAncestor: Whether a commit is among the ancestors of the source's head.
  func progress(of asked: String, isAncestor: (CommitID) async -> Bool) async -> CommitProgress {
    var commit = asked
    // As many steps as the history has: a commit may come back.
    for _ in memory.history {
      guard let next = successor(of: commit) else { break }
      commit = next
    }
    if let known = known(commit) { return known }
    guard let head = knowledge.head else { return progress(commit, .unknown) }
    if !head.id.hex.hasPrefix(commit) {
      guard let id = CommitID(commit), await isAncestor(id) else { return progress(commit, .unknown) }
    }
    return atHead(head)
  }

  private func successor(of commit: String) -> String? {
    guard memory.trial?.release.revision.commit.hasPrefix(commit) != true,
      let last = memory.history.last(where: { $0.commit?.hasPrefix(commit) == true })
    else { return nil }
    return last.successor
  }

  /// What a rollout or a refusal says of it.
  private func known(_ commit: String) -> CommitProgress? {
    if let trial = memory.trial, trial.release.revision.commit.hasPrefix(commit) {
      let isLast = status.trial.map { $0.stage == $0.stages } ?? false
      return progress(
        trial.release.revision.commit, isLast ? .baking : .rolling, release: trial.release.number, stage: trial.stage + 1,
        reason: status.story)
    }
    guard let entry = memory.history.last(where: { $0.commit?.hasPrefix(commit) == true && $0.kind != "byHand" }) else { return nil }
    let phase: CommitProgress.Phase
    switch entry.kind {
    case "live": phase = .live
    case "rejected": phase = .rejected
    case "rolledBack": phase = .rolledBack
    default: return nil
    }
    return progress(entry.commit ?? commit, phase, release: entry.number, reason: entry.reason)
  }

  /// A head that has no release of its own: it waits, or changes nothing below the source's path.
  private func atHead(_ head: Commit) -> CommitProgress {
    if let pinned = memory.pinned {
      return progress(head.id.hex, .waiting, reason: "the source is pinned at release \(pinned). Go on with: nuncio resume")
    }
    if let held = memory.held[head.tree] {
      return progress(
        head.id.hex, .rolledBack, release: held.number, reason: "its tree is that of \(held.commit.prefix(7)), which is held")
    }
    if let known = known(head.id.hex) { return known }
    if let stable = memory.stable, stable.revision.tree == head.tree { return progress(head.id.hex, .live, release: stable.number) }
    return progress(head.id.hex, .waiting, reason: status.story)
  }

  private func progress(
    _ commit: String, _ phase: CommitProgress.Phase, release: ReleaseNumber? = nil, stage: Int? = nil, reason: String? = nil
  ) -> CommitProgress {
    CommitProgress(
      commit: commit, phase: phase, release: release?.value, stage: stage,
      proxies: release.map { number in status.proxies.count { $0.holds == number } } ?? 0, fleet: status.proxies.count, reason: reason)
  }
}
