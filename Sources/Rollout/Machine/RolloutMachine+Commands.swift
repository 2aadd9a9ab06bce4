import Identity

/// What people do by hand.
extension RolloutMachine {
  mutating func rollback(to target: ReleaseNumber?, reason: String?, at now: Moment) -> [RolloutAction] {
    guard let stable = memory.stable else { return refuse("no release is live yet: there is nothing to go back to") }
    let release: ReleaseRecord
    if let target {
      guard let found = memory.live.last(where: { $0.number == target }) else {
        let known = memory.live.map(\.number.description).joined(separator: ", ")
        return refuse("release \(target) was never live, or is too old. Those that can be gone back to: \(known)")
      }
      release = found
    } else if memory.trial != nil {
      release = stable
    } else {
      guard let found = memory.live.last(where: { $0.number < stable.number }) else { return refuse("no earlier release was live") }
      release = found
    }
    recovery = nil
    waiting = nil
    trial = nil
    since = now
    let back = assign(Set(proxies.keys), Assignment(release: release.number, isUrgent: true))
    let written = record(.byHand(to: release, reason: reason), now)
    let outcome = CommandOutcome(isDone: true, message: "the source is pinned there. Go on with: nuncio resume", release: release.number)
    return [
      back, written, warn("by hand to release \(release.number)\(reason.map { ": \($0)" } ?? ""); the source is pinned there"),
      .answer(outcome),
    ] + resized()
  }

  mutating func resume(head: String, at now: Moment) -> [RolloutAction] {
    if memory.isPaused, memory.pinned == nil {
      return [record(.resumed, now), .answer(CommandOutcome(isDone: true, message: "the stages go on", release: nil))]
    }
    guard memory.pinned != nil else { return refuse("nothing is pinned or paused: there is nothing to resume") }
    if let held = memory.held[head] {
      return refuse(
        "the head was taken back by evidence (release \(held.number), \(held.commit.prefix(7))). To try it again all the same: nuncio retry"
      )
    }
    since = now
    return [
      record(.resumed, now), .answer(CommandOutcome(isDone: true, message: "the source's head is taken with all stages", release: nil)),
      .takeHead(.resume),
    ]
  }

  mutating func retry(head: String, at now: Moment) -> [RolloutAction] {
    guard let held = memory.held[head] else { return refuse("the source's head is not held: there is nothing to retry") }
    var actions = [record(.retried(tree: head), now)]
    if memory.pinned != nil { actions.append(record(.resumed, now)) }
    let outcome = CommandOutcome(isDone: true, message: "\(held.commit.prefix(7)) is tried again with all stages", release: nil)
    return actions + [.answer(outcome), .takeHead(.retry)]
  }

  mutating func pause(at now: Moment) -> [RolloutAction] {
    guard !memory.isPaused else { return refuse("it is paused already. Go on with: nuncio resume") }
    return [
      record(.paused, now), warn("paused by hand: nothing advances; what fails is taken back all the same"),
      .answer(CommandOutcome(isDone: true, message: "nothing advances. Go on with: nuncio resume", release: nil)),
    ]
  }

  mutating func promote(at now: Moment) -> [RolloutAction] {
    guard let current = memory.trial, memory.stable != nil, recovery == nil else {
      return refuse("no release is being tried: there is nothing to promote")
    }
    guard trial?.blocked.isEmpty ?? true else { return refuse("release \(current.release.number) waits for a port in use") }
    let actions = advance(current, at: now)
    let number = current.release.number
    let message =
      memory.trial.map { "release \(number) is in stage \($0.stage + 1) of \(plan.stages.count)" } ?? "release \(number) is live"
    return actions + [.answer(CommandOutcome(isDone: true, message: message, release: nil))]
  }

  mutating func abort(reason: String?, at now: Moment) -> [RolloutAction] {
    guard let current = memory.trial, let stable = memory.stable else {
      return refuse("no release is being tried: there is nothing to abort")
    }
    recovery = nil
    let message = "release \(current.release.number) is ended, its revision is held. To try it again: nuncio retry"
    return takeBack("aborted by hand\(reason.map { ": \($0)" } ?? "")", at: now)
      + [.answer(CommandOutcome(isDone: true, message: message, release: stable.number))]
  }

  /// The way back that another took before this one decided anything; later there may be reason to be elsewhere.
  mutating func decided(_ change: Transition.Change, lastNumber: Int, at now: Moment) -> [RolloutAction] {
    guard memory.lastNumber <= lastNumber else { return [] }
    switch change {
    case .rolledBack(let number, let reason, _) where memory.trial?.release.number == number:
      recovery = nil
      return takeBack(reason, at: now)
    case .byHand(let release, let reason) where memory.pinned != release.number:
      return rollback(to: release.number, reason: reason, at: now).filter { if case .answer = $0 { false } else { true } }
    default: return []
    }
  }

  private func refuse(_ message: String) -> [RolloutAction] { [.answer(CommandOutcome(isDone: false, message: message, release: nil))] }
}
