import Foundation

extension Library {
  /// Base64.
  public static let encoders = Library(
    "encoders",
    functions: [
      FunctionOverload(.global, "base64.encode") { (bytes: [UInt8]) in Data(bytes).base64EncodedString() },
      FunctionOverload(.global, "base64.decode") { (text: String) throws(EvaluationFault) in
        guard let bytes = base64(text) else { throw EvaluationFault("illegal base64 data") }
        return bytes
      },
    ])
}

/// Reads base64 with or without its padding; nil when it is none.
func base64(_ text: String) -> [UInt8]? {
  let padding = text.hasSuffix("=") ? 0 : (4 - text.utf8.count % 4) % 4
  return Data(base64Encoded: text + String(repeating: "=", count: padding)).map { Array($0) }
}
