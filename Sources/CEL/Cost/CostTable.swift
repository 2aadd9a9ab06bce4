/// What calls cost, as Kubernetes counts it: `k8s.io/apiserver/pkg/cel/library` for its own libraries, cel-go for the language. Estimate and
/// runtime cost come from the same entry.
enum CallCost: Sendable {
  /// Whatever the arguments are.
  case fixed(UInt64)
  /// An argument is read from end to end, so many times.
  case traversal(argument: Int, times: Double)
  /// Two texts are joined.
  case concatenation
  /// Two values are compared: the smaller one is read.
  case comparison
  /// The result is written, so many times.
  case result(times: Double)
  /// A text and a pattern: each character may meet each state.
  case pattern
  /// A text within a text.
  case search
  /// Every element of a list, and all text in it.
  case elements
  /// A list is searched.
  case membership
  /// Each element of one list meets each of another, so many times.
  case product(times: UInt64)
  /// Two address ranges; what is not parsed yet is read first.
  case addresses(extra: UInt64)
  /// A text and the pattern of a named format.
  case format

  /// For a byte or a character that is looked at.
  static let traversalFactor = 0.1
  /// For a character of a pattern.
  static let patternFactor = 0.25

  static let variable: UInt64 = 1
  static let selection: UInt64 = 1
  static let newList: UInt64 = 10
  static let newMap: UInt64 = 30
  static let newMessage: UInt64 = 40

  static func of(_ name: String, isMember: Bool) -> CallCost { table[name] ?? .fixed(1) }

  private static let table: [String: CallCost] = {
    var table: [String: CallCost] = [
      "matches": .pattern, "find": .pattern, "findAll": .pattern, "contains": .search, "join": .result(times: 2),
      "ip.isCanonical": .traversal(argument: 0, times: 2), "containsIP": .addresses(extra: 0), "containsCIDR": .addresses(extra: 1),
      "validate": .format, "lists.range": .result(times: 10), "distinct": .product(times: 1),
      "sets.contains": .product(times: 1), "sets.intersects": .product(times: 1), "sets.equivalent": .product(times: 2),
    ]
    for name in ["isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "sort", "@sortByAssociatedKeys", "flatten", "slice"] {
      table[name] = .elements
    }
    for name in [
      "startsWith", "endsWith", "url", "isURL", "lowerAscii", "upperAscii", "substring", "trim", "reverse", "cidr", "isIP", "isCIDR",
      "quantity", "isQuantity", "semver", "isSemver", "strings.quote", "format", "base64.encode", "base64.decode", "string", "bytes", "ip",
    ] { table[name] = .traversal(argument: 0, times: 1) }
    for name in ["replace", "split"] { table[name] = .traversal(argument: 0, times: 2) }
    for name in WellKnownMessage.all.keys { table[name] = .fixed(newMessage) }
    return table
  }()

  static func of(_ name: Operator) -> CallCost {
    switch name {
    case .add: .concatenation
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .comparison
    case .contained: .membership
    case .subtract, .multiply, .divide, .modulo, .negate, .not: .fixed(1)
    }
  }
}

/// What a macro costs beyond what its parts cost: the hidden variable that collects the result, and the loop around it.
struct ComprehensionCost: Sendable {
  /// Once, before the first element; only in estimates, for the evaluator has the empty list or map ready.
  let start: UInt64
  /// For each element, the predicate aside.
  let step: UInt64
  /// For each element that the predicate takes.
  let taken: UInt64
  /// Once, behind the last element.
  let end: UInt64
  /// When it stops early.
  let stop: UInt64

  init(_ kind: ComprehensionKind, hasFilter: Bool) {
    switch kind {
    case .all: (start, step, taken, end, stop) = (0, 3, 0, 1, 2)
    case .exists: (start, step, taken, end, stop) = (0, 4, 0, 1, 3)
    case .existsOne: (start, step, taken, end, stop) = (0, 1, 1, 2, 0)
    case .map, .transformList:
      (start, step, taken, end, stop) = hasFilter ? (10, 1, 11, 1, 0) : (10, 0, 12, 1, 0)
    case .filter: (start, step, taken, end, stop) = (10, 1, 12, 1, 0)
    case .transformMap, .transformMapEntry:
      (start, step, taken, end, stop) = hasFilter ? (30, 1, 2, 1, 0) : (30, 0, 3, 1, 0)
    }
  }
}
