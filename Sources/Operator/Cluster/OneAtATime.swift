/// Lets one piece of work after the other through, in their order: an actor alone lets another begin at every `await`.
actor OneAtATime {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Does the work when it is its turn.
  nonisolated(nonsending) func take<Result: Sendable>(_ work: () async throws -> Result) async rethrows -> Result {
    await enter()
    do {
      let result = try await work()
      await leave()
      return result
    } catch {
      await leave()
      throw error
    }
  }

  private func enter() async {
    guard isTaken else {
      isTaken = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  /// Who waits longest goes next; the turn is never free in between.
  private func leave() {
    if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
  }
}
