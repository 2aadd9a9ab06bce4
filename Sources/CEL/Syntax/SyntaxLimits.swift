/// What a parser takes. The tree is walked by recursion everywhere, so its height is bounded here, once.
public struct SyntaxLimits: Hashable, Sendable {
  /// The longest expression, in UTF-8 bytes.
  public var bytes = 100_000
  /// How deep parentheses, brackets, braces and calls may nest.
  public var nesting = 200
  /// How high the tree may grow by chains such as `a.b.c` or `1 + 1 + 1`. Chains of `&&` and `||` do not count.
  public var height = 400

  /// The limits that everybody should use: those of Kubernetes, a little lower where the stack asks for it.
  public init() {}
}
