/// What an evaluation makes of what the specification calls an error and Kubernetes does not.
public struct EvaluationRules: Hashable, Sendable {
  /// What null, numbers, text and other values without fields are to `x.field`, `x[key]`, `has` and the optional forms of both.
  public var scalarFields: ScalarFields
  /// What a key that is twice in a map literal is.
  public var repeatedKeys: RepeatedKeys

  /// Fields of values that have none.
  public enum ScalarFields: Sendable {
    /// Asking for one is an error: there is no such overload.
    case refused
    /// They are as those of an empty map: `has` is false, `.?` gives none, `.` finds no such key.
    case empty
  }

  /// Keys that are twice in a map literal.
  public enum RepeatedKeys: Sendable {
    /// An error.
    case refused
    /// The last one counts.
    case lastCounts
  }

  /// The specification's rules.
  public static let specification = EvaluationRules(scalarFields: .refused, repeatedKeys: .refused)
  /// What the API server does.
  public static let kubernetes = EvaluationRules(scalarFields: .empty, repeatedKeys: .lastCounts)
}
