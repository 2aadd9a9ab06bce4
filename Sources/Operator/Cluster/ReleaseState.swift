import Identity
import Rollout

/// What became of a release, as its object's status says it.
struct ReleaseState: Sendable, Hashable {
  /// `Rolling`, `Live`, `Retired`, `RolledBack`, `Superseded` or `Rejected`.
  var state: String
  var reason: String?
}

extension RolloutMemory {
  /// What became of every release that is still known.
  var states: [ReleaseNumber: ReleaseState] {
    var states: [ReleaseNumber: ReleaseState] = [:]
    for entry in history {
      guard let number = entry.number else { continue }
      switch entry.kind {
      case "rolledBack": states[number] = ReleaseState(state: "RolledBack", reason: entry.reason)
      case "superseded": states[number] = ReleaseState(state: "Superseded", reason: entry.reason)
      case "live": states[number] = ReleaseState(state: "Retired")
      // What began and has no end of its own was ended by hand.
      case "rolling": states[number] = ReleaseState(state: "RolledBack", reason: "by hand")
      default: break
      }
    }
    // A first release that a proxy refused is held, and has no end of its own either.
    if stable == nil { for held in held.values { states[held.number] = ReleaseState(state: "Rejected", reason: "a proxy refused it") } }
    for release in live { states[release.number] = ReleaseState(state: "Retired") }
    if let stable { states[stable.number] = ReleaseState(state: "Live") }
    if let trial { states[trial.release.number] = ReleaseState(state: "Rolling") }
    return states
  }
}
