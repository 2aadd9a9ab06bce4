import Foundation

/// Values as plain JSON, for people: types that JSON does not have are text, bytes are base64, none is null.
public enum PlainForm {
  /// Writes a value as JSON on one line, the keys of maps in their order.
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
      case .null, .optional(nil): output += "null"
      case .bool(let value): output += String(value)
      case .int(let value): output += String(value)
      case .uint(let value): output += String(value)
      case .double(let value): output += value.isFinite ? value.description : CaseForm.quoted(displayText(.double(value)))
      case .bytes(let value): output += CaseForm.quoted(Data(value).base64EncodedString())
      case .string, .timestamp, .duration, .type, .opaque: output += CaseForm.quoted(displayText(value))
      case .optional(let wrapped?): try write(wrapped)
      case .list(let list):
        output += "["
        for index in 0..<list.count {
          if index > 0 { output += ", " }
          try write(list[index])
        }
        output += "]"
      case .map(let map):
        output += "{"
        for (index, key) in map.keys.enumerated() {
          if index > 0 { output += ", " }
          output += CaseForm.quoted(displayText(key)) + ": "
          try write(try map.value(for: key) ?? Value.null)
        }
        output += "}"
      }
    }
  }
}
