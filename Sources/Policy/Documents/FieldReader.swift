import Manifests
package import SourceYAML

/// Reads the fields of a policy document. What is wrong is a finding at its place; reading goes on.
struct FieldReader {
  private(set) var findings: [Finding] = []
  private let object: ObjectKey?

  init(object: ObjectKey?) { self.object = object }

  mutating func error(_ code: FindingCode, _ message: String, at position: SourcePosition) {
    findings.append(.error(code, message, at: position, object: object))
  }

  mutating func warn(_ code: FindingCode, _ message: String, at position: SourcePosition) {
    findings.append(.warning(code, message, at: position, object: object))
  }

  /// Refuses fields that are not in `known`: an API server does, too.
  mutating func allow(_ known: Set<String>, in node: YAMLNode, of what: String) {
    for entry in node.entries where !known.contains(entry.key) {
      error(.unknownField, "\(what) has no field '\(entry.key)'", at: entry.keyPosition)
    }
  }

  /// A mapping; nil when it is absent, or of another kind, which is a finding.
  mutating func mapping(_ field: String, in node: YAMLNode) -> YAMLNode? {
    value(field, in: node, .mapping, "a mapping")
  }

  /// The items of a sequence; none when it is absent, or of another kind, which is a finding.
  mutating func items(_ field: String, in node: YAMLNode) -> [YAMLNode] {
    value(field, in: node, .sequence, "a sequence")?.items ?? []
  }

  /// Text; nil when it is absent, or of another kind, which is a finding.
  mutating func text(_ field: String, in node: YAMLNode) -> String? {
    value(field, in: node, .string, "text (put it in quotes)")?.string
  }

  /// Text that must be there and not be empty.
  mutating func required(_ field: String, in node: YAMLNode, of what: String) -> String? {
    guard let value = text(field, in: node), !value.isEmpty else {
      if node[field] == nil || node[field]?.string == "" { error(.missingField, "\(what) needs '\(field)'", at: node.position) }
      return nil
    }
    return value
  }

  /// One of a few words.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ field: String, in node: YAMLNode, default absent: Word
  ) -> Word where Word.RawValue == String {
    guard let text = text(field, in: node) else { return absent }
    if let word = Word(rawValue: text) { return word }
    error(
      .badValue, "'\(field)' is one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))", at: node[field]?.position ?? node.position
    )
    return absent
  }

  /// A list of texts.
  mutating func texts(_ field: String, in node: YAMLNode) -> [String] {
    items(field, in: node).compactMap { item in
      if let text = item.string { return text }
      error(.wrongType, "'\(field)' holds text only (put it in quotes)", at: item.position)
      return nil
    }
  }

  /// An expression that must be there.
  mutating func expression(_ field: String, in node: YAMLNode, of what: String) -> PolicyExpression? {
    guard let text = required(field, in: node, of: what), let written = node[field] else { return nil }
    return PolicyExpression(text: text, node: written)
  }

  private mutating func value(_ field: String, in node: YAMLNode, _ kind: YAMLNode.Kind, _ name: String) -> YAMLNode? {
    guard let value = node[field], !value.isNull else { return nil }
    if value.kind == kind { return value }
    error(.wrongType, "'\(field)' must be \(name)", at: value.position)
    return nil
  }
}

/// An expression in a policy's file.
package struct PolicyExpression: Sendable {
  /// As the expression language reads it.
  package let text: String
  let node: YAMLNode

  /// Where it begins.
  package var position: SourcePosition { node.position(ofByte: 0) }

  /// The place of a byte of the expression in the file.
  func position(ofByte offset: Int) -> SourcePosition { node.position(ofByte: offset) }
}
