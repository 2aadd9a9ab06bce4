extension Library {
  /// Kubernetes' searches by pattern.
  public static let regex = Library(
    "regex",
    functions: [
      FunctionOverload(.member, "find") { (text: String, pattern: String, frame: inout Frame) throws(EvaluationFault) in
        try frame.patterns.pattern(pattern, &frame.meter).matches(in: text, limit: 1, &frame.meter).first ?? ""
      },
      FunctionOverload(.member, "findAll", result: .list(.string)) {
        (text: String, pattern: String, frame: inout Frame) throws(EvaluationFault) in
        try all(pattern, in: text, limit: .max, &frame)
      },
      FunctionOverload(.member, "findAll", result: .list(.string)) {
        (text: String, pattern: String, limit: Int64, frame: inout Frame) throws(EvaluationFault) in
        try all(pattern, in: text, limit: limit < 0 ? .max : Int(limit), &frame)
      },
    ])

  private static func all(_ pattern: String, in text: String, limit: Int, _ frame: inout Frame) throws(EvaluationFault) -> ListValue {
    let matches = try frame.patterns.pattern(pattern, &frame.meter).matches(in: text, limit: limit, &frame.meter)
    return ListValue(matches.map { .string($0) })
  }
}
