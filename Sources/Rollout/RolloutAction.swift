package import Identity

/// What the machine wants done. They are done in order; when a `record` that stands before an `assign` fails, the event
/// that led to both has not happened.
package enum RolloutAction: Sendable {
  /// Make a transition durable.
  case record(Transition)
  /// Tell proxies what they are to hold from now on.
  case assign([ProxyID: Assignment])
  /// These proxies are none of the fleet any more.
  case dismiss(Set<ProxyID>)
  /// Send again what a proxy refused for a reason outside of it.
  case resend(ProxyID)
  /// Bring the fleet to so many proxies, and say which they are.
  case resize(Int)
  /// Compile the source's head and offer it.
  case takeHead(Revision.Cause)
  /// Tell people, once.
  case announce(Notice)
  /// The answer to a command.
  case answer(CommandOutcome)
}

/// What a proxy is to hold.
package struct Assignment: Hashable, Sendable {
  package var release: ReleaseNumber
  /// The release whose clusters, endpoints and secrets it keeps beside its own, so that the way back is one push.
  package var alongside: ReleaseNumber?
  /// Whether the push waits for nothing.
  package var isUrgent: Bool

  /// Makes an assignment.
  package init(release: ReleaseNumber, alongside: ReleaseNumber? = nil, isUrgent: Bool = false) {
    self.release = release
    self.alongside = alongside
    self.isUrgent = isUrgent
  }
}

/// One line for the log, with its weight.
package struct Notice: Sendable, Hashable {
  /// How grave it is.
  package enum Weight: Sendable, Hashable { case news, warning }

  package var weight: Weight
  package var text: String
}

/// What a command came to, before the proxies confirmed it.
package struct CommandOutcome: Sendable, Hashable {
  package var isDone: Bool
  package var message: String
  /// The release that every proxy was sent to.
  package var release: ReleaseNumber?

  /// Makes an outcome.
  package init(isDone: Bool, message: String, release: ReleaseNumber?) {
    self.isDone = isDone
    self.message = message
    self.release = release
  }
}
