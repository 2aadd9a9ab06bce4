/// A function for one combination of argument types. Several make up a function; the first one that takes the arguments is called. The same
/// arguments must always give the same result: a call of literals is made once, when the program is planned.
public struct FunctionOverload: Sendable {
  /// `size`, or with its namespace `math.ceil`.
  public let name: String
  /// Whether it is called as `target.name(...)`; the target is the first parameter.
  public let isMember: Bool
  /// What the checker demands of the arguments.
  public let parameters: [CELType]
  /// What the checker expects of the result.
  public let result: CELType
  /// Nil when the arguments are of other types.
  let invoke: @Sendable (_ arguments: [Value], inout Frame) throws(EvaluationFault) -> Value?

  init(
    _ name: String, isMember: Bool, parameters: [CELType], result: CELType,
    invoke: @escaping @Sendable ([Value], inout Frame) throws(EvaluationFault) -> Value?
  ) {
    self.name = name
    self.isMember = isMember
    self.parameters = parameters
    self.result = result
    self.invoke = invoke
  }
}

/// How a function is called.
public enum CallForm: Sendable {
  /// `name(...)`
  case global
  /// `target.name(...)`
  case member
}

extension FunctionOverload {
  /// A function without arguments.
  public init<R: ValueRepresentable>(
    _ name: String, result: CELType? = nil, _ body: @escaping @Sendable () throws(EvaluationFault) -> R
  ) {
    self.init(name, isMember: false, parameters: [], result: result ?? R.celType) { _, _ throws(EvaluationFault) in try body().value }
  }

  /// A function of one argument. Types that say more than the Swift types do, such as `list(string)`, are given by `takes` and `result`.
  public init<A: ValueRepresentable, R: ValueRepresentable>(
    _ form: CallForm, _ name: String, takes: [CELType]? = nil, result: CELType? = nil,
    _ body: @escaping @Sendable (A) throws(EvaluationFault) -> R
  ) {
    self.init(form, name, takes: takes, result: result) { (a: A, _: inout Frame) throws(EvaluationFault) in try body(a) }
  }

  /// A function of two arguments.
  public init<A: ValueRepresentable, B: ValueRepresentable, R: ValueRepresentable>(
    _ form: CallForm, _ name: String, takes: [CELType]? = nil, result: CELType? = nil,
    _ body: @escaping @Sendable (A, B) throws(EvaluationFault) -> R
  ) {
    self.init(form, name, takes: takes, result: result) { (a: A, b: B, _: inout Frame) throws(EvaluationFault) in try body(a, b) }
  }

  /// A function of three arguments.
  public init<A: ValueRepresentable, B: ValueRepresentable, C: ValueRepresentable, R: ValueRepresentable>(
    _ form: CallForm, _ name: String, takes: [CELType]? = nil, result: CELType? = nil,
    _ body: @escaping @Sendable (A, B, C) throws(EvaluationFault) -> R
  ) {
    self.init(form, name, takes: takes, result: result) { (a: A, b: B, c: C, _: inout Frame) throws(EvaluationFault) in
      try body(a, b, c)
    }
  }
}

/// Functions whose work depends on more than the size of their arguments get the frame, to ask its meter first.
extension FunctionOverload {
  init<A: ValueRepresentable, R: ValueRepresentable>(
    _ form: CallForm, _ name: String, takes: [CELType]? = nil, result: CELType? = nil,
    _ body: @escaping @Sendable (A, inout Frame) throws(EvaluationFault) -> R
  ) {
    self.init(name, isMember: form == .member, parameters: takes ?? [A.celType], result: result ?? R.celType) {
      arguments, frame throws(EvaluationFault) in
      guard let a = A(value: arguments[0]) else { return nil }
      return try body(a, &frame).value
    }
  }

  init<A: ValueRepresentable, B: ValueRepresentable, R: ValueRepresentable>(
    _ form: CallForm, _ name: String, takes: [CELType]? = nil, result: CELType? = nil,
    _ body: @escaping @Sendable (A, B, inout Frame) throws(EvaluationFault) -> R
  ) {
    self.init(name, isMember: form == .member, parameters: takes ?? [A.celType, B.celType], result: result ?? R.celType) {
      arguments, frame throws(EvaluationFault) in
      guard let a = A(value: arguments[0]), let b = B(value: arguments[1]) else { return nil }
      return try body(a, b, &frame).value
    }
  }

  init<A: ValueRepresentable, B: ValueRepresentable, C: ValueRepresentable, R: ValueRepresentable>(
    _ form: CallForm, _ name: String, takes: [CELType]? = nil, result: CELType? = nil,
    _ body: @escaping @Sendable (A, B, C, inout Frame) throws(EvaluationFault) -> R
  ) {
    let parameters = takes ?? [A.celType, B.celType, C.celType]
    self.init(name, isMember: form == .member, parameters: parameters, result: result ?? R.celType) {
      arguments, frame throws(EvaluationFault) in
      guard let a = A(value: arguments[0]), let b = B(value: arguments[1]), let c = C(value: arguments[2]) else { return nil }
      return try body(a, b, c, &frame).value
    }
  }

  init<A: ValueRepresentable, B: ValueRepresentable, C: ValueRepresentable, D: ValueRepresentable, R: ValueRepresentable>(
    _ form: CallForm, _ name: String, takes: [CELType]? = nil, result: CELType? = nil,
    _ body: @escaping @Sendable (A, B, C, D, inout Frame) throws(EvaluationFault) -> R
  ) {
    let parameters = takes ?? [A.celType, B.celType, C.celType, D.celType]
    self.init(name, isMember: form == .member, parameters: parameters, result: result ?? R.celType) {
      arguments, frame throws(EvaluationFault) in
      guard let a = A(value: arguments[0]), let b = B(value: arguments[1]), let c = C(value: arguments[2]), let d = D(value: arguments[3])
      else { return nil }
      return try body(a, b, c, d, &frame).value
    }
  }
}
