/// What a call costs that was made.
extension CallCost {
  func runtime(_ arguments: [Value], _ result: Value) -> UInt64 {
    switch self {
    case .fixed(let cost): return cost
    case .traversal(let argument, let times):
      switch arguments[argument] {
      case .string, .bytes: return Self.scaled(Self.size(arguments[argument]), times * Self.traversalFactor)
      default: return 1
      }
    case .concatenation: return Self.concatenation(arguments[0], arguments[1])
    case .comparison: return Self.comparison(arguments[0], arguments[1])
    case .result(let times): return Self.scaled(Self.size(result), times * Self.traversalFactor)
    case .pattern:
      return Self.product(
        Self.scaled(Self.size(arguments[0]) + 1, Self.traversalFactor), Self.scaled(Self.size(arguments[1]), Self.patternFactor))
    case .search:
      let parts = arguments.prefix(2).map { Self.scaled(Self.size($0), Self.traversalFactor) }
      return Self.product(parts[0], parts[1])
    case .elements: return Self.traversal(arguments[0])
    case .membership: return Self.membership(arguments[1])
    case .product(let times):
      let other = arguments.count > 1 ? arguments[1] : arguments[0]
      return Self.product(Self.product(Self.size(arguments[0]), Self.size(other)), times) &+ 1
    case .addresses(let extra):
      let size = Self.size(arguments[0])
      var cost = Self.scaled(2 * size, Self.traversalFactor)
      if extra > 0 { cost += Self.scaled(size, Self.traversalFactor) + extra }
      if case .string = arguments[1] { cost += Self.scaled(Self.size(arguments[1]), Self.traversalFactor) }
      return cost
    case .format:
      guard let format = NamedFormat(value: arguments[0]) else { return 1 }
      return Self.product(
        Self.scaled(Self.size(arguments[1]) + 1, Self.traversalFactor), Self.scaled(format.patternSize, Self.patternFactor))
    }
  }

  /// `a + b`: text and bytes are written, everything else is one step.
  static func concatenation(_ left: Value, _ right: Value) -> UInt64 {
    switch (left, right) {
    case (.string, .string), (.bytes, .bytes): scaled(size(left) + size(right), traversalFactor)
    default: 1
    }
  }

  /// `a == b`, `a < b`: the smaller one of two texts is read, and one unit is enough for ten characters.
  static func comparison(_ left: Value, _ right: Value) -> UInt64 {
    let least = min(left.weight, right.weight)
    if least > 0, least <= 10 { return 1 }
    // A scalar has up to four bytes: where one is that much longer, its own size need not be counted.
    if left.weight < right.weight / 4 { return scaled(size(left), traversalFactor) }
    if right.weight < left.weight / 4 { return scaled(size(right), traversalFactor) }
    return scaled(min(size(left), size(right)), traversalFactor)
  }

  /// `a in b`.
  static func membership(_ container: Value) -> UInt64 {
    if case .list(let list) = container { UInt64(list.count) } else { 1 }
  }

  /// What `size(x)` gives, 1 for what has none.
  static func size(_ value: Value) -> UInt64 {
    switch value {
    case .string(let text): UInt64(text.unicodeScalars.count)
    case .bytes(let bytes): UInt64(bytes.count)
    case .list(let list): UInt64(list.count)
    case .map(let map): UInt64(map.count)
    case .opaque(let box): UInt64(box.value.size)
    default: 1
    }
  }

  /// One unit for each element, and for text in it a tenth of its bytes.
  private static func traversal(_ value: Value) -> UInt64 {
    switch value {
    case .string(let text): return UInt64(Double(text.utf8.count) * traversalFactor)
    case .bytes(let bytes): return UInt64(Double(bytes.count) * traversalFactor)
    case .list(let list):
      var sum: UInt64 = 0
      for index in 0..<list.count {
        // Lists in lists were not looked at by the call; one unit stands for each.
        if case .list = list[index] { sum += 1 } else { sum += traversal(list[index]) }
      }
      return sum
    default: return 1
    }
  }

  /// A size by a factor, rounded up.
  static func scaled(_ size: UInt64, _ factor: Double) -> UInt64 {
    UInt64(exactly: (Double(size) * factor).rounded(.up)) ?? .max
  }

  static func product(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? .max : product
  }
}
