import Foundation

/// Values as the conformance cases write them: an object with one key, the type, such as `{"int":"-5"}` or
/// `{"map":[[{"string":"k"},{"bool":true}]]}`. Whole numbers are text, for JSON's are not exact everywhere.
public enum CaseForm {
  /// What is wrong with a value.
  public struct Fault: Error, CustomStringConvertible {
    /// What is wrong.
    public let description: String
  }

  /// Reads a value from what `JSONSerialization` gives.
  ///
  /// - Throws: `Fault` for what is not of this form.
  public static func value(_ json: Any) throws(Fault) -> Value {
    guard let object = json as? [String: Any], object.count == 1, let (type, content) = object.first else {
      throw Fault(description: "a value is an object with one key, its type, such as {\"int\":\"5\"}")
    }
    guard let value = try value(type, content) else { throw Fault(description: "not a value of type \(type)") }
    return value
  }

  private static func value(_ type: String, _ content: Any) throws(Fault) -> Value? {
    switch type {
    case "null": return .null
    case "bool": return (content as? Bool).map { .bool($0) }
    case "list":
      guard let elements = content as? [Any] else { return nil }
      var values: [Value] = []
      for element in elements { values.append(try value(element)) }
      return .list(values)
    case "map": return try (content as? [Any]).map(map)
    default: return (content as? String).flatMap { scalar(type, $0) }
    }
  }

  private static func scalar(_ type: String, _ text: String) -> Value? {
    switch type {
    case "int": Int64(text).map { .int($0) }
    case "uint": UInt64(text).map { .uint($0) }
    case "double": Double(text).map { .double($0) }
    case "string": .string(text)
    case "bytes": Data(base64Encoded: text).map { .bytes(Array($0)) }
    case "type": .type(text)
    case "timestamp": Timestamp(text).map { .timestamp($0) }
    case "duration": CELDuration(text).map { .duration($0) }
    default: nil
    }
  }

  private static func map(_ entries: [Any]) throws(Fault) -> Value {
    var builder = MapValue.Builder()
    for entry in entries {
      guard let pair = entry as? [Any], pair.count == 2 else { throw Fault(description: "a map's entry is a key and a value") }
      let key = try value(pair[0])
      let value = try value(pair[1])
      do throws(EvaluationFault) {
        try builder.insert(key, value)
      } catch {
        throw Fault(description: error.message)
      }
    }
    return .map(builder.map)
  }

  /// Writes a value as JSON text, the keys of maps in their order.
  ///
  /// - Parameter limit: the most values that are written; lists may share what they hold and be far longer as text than in memory.
  /// - Throws: `EvaluationFault` when the value is larger than that, or cannot be read to its end.
  public static func text(_ value: Value, limit: Int = 1_000_000) throws(EvaluationFault) -> String {
    var writer = Writer(left: limit)
    try writer.write(value)
    return writer.output
  }

  private struct Writer {
    var output = ""
    var left: Int

    mutating func write(_ value: Value) throws(EvaluationFault) {
      left -= 1
      guard left >= 0 else { throw EvaluationFault(.workLimit, "the value is too large to be written") }
      switch value {
      case .null: output += "{\"null\":null}"
      case .bool(let value): output += "{\"bool\":\(value)}"
      case .int(let value): scalar("int", String(value))
      case .uint(let value): scalar("uint", String(value))
      case .double(let value): scalar("double", Self.text(value))
      case .string(let value): scalar("string", value)
      case .bytes(let value): scalar("bytes", Data(value).base64EncodedString())
      case .timestamp(let value): scalar("timestamp", value.description)
      case .duration(let value): scalar("duration", value.description)
      case .type(let name): scalar("type", name)
      case .list(let list): try write(list)
      case .map(let map): try write(map)
      case .optional(let wrapped):
        output += "{\"optional\":"
        if let wrapped { try write(wrapped) } else { output += "null" }
        output += "}"
      case .opaque(let box): scalar(box.value.typeName, box.value.text ?? "")
      }
    }

    private mutating func write(_ list: ListValue) throws(EvaluationFault) {
      output += "{\"list\":["
      for index in 0..<list.count {
        if index > 0 { output += "," }
        try write(list[index])
      }
      output += "]}"
    }

    private mutating func write(_ map: MapValue) throws(EvaluationFault) {
      output += "{\"map\":["
      for (index, key) in map.keys.enumerated() {
        output += index > 0 ? ",[" : "["
        try write(key)
        output += ","
        try write(try map.value(for: key) ?? Value.null)
        output += "]"
      }
      output += "]}"
    }

    private mutating func scalar(_ type: String, _ text: String) {
      output += "{\"\(type)\":\(CaseForm.quoted(text))}"
    }

    private static func text(_ value: Double) -> String {
      if value.isNaN { return "NaN" }
      return value.isInfinite ? value < 0 ? "-Infinity" : "Infinity" : value.description
    }
  }

  /// Text as a JSON string.
  public static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..."\u{1F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
