/// What a call may cost, by the sizes of its arguments.
extension CallCost {
  func estimate(_ sizes: [SizeEstimate], result: SizeEstimate?) -> CostEstimate {
    switch self {
    case .fixed(let cost): return .exactly(cost)
    case .traversal(let argument, let times): return sizes[argument].cost(factor: times * Self.traversalFactor)
    case .concatenation: return (sizes[0] + sizes[1]).cost(factor: Self.traversalFactor)
    case .comparison:
      let most = min(sizes[0].max, sizes[1].max)
      return SizeEstimate(min: most > 0 ? 1 : 0, max: most).cost(factor: Self.traversalFactor)
    case .result(let times): return (result ?? .unknown).cost(factor: times * Self.traversalFactor)
    case .pattern:
      return (sizes[0] + .exactly(1)).cost(factor: Self.traversalFactor) * sizes[1].cost(factor: Self.patternFactor)
    case .search: return sizes[0].cost(factor: Self.traversalFactor) * sizes[1].cost(factor: Self.traversalFactor)
    case .elements: return sizes[0].cost(factor: 1)
    case .membership: return sizes[1].cost(factor: 1)
    case .product(let times):
      return sizes[0].cost(factor: 1) * (sizes.count > 1 ? sizes[1] : sizes[0]).cost(factor: Double(times)) + .exactly(1)
    case .addresses(let extra):
      let address = SizeEstimate(min: 4, max: 16)
      var cost = (address + address).cost(factor: Self.traversalFactor)
      if extra > 0 { cost = cost + address.cost(factor: Self.traversalFactor) + .exactly(extra) }
      return cost + sizes[1].cost(factor: Self.traversalFactor)
    case .format: return (sizes[1] + .exactly(1)).cost(factor: Self.traversalFactor) * .exactly(16)
    }
  }

  /// The size of what a function gives; nil when nothing better than its type is known.
  static func resultSize(_ name: String, _ sizes: [SizeEstimate], literalLimit: UInt64?) -> SizeEstimate? {
    switch name {
    case "lowerAscii", "upperAscii", "substring", "trim", "reverse", "sort", "distinct", "slice": return sizes[0]
    case "dyn": return sizes.first
    case "replace": return replaced(sizes)
    case "split": return SizeEstimate(min: 0, max: literalLimit ?? sizes[0].max)
    case "find", "findAll": return SizeEstimate(min: 0, max: sizes[0].max)
    case "bytes": return SizeEstimate(min: sizes[0].min, max: product(sizes[0].max, 4))
    case "string": return SizeEstimate(min: sizes[0].min / 4, max: sizes[0].max)
    case "strings.quote":
      return SizeEstimate(min: CostEstimate.sum(sizes[0].min, 2), max: CostEstimate.sum(product(sizes[0].max, 2), 2))
    default: return nil
    }
  }

  /// The shortest and the longest text that `replace` can make.
  private static func replaced(_ sizes: [SizeEstimate]) -> SizeEstimate {
    let (text, old, new) = (sizes[0], sizes[1], sizes[2])
    var result = SizeEstimate(min: 0, max: 0)
    if old.min == 0 {
      result.max = CostEstimate.sum(product(CostEstimate.sum(text.max, 1), new.max), text.max)
    } else if new.max <= old.min {
      result.max = text.max
    } else {
      result.max = product(scaled(text.max, 1 / Double(old.min)), new.max)
    }
    if old.max == 0 {
      result.min = CostEstimate.sum(product(CostEstimate.sum(text.min, 1), new.min), text.min)
    } else if old.max <= new.min {
      result.min = text.min
    } else {
      result.min = product(scaled(text.min, 1 / Double(old.max)), new.min)
    }
    return result
  }
}
