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

  var hasErrors: Bool { findings.contains { $0.severity == .error } }

  mutating func error(_ code: FindingCode, _ message: String, at position: SourcePosition? = nil) {
    findings.append(.error(code, message, at: position ?? node.position, object: object))
  }

  mutating func warn(_ code: FindingCode, _ message: String, at position: SourcePosition? = nil) {
    findings.append(.warning(code, message, at: position ?? node.position, object: object))
  }

  mutating func take(_ other: SpecReader) { findings += other.findings }

  /// The value of a field; nil when it is absent or null.
  mutating func value(_ name: String) -> YAMLNode? {
    read.insert(name)
    guard let value = node[name], !value.isNull else { return nil }
    return value
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
  mutating func milliseconds(_ name: String) -> Duration? {
    int(name, in: 0...86_400_000).map { .milliseconds($0) }
  }

  mutating func oneOf(_ name: String, _ allowed: [String]) -> String? {
    guard let text = string(name) else { return nil }
    guard allowed.contains(text) else {
      error(.badValue, "'\(path)\(name)' must be one of \(allowed.joined(separator: ", ")), not \(text)", at: node[name]?.position)
      return nil
    }
    return text
  }

  mutating func strings(_ name: String) -> [String] {
    guard let list = value(name) else { return [] }
    guard list.kind == .sequence else {
      error(.wrongType, "'\(path)\(name)' must be a list", at: list.position)
      return []
    }
    return list.items.compactMap { item in
      if let text = item.string { return text }
      error(.wrongType, "an item of '\(path)\(name)' must be text", at: item.position)
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

  /// A reader for a mapping below this one.
  mutating func nested(_ name: String) -> SpecReader? {
    mapping(name).map { SpecReader($0, object: object, path: "\(path)\(name).") }
  }

  /// A compiled RE2 pattern, or a finding at its place.
  mutating func checkRegex(_ pattern: String, at position: SourcePosition?) -> RegularExpression? {
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

/// What a person may have meant.
enum Spelling {
  /// The candidate that is at most a third of the word's length away; ties by text.
  static func nearest(_ word: String, in candidates: some Collection<String>) -> String? {
    let limit = max(1, word.count / 3)
    return candidates.map { (distance(word, $0), $0) }.filter { $0.0 <= limit }.min { $0 < $1 }?.1
  }

  /// Levenshtein's distance.
  private static func distance(_ left: String, _ right: String) -> Int {
    let (a, b) = (Array(left.utf8), Array(right.utf8))
    guard abs(a.count - b.count) <= max(1, a.count / 3) else { return .max }
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
