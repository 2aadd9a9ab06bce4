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
package struct FindingCode: RawRepresentable, Hashable, Sendable, Codable {
  /// As programs and people read it, such as `bad-regex` or `policy/tls-minimum`.
  package let rawValue: String

  /// Takes a code as it is written; what reads findings knows codes of later versions too.
  package init(rawValue: String) { self.rawValue = rawValue }

  /// What a policy of this name says about an object or a change.
  package static func policy(_ name: String) -> FindingCode { FindingCode(rawValue: "policy/\(name)") }

  /// Whether a policy says it.
  package var isPolicy: Bool { rawValue.hasPrefix("policy/") }

  package static let yamlSyntax = FindingCode(rawValue: "yaml-syntax")
  package static let fileTooLarge = FindingCode(rawValue: "file-too-large")
  package static let notAnObject = FindingCode(rawValue: "not-an-object")
  package static let duplicateObject = FindingCode(rawValue: "duplicate-object")
  package static let unknownKind = FindingCode(rawValue: "unknown-kind")
  package static let unsupportedKind = FindingCode(rawValue: "unsupported-kind")
  package static let unknownField = FindingCode(rawValue: "unknown-field")
  package static let unsupportedField = FindingCode(rawValue: "unsupported-field")
  package static let missingField = FindingCode(rawValue: "missing-field")
  package static let wrongType = FindingCode(rawValue: "wrong-type")
  package static let badValue = FindingCode(rawValue: "bad-value")
  package static let badRegex = FindingCode(rawValue: "bad-regex")
  package static let duplicateHost = FindingCode(rawValue: "duplicate-host")
  package static let duplicateListener = FindingCode(rawValue: "duplicate-listener")
  package static let conflictingMappings = FindingCode(rawValue: "conflicting-mappings")
  package static let unreachableMapping = FindingCode(rawValue: "unreachable-mapping")
  package static let unusedHost = FindingCode(rawValue: "unused-host")
  package static let unusedListener = FindingCode(rawValue: "unused-listener")
  package static let noListener = FindingCode(rawValue: "no-listener")
  package static let shadowedRoute = FindingCode(rawValue: "shadowed-route")
  package static let missingSecret = FindingCode(rawValue: "missing-secret")
  package static let badSecret = FindingCode(rawValue: "bad-secret")
  package static let expiredCertificate = FindingCode(rawValue: "expired-certificate")
  package static let factWins = FindingCode(rawValue: "fact-wins")
  package static let forbiddenUpstream = FindingCode(rawValue: "forbidden-upstream")
  package static let badEndpoint = FindingCode(rawValue: "bad-endpoint")
  package static let flatRouteTable = FindingCode(rawValue: "flat-route-table")
  package static let unsupportedFile = FindingCode(rawValue: "unsupported-file")
  package static let policyExpression = FindingCode(rawValue: "policy-expression")
  package static let policySchema = FindingCode(rawValue: "policy-schema")
  package static let policyBinding = FindingCode(rawValue: "policy-binding")
  package static let policyParams = FindingCode(rawValue: "policy-params")
  package static let policyUnavailable = FindingCode(rawValue: "policy-unavailable")
  package static let unsignedCommit = FindingCode(rawValue: "unsigned-commit")
  package static let unknownKey = FindingCode(rawValue: "unknown-key")
  package static let expiredKey = FindingCode(rawValue: "expired-key")
  package static let keyNotYetValid = FindingCode(rawValue: "key-not-yet-valid")
  package static let revokedKey = FindingCode(rawValue: "revoked-key")
  package static let wrongNamespace = FindingCode(rawValue: "wrong-namespace")
  package static let badSignature = FindingCode(rawValue: "bad-signature")
  package static let unsupportedSignature = FindingCode(rawValue: "unsupported-signature")
  package static let unreadableSignature = FindingCode(rawValue: "unreadable-signature")
}
