import Manifests
import SourceYAML

/// Reads the fields of one mapping, collects what is wrong with them, and names those that nobody read.
struct SpecReader {
  let node: YAMLNode
  let object: ObjectKey
  /// `spec.` or deeper, for messages.
  private let path: String
  private(set) var findings: [Finding] = []
  private var read: Set<String> = []

  init(_ node: YAMLNode, object: ObjectKey, path: String = "") {
    self.node = node
    self.object = object
    self.path = path
  }

  /// A reader for an object's `spec`; nil when there is none, which is among the findings.
  ///
  /// Beside `spec` an object holds `apiVersion`, `kind`, `metadata` and `status`; labels are text, or the API server
  /// would refuse them.
  static func spec(of manifest: Manifest, findings: inout [Finding]) -> SpecReader? {
    let kind = manifest.key.kind
    guard let spec = manifest.spec, spec.kind == .mapping else {
      let words = manifest.spec == nil ? "this \(kind) has no 'spec'" : "'spec' must be a mapping"
      findings.append(.error(.missingField, words, at: manifest.spec?.position ?? manifest.position, object: manifest.key))
      return nil
    }
    var reader = SpecReader(spec, object: manifest.key)
    for entry in manifest.root.entries where !["apiVersion", "kind", "metadata", "spec", "status"].contains(entry.key) {
      reader.error(.unknownField, "there is no field '\(entry.key)' beside 'spec': should it stand in it?", at: entry.keyPosition)
    }
    for entry in manifest.root["metadata"]?["labels"]?.entries ?? [] where entry.value.string == nil {
      reader.error(.wrongType, "the label '\(entry.key)' must be text (put it in quotes)", at: entry.value.position)
    }
    return reader
  }

  var hasErrors: Bool { findings.contains { $0.severity == .error } }

  mutating func error(_ code: FindingCode, _ message: String, at position: SourcePosition? = nil) {
    findings.append(.error(code, message, at: position ?? node.position, object: object))
  }

  mutating func warn(_ code: FindingCode, _ message: String, at position: SourcePosition? = nil) {
    findings.append(.warning(code, message, at: position ?? node.position, object: object))
  }

  mutating func take(_ other: SpecReader) { findings += other.findings }

  /// The value of a field; nil when it is absent. One that is written and left empty is an error.
  mutating func value(_ name: String) -> YAMLNode? {
    let isFirst = read.insert(name).inserted
    guard let value = node[name] else { return nil }
    guard !value.isNull else {
      if isFirst { error(.badValue, "'\(path)\(name)' is empty: give it a value, or take the line out", at: value.position) }
      return nil
    }
    return value
  }

  /// A text that must be there and hold something; `words` say what for.
  mutating func required(_ name: String, _ words: String) -> String? {
    guard node[name] != nil else {
      error(.missingField, words)
      read.insert(name)
      return nil
    }
    return nonEmpty(name)
  }

  /// A text that holds something, when it is there.
  mutating func nonEmpty(_ name: String) -> String? {
    guard let text = string(name) else { return nil }
    guard text.isEmpty else { return text }
    error(.badValue, "'\(path)\(name)' is empty: give it a value, or take the line out", at: node[name]?.position)
    return nil
  }

  /// A text that Envoy takes in a path or a header: without line breaks and other control characters.
  mutating func plain(_ name: String) -> String? {
    guard let text = string(name) else { return nil }
    if HeaderRules.hasControls(text) {
      error(.badValue, "'\(path)\(name)' cannot hold line breaks or other control characters", at: node[name]?.position)
    }
    return text
  }

  mutating func string(_ name: String) -> String? {
    typed(name, "text (put it in quotes)") { $0.string }
  }

  mutating func bool(_ name: String) -> Bool? {
    typed(name, "true or false") { $0.bool }
  }

  mutating func int(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let number = typed(name, "a whole number", { $0.int }) else { return nil }
    guard range.contains(number) else {
      error(.badValue, "'\(path)\(name)' must be \(range.lowerBound) to \(range.upperBound), not \(number)", at: node[name]?.position)
      return nil
    }
    return number
  }

  /// Milliseconds, up to a day.
  mutating func milliseconds(_ name: String, from least: Int = 0) -> Duration? {
    int(name, in: least...86_400_000).map { .milliseconds($0) }
  }

  mutating func oneOf(_ name: String, _ allowed: [String]) -> String? {
    guard let text = string(name) else { return nil }
    guard allowed.contains(text) else {
      error(.badValue, "'\(path)\(name)' must be one of \(allowed.joined(separator: ", ")), not \(text)", at: node[name]?.position)
      return nil
    }
    return text
  }

  mutating func strings(_ name: String) -> [String] { positionedStrings(name).map(\.text) }

  /// The texts of a list with their places; an empty one is an error.
  mutating func positionedStrings(_ name: String) -> [(text: String, position: SourcePosition)] {
    list(name).compactMap { item in
      if let text = item.string, !text.isEmpty { return (text, item.position) }
      error(.wrongType, "an item of '\(path)\(name)' must be text that is not empty", at: item.position)
      return nil
    }
  }

  /// Name and text of each entry, sorted by name.
  mutating func texts(_ name: String) -> [(name: String, value: String, position: SourcePosition)] {
    guard let map = mapping(name) else { return [] }
    var result: [(name: String, value: String, position: SourcePosition)] = []
    for entry in map.entries {
      if let text = entry.value.string {
        result.append((entry.key, text, entry.value.position))
      } else {
        error(.wrongType, "'\(path)\(name).\(entry.key)' must be text (put it in quotes)", at: entry.value.position)
      }
    }
    return result.sorted { $0.name < $1.name }
  }

  mutating func mapping(_ name: String) -> YAMLNode? {
    guard let value = value(name) else { return nil }
    guard value.kind == .mapping else {
      error(.wrongType, "'\(path)\(name)' must be a mapping", at: value.position)
      return nil
    }
    return value
  }

  mutating func list(_ name: String) -> [YAMLNode] {
    guard let value = value(name) else { return [] }
    guard value.kind == .sequence else {
      error(.wrongType, "'\(path)\(name)' must be a list", at: value.position)
      return []
    }
    return value.items
  }

  /// A reader for each mapping of a list.
  mutating func readers(_ name: String) -> [SpecReader] {
    list(name).compactMap { item in
      if item.kind == .mapping { return SpecReader(item, object: object, path: "\(path)\(name).") }
      error(.wrongType, "an item of '\(path)\(name)' must be a mapping", at: item.position)
      return nil
    }
  }

  /// A reader for a mapping below this one.
  mutating func nested(_ name: String) -> SpecReader? {
    mapping(name).map { SpecReader($0, object: object, path: "\(path)\(name).") }
  }

  /// A compiled RE2 pattern, or a finding at its place. Envoy refuses the empty one.
  mutating func checkRegex(_ pattern: String, at position: SourcePosition?) -> RegularExpression? {
    if pattern.isEmpty {
      error(.badRegex, "a regular expression cannot be empty: .* takes everything", at: position)
      return nil
    }
    do throws(RegularExpression.Fault) {
      return try RegularExpression(pattern)
    } catch {
      self.error(.badRegex, error.message, at: position)
      return nil
    }
  }

  /// Names every field that was not read: one that the kind has but this version does not carry out, or an unknown one.
  mutating func finish(unsupported: Set<String> = [], ignored: Set<String> = []) {
    for entry in node.entries where !read.contains(entry.key) && !ignored.contains(entry.key) {
      if unsupported.contains(entry.key) {
        error(
          .unsupportedField, "'\(path)\(entry.key)' is not supported by this version: leaving it out would change what is served",
          at: entry.keyPosition)
      } else {
        let near = Spelling.nearest(entry.key, in: read.union(unsupported)).map { ". Did you mean '\($0)'?" } ?? ""
        error(.unknownField, "there is no field '\(path)\(entry.key)'\(near)", at: entry.keyPosition)
      }
    }
  }

  private mutating func typed<Value>(_ name: String, _ wanted: String, _ convert: (YAMLNode) -> Value?) -> Value? {
    guard let value = value(name) else { return nil }
    if let converted = convert(value) { return converted }
    error(.wrongType, "'\(path)\(name)' must be \(wanted)", at: value.position)
    return nil
  }
}
