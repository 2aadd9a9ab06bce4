/// Solves for unknown types: what a variable stands for is found when it first meets a type.
struct Inference {
  private var bindings: [Int: CELType] = [:]
  /// What the bindings of the question at hand replaced, to take them back.
  private var trail: [(variable: Int, earlier: CELType?)] = []
  private var next = 0

  /// An unknown that nothing is known of yet.
  mutating func fresh() -> CELType {
    next += 1
    return .variable(next)
  }

  /// The types with each parameter replaced by an unknown of its own.
  mutating func instantiate(_ types: [CELType]) -> [CELType] {
    var unknowns: [String: CELType] = [:]
    return types.map { instantiate($0, &unknowns) }
  }

  private mutating func instantiate(_ type: CELType, _ unknowns: inout [String: CELType]) -> CELType {
    switch type {
    case .parameter(let name):
      if let known = unknowns[name] { return known }
      let unknown = fresh()
      unknowns[name] = unknown
      return unknown
    case .list(let element): return .list(instantiate(element, &unknowns))
    case .map(let key, let value):
      let key = instantiate(key, &unknowns)
      return .map(key, instantiate(value, &unknowns))
    case .optional(let wrapped): return .optional(instantiate(wrapped, &unknowns))
    case .nullable(let wrapped): return .nullable(instantiate(wrapped, &unknowns))
    case .type(let inner): return .type(instantiate(inner, &unknowns))
    default: return type
    }
  }

  /// A type with everything that is known put in. `open` stands for what stays unknown.
  func resolved(_ type: CELType, open: CELType? = nil) -> CELType {
    switch type {
    case .variable(let number):
      guard let bound = bindings[number] else { return open ?? type }
      return resolved(bound, open: open)
    case .list(let element): return .list(resolved(element, open: open))
    case .map(let key, let value): return .map(resolved(key, open: open), resolved(value, open: open))
    case .optional(let wrapped): return .optional(resolved(wrapped, open: open))
    case .nullable(let wrapped): return .nullable(resolved(wrapped, open: open))
    case .type(let inner): return .type(resolved(inner, open: open))
    default: return type
    }
  }

  /// Whether values of a type may stand where another is wanted. Unknowns are solved on the way; when the answer is no, nothing changes.
  mutating func accepts(_ actual: CELType, as wanted: CELType) -> Bool { accepts([actual], as: [wanted]) }

  /// As `accepts`, for a whole list of arguments.
  mutating func accepts(_ actual: [CELType], as wanted: [CELType]) -> Bool {
    trail.removeAll(keepingCapacity: true)
    for (wanted, actual) in zip(wanted, actual) where !match(wanted, actual) {
      for (variable, earlier) in trail.reversed() { bindings[variable] = earlier }
      return false
    }
    return true
  }

  private mutating func bind(_ variable: Int, to type: CELType) {
    trail.append((variable, bindings[variable]))
    bindings[variable] = type
  }

  private func shallow(_ type: CELType) -> CELType {
    var type = type
    while case .variable(let number) = type, let bound = bindings[number] { type = bound }
    return type
  }

  private mutating func match(_ wanted: CELType, _ actual: CELType) -> Bool {
    let target = shallow(wanted)
    let source = shallow(actual)
    if target == source { return true }
    switch (target, source) {
    case (.variable(let number), let other), (let other, .variable(let number)):
      return solve(number, other)
    case (.dyn, _):
      widen(wanted)
      return true
    case (_, .dyn):
      // What was solved narrowly meets something that is not known: from here on it is not known either.
      widen(wanted)
      return true
    case (.nullable(let left), .nullable(let right)): return match(left, right)
    case (.nullable(let inner), .null): return inner != .null
    case (.nullable(let inner), let other), (let other, .nullable(let inner)): return match(inner, other)
    case (.timestamp, .null), (.duration, .null), (.object, .null), (.opaque, .null), (.optional, .null): return true
    case (.null, .timestamp), (.null, .duration), (.null, .object), (.null, .opaque), (.null, .optional): return true
    case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)): return match(left, right)
    case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
      return match(leftKey, rightKey) && match(leftValue, rightValue)
    case (.type, .type): return true
    default: return false
    }
  }

  private mutating func solve(_ number: Int, _ type: CELType) -> Bool {
    guard !occurs(number, in: type) else { return false }
    bind(number, to: type)
    return true
  }

  private mutating func widen(_ type: CELType) {
    var type = type
    while case .variable(let number) = type, let bound = bindings[number] {
      if case .variable = bound {
        type = bound
      } else {
        bind(number, to: .dyn)
        return
      }
    }
  }

  private func occurs(_ number: Int, in type: CELType) -> Bool {
    switch resolved(type) {
    case .variable(let other): other == number
    case .list(let inner), .optional(let inner), .nullable(let inner), .type(let inner): occurs(number, in: inner)
    case .map(let key, let value): occurs(number, in: key) || occurs(number, in: value)
    default: false
    }
  }
}
