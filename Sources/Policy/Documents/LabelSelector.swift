import Manifests
import SourceYAML

/// Which labels an object must have (meta/v1 LabelSelector). Without requirements it takes everything.
struct LabelSelector: Sendable {
  /// What is asked of one label.
  enum Requirement: Sendable {
    case isOneOf(String, Set<String>)
    /// Also met by an object without the label.
    case isNoneOf(String, Set<String>)
    case exists(String)
    case doesNotExist(String)
  }

  var requirements: [Requirement] = []

  var isEmpty: Bool { requirements.isEmpty }

  /// Whether labels meet all of it.
  func matches(_ labels: [String: String]) -> Bool {
    requirements.allSatisfy { requirement in
      switch requirement {
      case .isOneOf(let key, let values): labels[key].map(values.contains) ?? false
      case .isNoneOf(let key, let values): labels[key].map { !values.contains($0) } ?? true
      case .exists(let key): labels[key] != nil
      case .doesNotExist(let key): labels[key] == nil
      }
    }
  }
}

extension FieldReader {
  /// A label selector; absent, one that takes everything.
  mutating func selector(_ field: String, in node: YAMLNode) -> LabelSelector {
    guard let written = mapping(field, in: node) else { return LabelSelector() }
    return selector(written)
  }

  private mutating func selector(_ node: YAMLNode) -> LabelSelector {
    allow(["matchLabels", "matchExpressions"], in: node, of: "a label selector")
    var selector = LabelSelector()
    for entry in mapping("matchLabels", in: node)?.entries ?? [] {
      guard let value = entry.value.string else {
        error(.wrongType, "the label '\(entry.key)' must be text (put it in quotes)", at: entry.value.position)
        continue
      }
      checkLabel(entry.key, at: entry.keyPosition)
      checkLabelValue(value, at: entry.value.position)
      selector.requirements.append(.isOneOf(entry.key, [value]))
    }
    for item in items("matchExpressions", in: node) {
      if let requirement = requirement(item) { selector.requirements.append(requirement) }
    }
    return selector
  }

  private mutating func requirement(_ node: YAMLNode) -> LabelSelector.Requirement? {
    allow(["key", "operator", "values"], in: node, of: "a requirement")
    guard let key = required("key", in: node, of: "a requirement"), let name = required("operator", in: node, of: "a requirement") else {
      return nil
    }
    checkLabel(key, at: node["key"]?.position ?? node.position)
    let values = Set(texts("values", in: node))
    switch name {
    case "In", "NotIn":
      for item in node["values"]?.items ?? [] { item.string.map { checkLabelValue($0, at: item.position) } }
      guard !values.isEmpty else {
        error(.missingField, "\(name) needs 'values'", at: node.position)
        return nil
      }
      return name == "In" ? .isOneOf(key, values) : .isNoneOf(key, values)
    case "Exists", "DoesNotExist":
      if !values.isEmpty { error(.badValue, "\(name) takes no 'values'", at: node["values"]?.position ?? node.position) }
      return name == "Exists" ? .exists(key) : .doesNotExist(key)
    default:
      error(.badValue, "'operator' is one of In, NotIn, Exists, DoesNotExist", at: node["operator"]?.position ?? node.position)
      return nil
    }
  }

  private mutating func checkLabel(_ key: String, at position: SourcePosition) {
    guard !NameRules.isQualifiedName(key) else { return }
    error(.badValue, "'\(key)' can be no label: 'name' or 'prefix/name'", at: position)
  }

  private mutating func checkLabelValue(_ value: String, at position: SourcePosition) {
    guard !NameRules.isLabelValue(value) else { return }
    error(.badValue, "'\(value)' can be no label's value: at most 63 letters, digits, '-', '_' and '.'", at: position)
  }
}
