package import SourceYAML

/// Something that is to be said about a user's input.
package struct Finding: Hashable, Sendable {
  /// How bad it is.
  package enum Severity: String, Sendable, Codable { case error, warning }

  package let code: FindingCode
  package let severity: Severity
  /// What is wrong and what to do, for a person.
  package let message: String
  package let position: SourcePosition?
  package let object: ObjectKey?

  /// Makes a finding.
  package init(_ code: FindingCode, _ severity: Severity, _ message: String, at position: SourcePosition?, object: ObjectKey? = nil) {
    self.code = code
    self.severity = severity
    self.message = message
    self.position = position
    self.object = object
  }

  /// An error.
  package static func error(_ code: FindingCode, _ message: String, at position: SourcePosition?, object: ObjectKey? = nil) -> Finding {
    Finding(code, .error, message, at: position, object: object)
  }

  /// A warning.
  package static func warning(_ code: FindingCode, _ message: String, at position: SourcePosition?, object: ObjectKey? = nil) -> Finding {
    Finding(code, .warning, message, at: position, object: object)
  }
}

extension Finding: Codable {
  private enum Field: String, CodingKey { case code, severity, message, file, line, column, object }

  /// Reads the flat form that programs get.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    code = try fields.decode(FindingCode.self, forKey: .code)
    severity = try fields.decode(Severity.self, forKey: .severity)
    message = try fields.decode(String.self, forKey: .message)
    object = try fields.decodeIfPresent(ObjectKey.self, forKey: .object)
    if let file = try fields.decodeIfPresent(String.self, forKey: .file) {
      position = SourcePosition(
        file: file, line: try fields.decode(Int.self, forKey: .line), column: try fields.decode(Int.self, forKey: .column))
    } else {
      position = nil
    }
  }

  /// Writes `code, severity, message, file, line, column, object`.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(code, forKey: .code)
    try fields.encode(severity, forKey: .severity)
    try fields.encode(message, forKey: .message)
    try fields.encodeIfPresent(position?.file, forKey: .file)
    try fields.encodeIfPresent(position?.line, forKey: .line)
    try fields.encodeIfPresent(position?.column, forKey: .column)
    try fields.encodeIfPresent(object, forKey: .object)
  }
}

/// What kind of thing is said. Programs match on these: never rename one.
package enum FindingCode: String, CaseIterable, Sendable, Codable {
  case yamlSyntax = "yaml-syntax"
  case fileTooLarge = "file-too-large"
  case notAnObject = "not-an-object"
  case duplicateObject = "duplicate-object"
  case unknownKind = "unknown-kind"
  case unsupportedKind = "unsupported-kind"
  case unknownField = "unknown-field"
  case unsupportedField = "unsupported-field"
  case missingField = "missing-field"
  case wrongType = "wrong-type"
  case badValue = "bad-value"
  case badRegex = "bad-regex"
  case duplicateHost = "duplicate-host"
  case duplicateListener = "duplicate-listener"
  case conflictingMappings = "conflicting-mappings"
  case unreachableMapping = "unreachable-mapping"
  case unusedHost = "unused-host"
  case unusedListener = "unused-listener"
  case noListener = "no-listener"
  case shadowedRoute = "shadowed-route"
  case missingSecret = "missing-secret"
  case badSecret = "bad-secret"
  case expiredCertificate = "expired-certificate"
  case factWins = "fact-wins"
  case forbiddenUpstream = "forbidden-upstream"
  case badEndpoint = "bad-endpoint"
  case flatRouteTable = "flat-route-table"
  case unsupportedFile = "unsupported-file"
  case unsignedCommit = "unsigned-commit"
  case unknownKey = "unknown-key"
  case expiredKey = "expired-key"
  case keyNotYetValid = "key-not-yet-valid"
  case revokedKey = "revoked-key"
  case wrongNamespace = "wrong-namespace"
  case badSignature = "bad-signature"
  case unsupportedSignature = "unsupported-signature"
  case unreadableSignature = "unreadable-signature"
}
