/// A cost between two bounds. Sums and products that do not fit are the largest number.
public struct CostEstimate: Hashable, Sendable {
  /// What it costs at least.
  public var min: UInt64
  /// What it costs at most.
  public var max: UInt64

  /// A cost between two bounds.
  public init(min: UInt64, max: UInt64) {
    self.min = min
    self.max = max
  }

  static func exactly(_ cost: UInt64) -> CostEstimate { CostEstimate(min: cost, max: cost) }

  static func + (left: CostEstimate, right: CostEstimate) -> CostEstimate {
    CostEstimate(min: sum(left.min, right.min), max: sum(left.max, right.max))
  }

  static func * (left: CostEstimate, right: CostEstimate) -> CostEstimate {
    CostEstimate(min: CallCost.product(left.min, right.min), max: CallCost.product(left.max, right.max))
  }

  /// What one of two costs.
  func union(_ other: CostEstimate) -> CostEstimate {
    CostEstimate(min: Swift.min(min, other.min), max: Swift.max(max, other.max))
  }

  static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}

/// The size of a text (in Unicode scalars), of bytes, of a list or of a map, between two bounds.
public struct SizeEstimate: Hashable, Sendable {
  /// The least size.
  public var min: UInt64
  /// The largest size.
  public var max: UInt64

  /// A size between two bounds.
  public init(min: UInt64, max: UInt64) {
    self.min = min
    self.max = max
  }

  static let unknown = SizeEstimate(min: 0, max: .max)
  static func exactly(_ size: UInt64) -> SizeEstimate { SizeEstimate(min: size, max: size) }

  static func + (left: SizeEstimate, right: SizeEstimate) -> SizeEstimate {
    SizeEstimate(min: CostEstimate.sum(left.min, right.min), max: CostEstimate.sum(left.max, right.max))
  }

  static func * (left: SizeEstimate, right: SizeEstimate) -> SizeEstimate {
    SizeEstimate(min: CallCost.product(left.min, right.min), max: CallCost.product(left.max, right.max))
  }

  func union(_ other: SizeEstimate) -> SizeEstimate {
    SizeEstimate(min: Swift.min(min, other.min), max: Swift.max(max, other.max))
  }

  /// What it costs to look at all of it; rounded up.
  func cost(factor: Double) -> CostEstimate {
    CostEstimate(min: CallCost.scaled(min, factor), max: CallCost.scaled(max, factor))
  }
}

extension CheckedExpr {
  /// What an evaluation may cost, known before there are values: Kubernetes refuses expressions by it.
  ///
  /// - Parameter sizes: the size of what a path leads to, where a schema bounds it. A path begins with a variable and goes on with names of
  ///   fields, `@items`, `@keys` and `@values`. Nil where nothing is known: the size may then be anything.
  public func estimatedCost(sizes: (_ path: [String], _ type: CELType) -> SizeEstimate? = { _, _ in nil }) -> CostEstimate {
    withoutActuallyEscaping(sizes) { sizes in
      var estimator = CostEstimator(checked: self, sizes: sizes)
      return estimator.estimate(root).cost
    }
  }
}
