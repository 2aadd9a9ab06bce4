extension Library {
  /// The functions of the language itself.
  public static let standard = standard(.specification)
  /// The same, with Kubernetes' milliseconds of durations.
  public static let kubernetesStandard = standard(.kubernetes)

  private static func standard(_ dialect: Dialect) -> Library {
    Library(
      "standard",
      types: [
        .bool, .int, .uint, .double, .string, .bytes, .null, .timestamp, .duration, .list(.dyn), .map(.dyn, .dyn), .type(.dyn),
      ],
      functions: sizes + textTests + conversions + timestampParts + durationParts(dialect) + [
        FunctionOverload(.global, "dyn", takes: [.parameter("A")], result: .dyn) { (value: Value) in value },
        FunctionOverload("type", isMember: false, parameters: [.parameter("A")], result: .type(.parameter("A"))) { arguments, _ in
          .type(arguments[0].typeName)
        },
      ])
  }

  private static let sizes: [FunctionOverload] = [CallForm.global, .member].flatMap { form in
    [
      FunctionOverload(form, "size") { (text: String) in Int64(text.unicodeScalars.count) },
      FunctionOverload(form, "size") { (bytes: [UInt8]) in Int64(bytes.count) },
      FunctionOverload(form, "size", takes: [.list(.parameter("A"))]) { (list: ListValue) in Int64(list.count) },
      FunctionOverload(form, "size", takes: [.map(.parameter("A"), .parameter("B"))]) { (map: MapValue) in Int64(map.count) },
    ]
  }

  private static let textTests: [FunctionOverload] =
    [
      FunctionOverload(.member, "contains") { (text: String, part: String, frame: inout Frame) throws(EvaluationFault) in
        let part = Array(part.utf8)
        return try ByteSearch(Array(text.utf8), &frame.meter).first(part, from: 0, &frame.meter) != nil
      },
      FunctionOverload(.member, "startsWith") { (text: String, part: String) in hasPart(text, part, atEnd: false) },
      FunctionOverload(.member, "endsWith") { (text: String, part: String) in hasPart(text, part, atEnd: true) },
    ]
    + [CallForm.global, .member].map { form in
      FunctionOverload(form, "matches") { (text: String, pattern: String, frame: inout Frame) throws(EvaluationFault) in
        try frame.patterns.pattern(pattern, &frame.meter).isFound(in: text)
      }
    }
}

/// Whether a text begins or ends with another, byte by byte.
private func hasPart(_ text: String, _ part: String, atEnd: Bool) -> Bool {
  var (text, part) = (text, part)
  return text.withUTF8 { text in
    part.withUTF8 { part in
      guard part.count <= text.count else { return false }
      return text[(atEnd ? text.count - part.count : 0)...].starts(with: part)
    }
  }
}

/// Searches bytes for bytes, and counts what it looks at.
struct ByteSearch {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8], _ meter: inout Meter) throws(EvaluationFault) {
    try meter.work(bytes.count)
    self.bytes = bytes
  }

  /// The first place at or after `start`. The worst case is the product of both lengths, so its work is charged as it happens.
  func first(_ part: [UInt8], from start: Int, _ meter: inout Meter) throws(EvaluationFault) -> Int? {
    guard let head = part.first else { return start }
    guard part.count <= bytes.count - start else { return nil }
    for place in start...(bytes.count - part.count) where bytes[place] == head {
      var length = 1
      while length < part.count, bytes[place + length] == part[length] { length += 1 }
      try meter.work(length)
      if length == part.count { return place }
    }
    return nil
  }
}
