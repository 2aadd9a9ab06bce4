/// What one evaluation may use.
public struct EvaluationLimits: Hashable, Sendable {
  /// The runtime cost, counted as Kubernetes counts it. Its own limit for one expression is 1,000,000.
  public var cost: UInt64
  /// Steps, and bytes and elements that are copied or looked at: what bounds time and memory where the cost is too coarse to.
  public var work: Int
  /// The largest text or byte sequence that may come to be, in bytes.
  public var bytes: Int

  /// Limits; the cost is Kubernetes' own.
  public init(cost: UInt64 = 1_000_000, work: Int = 100_000_000, bytes: Int = 10_000_000) {
    self.cost = cost
    self.work = work
    self.bytes = bytes
  }
}
