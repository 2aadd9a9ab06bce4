extension Library {
  /// Text: positions count Unicode scalars, from 0.
  public static let strings = strings(.specification)
  /// The same, with Kubernetes' `format` and its ends of searches.
  public static let kubernetesStrings = strings(.kubernetes)

  private static func strings(_ dialect: Dialect) -> Library {
    Library(
      "strings",
      functions: searches(dialect) + texts + [
        FunctionOverload(.member, "format", takes: [.string, .list(.dyn)]) {
          (pattern: String, arguments: ListValue, frame: inout Frame) throws(EvaluationFault) in
          var formatter = StringFormatter(arguments: arguments, dialect)
          return try formatter.format(pattern, &frame.meter)
        }
      ])
  }

  private static func searches(_ dialect: Dialect) -> [FunctionOverload] {
    [
      FunctionOverload(.member, "indexOf") { (text: String, part: String, frame: inout Frame) throws(EvaluationFault) in
        try firstIndex(text, part, from: 0, dialect, &frame.meter)
      },
      FunctionOverload(.member, "indexOf") { (text: String, part: String, start: Int64, frame: inout Frame) throws(EvaluationFault) in
        try firstIndex(text, part, from: start, dialect, &frame.meter)
      },
      FunctionOverload(.member, "lastIndexOf") { (text: String, part: String, frame: inout Frame) throws(EvaluationFault) in
        try lastIndex(text, part, from: nil, dialect, &frame.meter)
      },
      FunctionOverload(.member, "lastIndexOf") { (text: String, part: String, start: Int64, frame: inout Frame) throws(EvaluationFault) in
        try lastIndex(text, part, from: start, dialect, &frame.meter)
      },
    ]
  }

  private static let texts: [FunctionOverload] = [
    FunctionOverload(.member, "charAt") { (text: String, index: Int64) throws(EvaluationFault) in
      let scalars = Array(text.unicodeScalars)
      guard index >= 0, index <= scalars.count else { throw outOfRange(index) }
      return index == scalars.count ? "" : String(scalars[Int(index)])
    },
    FunctionOverload(.member, "lowerAscii") { (text: String) in
      String(decoding: text.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
    },
    FunctionOverload(.member, "upperAscii") { (text: String) in
      String(decoding: text.utf8.map { $0 >= 0x61 && $0 <= 0x7A ? $0 & 0xDF : $0 }, as: UTF8.self)
    },
    FunctionOverload(.member, "substring") { (text: String, start: Int64) throws(EvaluationFault) in
      let scalars = Array(text.unicodeScalars)
      guard start >= 0, start <= scalars.count else { throw outOfRange(start) }
      return string(scalars[Int(start)...])
    },
    FunctionOverload(.member, "substring") { (text: String, start: Int64, end: Int64) throws(EvaluationFault) in
      let scalars = Array(text.unicodeScalars)
      guard start <= end else { throw EvaluationFault("invalid substring range. start: \(start), end: \(end)") }
      guard start >= 0, start <= scalars.count else { throw outOfRange(start) }
      guard end <= scalars.count else { throw outOfRange(end) }
      return string(scalars[Int(start)..<Int(end)])
    },
    FunctionOverload(.member, "trim") { (text: String) in
      let scalars = text.unicodeScalars
      let tail = scalars.reversed().prefix(while: \.isSpace).count
      return string(scalars.dropLast(tail).drop(while: \.isSpace))
    },
    FunctionOverload(.member, "split", result: .list(.string)) {
      (text: String, separator: String, frame: inout Frame) throws(EvaluationFault) in
      try split(text, separator, limit: -1, &frame.meter)
    },
    FunctionOverload(.member, "split", result: .list(.string)) {
      (text: String, separator: String, limit: Int64, frame: inout Frame) throws(EvaluationFault) in
      try split(text, separator, limit: limit, &frame.meter)
    },
    FunctionOverload(.member, "replace") { (text: String, old: String, new: String, frame: inout Frame) throws(EvaluationFault) in
      try replace(text, old, new, limit: -1, &frame.meter)
    },
    FunctionOverload(.member, "replace") {
      (text: String, old: String, new: String, limit: Int64, frame: inout Frame) throws(EvaluationFault) in
      try replace(text, old, new, limit: limit, &frame.meter)
    },
    FunctionOverload(.member, "join", takes: [.list(.string)]) { (list: ListValue, frame: inout Frame) throws(EvaluationFault) in
      try join(list, "", &frame.meter)
    },
    FunctionOverload(.member, "join", takes: [.list(.string), .string]) {
      (list: ListValue, separator: String, frame: inout Frame) throws(EvaluationFault) in
      try join(list, separator, &frame.meter)
    },
    FunctionOverload(.global, "strings.quote") { (text: String) in quote(text) },
  ]

  /// What Kubernetes' version of the strings does not have.
  static let stringsReverse = Library(
    "strings (newer)",
    functions: [FunctionOverload(.member, "reverse") { (text: String) in string(text.unicodeScalars.reversed()) }])

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars)
    return String(result)
  }

  private static func outOfRange(_ index: Int64) -> EvaluationFault { EvaluationFault("index out of range: \(index)") }

  private static func firstIndex(
    _ text: String, _ part: String, from start: Int64, _ dialect: Dialect, _ meter: inout Meter
  ) throws(EvaluationFault) -> Int64 {
    let scalars = Array(text.unicodeScalars)
    let part = Array(part.unicodeScalars)
    // Kubernetes finds nothing behind the end, and the empty text at it.
    if dialect == .kubernetes, start > scalars.count { return part.isEmpty ? Int64(scalars.count) : -1 }
    guard start >= 0, start <= scalars.count else { throw outOfRange(start) }
    guard part.count <= scalars.count - Int(start) else { return -1 }
    for place in Int(start)...(scalars.count - part.count) where try isFound(part, in: scalars, at: place, &meter) { return Int64(place) }
    return -1
  }

  private static func lastIndex(
    _ text: String, _ part: String, from start: Int64?, _ dialect: Dialect, _ meter: inout Meter
  ) throws(EvaluationFault) -> Int64 {
    let scalars = Array(text.unicodeScalars)
    let part = Array(part.unicodeScalars)
    // Kubernetes finds nothing from the end on, and the empty text at it.
    if dialect == .kubernetes, let start, start >= scalars.count { return part.isEmpty ? Int64(scalars.count) : -1 }
    if let start, start < 0 || start > scalars.count { throw outOfRange(start) }
    var place = min(scalars.count - part.count, start.map { Int($0) } ?? .max)
    while place >= 0 {
      if try isFound(part, in: scalars, at: place, &meter) { return Int64(place) }
      place -= 1
    }
    return -1
  }

  private static func isFound(
    _ part: [Unicode.Scalar], in scalars: [Unicode.Scalar], at place: Int, _ meter: inout Meter
  ) throws(EvaluationFault) -> Bool {
    var length = 0
    while length < part.count, scalars[place + length] == part[length] { length += 1 }
    try meter.work(length + 1)
    return length == part.count
  }

  /// The parts between separators; at most `limit`, unless it is negative. An empty separator cuts behind each scalar.
  private static func split(
    _ text: String, _ separator: String, limit: Int64, _ meter: inout Meter
  ) throws(EvaluationFault) -> ListValue {
    guard limit != 0 else { return ListValue([]) }
    let most = limit < 0 ? Int.max : Int(limit)
    if separator.isEmpty {
      try meter.build(elements: text.utf8.count)
      let scalars = Array(text.unicodeScalars)
      guard scalars.count > most else { return ListValue(scalars.map { .string(String($0)) }) }
      let singles = scalars.prefix(most - 1).map { Value.string(String($0)) }
      return ListValue(singles + [.string(string(scalars.dropFirst(most - 1)))])
    }
    let bytes = Array(text.utf8)
    var parts: [Value] = []
    var start = 0
    for place in try places(of: Array(separator.utf8), in: bytes, most: most - 1, &meter) {
      parts.append(.string(String(decoding: bytes[start..<place], as: UTF8.self)))
      start = place + separator.utf8.count
    }
    return ListValue(parts + [.string(String(decoding: bytes[start...], as: UTF8.self))])
  }

  /// Where a part begins, without overlaps.
  private static func places(
    of part: [UInt8], in bytes: [UInt8], most: Int, _ meter: inout Meter
  ) throws(EvaluationFault) -> [Int] {
    let search = try ByteSearch(bytes, &meter)
    var result: [Int] = []
    var start = 0
    while result.count < most, let place = try search.first(part, from: start, &meter) {
      try meter.build(elements: 1)
      result.append(place)
      start = place + part.count
    }
    return result
  }

  private static func replace(
    _ text: String, _ old: String, _ new: String, limit: Int64, _ meter: inout Meter
  ) throws(EvaluationFault) -> String {
    let bytes = Array(text.utf8)
    let most = limit < 0 ? Int.max : Int(limit)
    try meter.work(bytes.count)
    let places: [Int]
    if old.isEmpty {
      // Before every scalar and at the end, as Go has it.
      places = Array((bytes.indices.filter { bytes[$0] & 0xC0 != 0x80 } + [bytes.count]).prefix(most))
    } else {
      places = try Self.places(of: Array(old.utf8), in: bytes, most: most, &meter)
    }
    let (growth, overflow) = places.count.multipliedReportingOverflow(by: new.utf8.count)
    try meter.build(bytes: overflow ? .max : bytes.count + growth - places.count * old.utf8.count)
    var result: [UInt8] = []
    var start = 0
    for place in places {
      result += bytes[start..<place]
      result += new.utf8
      start = place + old.utf8.count
    }
    return String(decoding: result + bytes[start...], as: UTF8.self)
  }

  private static func join(_ list: ListValue, _ separator: String, _ meter: inout Meter) throws(EvaluationFault) -> String {
    var parts: [String] = []
    var length = max(0, list.count - 1) * separator.utf8.count
    for value in list.values {
      guard case .string(let part) = value else { throw .noSuchOverload }
      length += part.utf8.count
      parts.append(part)
    }
    try meter.build(bytes: length)
    return parts.joined(separator: separator)
  }

  private static func quote(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if let escape = scalar.goEscape { result += escape } else { result.unicodeScalars.append(scalar) }
    }
    return result + "\""
  }
}

extension Unicode.Scalar {
  /// What Go's `unicode.IsSpace` takes for space.
  fileprivate var isSpace: Bool { properties.isWhitespace }
}
