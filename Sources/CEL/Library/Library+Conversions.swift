extension Library {
  /// Conversions between types; what does not fit is an error.
  static let conversions: [FunctionOverload] = toBool + toInt + toUInt + toDouble + toString + toOther

  private static let toBool: [FunctionOverload] = [
    FunctionOverload(.global, "bool") { (value: Bool) in value },
    FunctionOverload(.global, "bool") { (text: String) throws(EvaluationFault) in
      switch text {
      case "1", "t", "T", "true", "TRUE", "True": return true
      case "0", "f", "F", "false", "FALSE", "False": return false
      default: throw EvaluationFault("type conversion error from 'string' to 'bool'")
      }
    },
  ]

  private static let toInt: [FunctionOverload] = [
    FunctionOverload(.global, "int") { (value: Int64) in value },
    FunctionOverload(.global, "int") { (value: UInt64) throws(EvaluationFault) in
      guard let result = Int64(exactly: value) else { throw EvaluationFault("integer overflow") }
      return result
    },
    FunctionOverload(.global, "int") { (value: Double) throws(EvaluationFault) in
      // Both ends are left out, for the double next to them is already beyond.
      guard value > -0x1p63, value < 0x1p63 else { throw EvaluationFault("integer overflow") }
      return Int64(value)
    },
    FunctionOverload(.global, "int") { (text: String) throws(EvaluationFault) in
      guard let result = Int64(text) else { throw EvaluationFault("type conversion error from 'string' to 'int'") }
      return result
    },
    FunctionOverload(.global, "int") { (time: Timestamp) in time.seconds },
    FunctionOverload(.global, "int") { (length: CELDuration) in length.nanoseconds },
  ]

  private static let toUInt: [FunctionOverload] = [
    FunctionOverload(.global, "uint") { (value: UInt64) in value },
    FunctionOverload(.global, "uint") { (value: Int64) throws(EvaluationFault) in
      guard let result = UInt64(exactly: value) else { throw EvaluationFault("unsigned integer overflow") }
      return result
    },
    FunctionOverload(.global, "uint") { (value: Double) throws(EvaluationFault) in
      guard value >= 0, value < 0x1p64 else { throw EvaluationFault("unsigned integer overflow") }
      return UInt64(value)
    },
    FunctionOverload(.global, "uint") { (text: String) throws(EvaluationFault) in
      guard let first = text.utf8.first, isDigit(first), let result = UInt64(text) else {
        throw EvaluationFault("type conversion error from 'string' to 'uint'")
      }
      return result
    },
  ]

  private static let toDouble: [FunctionOverload] = [
    FunctionOverload(.global, "double") { (value: Double) in value },
    FunctionOverload(.global, "double") { (value: Int64) in Double(value) },
    FunctionOverload(.global, "double") { (value: UInt64) in Double(value) },
    FunctionOverload(.global, "double") { (text: String) throws(EvaluationFault) in
      // Swift reads what is too large as infinity.
      guard let result = Double(text), result.isFinite || !text.utf8.contains(where: isDigit) else {
        throw EvaluationFault("type conversion error from 'string' to 'double'")
      }
      return result
    },
  ]

  private static let toString: [FunctionOverload] = [
    FunctionOverload(.global, "string") { (text: String) in text },
    FunctionOverload(.global, "string") { (value: Bool) in String(value) },
    FunctionOverload(.global, "string") { (value: Int64) in String(value) },
    FunctionOverload(.global, "string") { (value: UInt64) in String(value) },
    FunctionOverload(.global, "string") { (value: Double) in NumberText.shortest(value) },
    FunctionOverload(.global, "string") { (bytes: [UInt8]) throws(EvaluationFault) in
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw EvaluationFault("invalid UTF-8 in bytes, cannot convert to string")
      }
      return text
    },
    FunctionOverload(.global, "string") { (time: Timestamp) in time.description },
    FunctionOverload(.global, "string") { (length: CELDuration) in length.description },
  ]

  private static let toOther: [FunctionOverload] = [
    FunctionOverload(.global, "bytes") { (bytes: [UInt8]) in bytes },
    FunctionOverload(.global, "bytes") { (text: String) in Array(text.utf8) },
    FunctionOverload(.global, "timestamp") { (time: Timestamp) in time },
    FunctionOverload(.global, "timestamp") { (text: String) throws(EvaluationFault) in
      guard let time = Timestamp(text) else {
        throw EvaluationFault("invalid RFC 3339 timestamp \"\(text)\"")
      }
      return time
    },
    FunctionOverload(.global, "timestamp") { (seconds: Int64) throws(EvaluationFault) in
      guard let time = Timestamp(seconds: seconds) else { throw EvaluationFault("timestamp overflow: out of range") }
      return time
    },
    FunctionOverload(.global, "duration") { (length: CELDuration) in length },
    FunctionOverload(.global, "duration") { (text: String) throws(EvaluationFault) in
      guard let length = CELDuration(text) else {
        throw EvaluationFault("type conversion error from 'string' to 'google.protobuf.Duration'")
      }
      return length
    },
    FunctionOverload(.global, "duration") { (nanoseconds: Int64) in CELDuration(nanoseconds: nanoseconds) },
  ]
}
