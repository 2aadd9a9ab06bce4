package import Identity

/// What can happen to a rollout.
package enum RolloutEvent: Sendable {
  /// A revision passed every check and compiled. Its own plan takes effect when it is live.
  case accepted(Revision, plan: PlanStatement)
  /// A commit was refused before any proxy saw it.
  case rejected(commit: String, summary: String, reason: String)
  /// The tree at the source's path in its newest commit, whenever that was looked at.
  case head(tree: String)
  /// A proxy's stream is open. `holds` is the release that it says it has; none when it has nothing, or nothing known.
  case connected(ProxyID, process: String, holds: ReleaseNumber?)
  case disconnected(ProxyID)
  /// A proxy's process ended; `signal` is none for an exit or an end that nobody saw.
  case ended(ProxyID, process: String, signal: Int?, wasAsked: Bool)
  /// A proxy confirmed all of a release.
  case acked(ProxyID, process: String, ReleaseNumber)
  case nacked(ProxyID, ReleaseNumber, Refusal)
  /// How many clusters and listeners of a proxy are not ready to be used yet.
  case warming(ProxyID, Int)
  /// The proxies that the fleet has from now on.
  case membership([ProxyID])
  /// Where proxies run, as far as that is known: canaries are spread.
  case placed([ProxyID: ProxyPlace])
  /// Whether proxies are being replaced by whoever runs them: until they are, nothing advances.
  case replacing(Bool)
  /// What another that led decided and could not write down, after so many releases.
  case decided(Transition.Change, lastNumber: Int)
  /// One block of counts.
  case counted(BlockCounts)
  /// About every second.
  case tick
  /// By hand, to a release or else to the newest earlier one that was live.
  case rollback(to: ReleaseNumber?, reason: String?)
  /// By hand; `head` is the tree of the source's newest commit.
  case resume(head: String)
  case retry(head: String)
  /// By hand: nothing advances until `resume`.
  case pause
  /// By hand: the candidate's next stage now.
  case promote
  /// By hand: the candidate is taken back and held.
  case abort(reason: String?)
}

/// A proxy refused a resource.
package struct Refusal: Sendable, Hashable {
  /// The resource's type and name, as far as it is known.
  package var resource: String
  /// The object, file and line that it came from, as far as they are known.
  package var place: String?
  /// Envoy's words.
  package var message: String
  package var isPortInUse: Bool
  /// Whether stable has another or no such resource.
  package var differsFromStable: Bool

  /// Makes a refusal.
  package init(resource: String, place: String?, message: String, isPortInUse: Bool, differsFromStable: Bool) {
    self.resource = resource
    self.place = place
    self.message = message
    self.isPortInUse = isPortInUse
    self.differsFromStable = differsFromStable
  }
}
