/// Counts what an evaluation uses, and stops it at its limits.
struct Meter {
  private(set) var cost: UInt64 = 0
  private var workLeft: Int
  private let limits: EvaluationLimits

  init(_ limits: EvaluationLimits) {
    self.limits = limits
    workLeft = limits.work
  }

  /// What was used of the limit, at most all of it.
  var worked: Int { limits.work - max(0, workLeft) }

  /// Runtime cost, as Kubernetes counts it.
  mutating func spend(_ amount: UInt64) throws(EvaluationFault) {
    let (sum, overflow) = cost.addingReportingOverflow(amount)
    cost = overflow ? .max : sum
    if cost > limits.cost { throw EvaluationFault(.costLimit, "operation cancelled: actual cost limit exceeded") }
  }

  /// Steps, or bytes or elements that are looked at.
  mutating func work(_ amount: Int) throws(EvaluationFault) {
    workLeft -= amount
    if workLeft < 0 { throw EvaluationFault(.workLimit, "operation cancelled: too much work for one expression") }
  }

  /// Text or bytes that are about to be built.
  mutating func build(bytes: Int) throws(EvaluationFault) {
    guard bytes <= limits.bytes else {
      throw EvaluationFault(.workLimit, "operation cancelled: a value of \(bytes) bytes, at most \(limits.bytes)")
    }
    try work(bytes)
  }

  /// Text that grows piece by piece.
  mutating func extend(by bytes: Int, to total: Int) throws(EvaluationFault) {
    guard total <= limits.bytes else {
      throw EvaluationFault(.workLimit, "operation cancelled: a value of \(total) bytes, at most \(limits.bytes)")
    }
    try work(bytes + 1)
  }

  /// A list or a map that is about to be built: sixteen units for an element, about what it holds in memory.
  mutating func build(elements: Int) throws(EvaluationFault) {
    let (amount, overflow) = elements.multipliedReportingOverflow(by: 16)
    try work(overflow ? .max : amount)
  }
}
