/// Why a policy does not admit a request: one failed validation under one binding with one parameter.
package struct Decision: Hashable, Sendable {
  /// What the decision is about.
  enum Cause: Hashable, Sendable {
    /// A validation, by its index.
    case validation(Int)
    /// A match condition or an audit annotation that cannot be evaluated, or the budget that is used up.
    case evaluation
    /// A binding whose parameters cannot be had.
    case parameters
  }

  /// The policy's name.
  package let policy: String
  /// The binding's name; empty for a change policy.
  package let binding: String
  /// What the policy says, without the names of policy and binding.
  package let message: String
  /// `Invalid`, `Forbidden`, `Unauthorized` or `RequestEntityTooLarge`.
  package let reason: String
  /// What the binding makes of it. What keeps a policy from being evaluated at all always denies.
  package let actions: [ValidationAction]
  let cause: Cause

  /// What an API server answers whose request this denies.
  package var denial: String { "ValidatingAdmissionPolicy '\(policy)' with binding '\(binding)' denied request: \(message)" }
  /// The warning that an API server sends along.
  package var warning: String { "Validation failed for ValidatingAdmissionPolicy '\(policy)' with binding '\(binding)': \(message)" }
}

/// What came of one policy under one binding with one parameter.
package struct PolicyEvaluation: Sendable {
  /// What came of one validation.
  package enum RuleResult: Hashable, Sendable { case held, failed, error }

  /// The policy's name.
  package let policy: String
  /// The binding's name; empty for a change policy.
  package let binding: String
  /// One for each validation; none when a match condition excluded the request.
  package var rules: [RuleResult] = []
  /// What each validation cost.
  package var costs: [UInt64] = []
  /// The match condition that was false.
  package var excludedBy: String?
  /// Why the request is not admitted; none when it is.
  package var decisions: [Decision] = []
}
