extension Library {
  /// Lists as sets: order and repetition do not count.
  public static let sets = Library(
    "sets",
    functions: [
      FunctionOverload(.global, "sets.contains", takes: both, isSubset),
      FunctionOverload(.global, "sets.equivalent", takes: both) {
        (left: ListValue, right: ListValue, frame: inout Frame) throws(EvaluationFault) in
        guard try isSubset(left, right, &frame) else { return false }
        return try isSubset(right, left, &frame)
      },
      FunctionOverload(.global, "sets.intersects", takes: both) {
        (left: ListValue, right: ListValue, frame: inout Frame) throws(EvaluationFault) in
        for index in 0..<right.count where try contains(left, right[index], &frame.meter) { return true }
        return false
      },
    ])

  private static let both: [CELType] = [.list(.parameter("A")), .list(.parameter("A"))]

  /// Whether all elements of the second list are in the first.
  @Sendable private static func isSubset(_ list: ListValue, _ part: ListValue, _ frame: inout Frame) throws(EvaluationFault) -> Bool {
    for index in 0..<part.count where try !contains(list, part[index], &frame.meter) { return false }
    return true
  }
}
