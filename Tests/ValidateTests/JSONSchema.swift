import Foundation

/// A validator for JSON schemas of draft 4, as far as SARIF's goes: a keyword that it does not know is a problem, not skipped.
///
/// The published schema of SARIF 2.1.0 is test data, which `scripts/setup test` brings into `.tools/`.
struct JSONSchema {
  private let root: [String: Any]

  static var sarif: JSONSchema? {
    let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = repository.appendingPathComponent(".tools/sarif-2.1.0.json")
    guard let data = try? Data(contentsOf: file), let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      print("skipped: no schema at \(file.path)")
      return nil
    }
    return JSONSchema(root: root)
  }

  /// What is wrong with a document, each with its place; none when it is valid.
  func problems(_ document: Any) -> [String] { check(document, root, "$") }

  private func check(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
    schema.flatMap { keyword, rule -> [String] in
      switch keyword {
      case "description", "title", "default", "format", "$schema", "id", "definitions": return []
      case "$ref": return reference(rule).map { check(value, $0, place) } ?? ["\(place): no \(rule)"]
      case "type":
        let names = rule as? [String] ?? [rule as? String ?? ""]
        return names.contains(where: { isOf(value, $0) }) ? [] : ["\(place): is no \(names)"]
      case "enum":
        return (rule as? [Any] ?? []).contains { ($0 as? NSObject) == (value as? NSObject) } ? [] : ["\(place): is not among \(rule)"]
      case "required":
        guard let object = value as? [String: Any] else { return [] }
        return (rule as? [String] ?? []).filter { object[$0] == nil }.map { "\(place): no \($0)" }
      case "properties":
        guard let object = value as? [String: Any], let properties = rule as? [String: [String: Any]] else { return [] }
        return properties.flatMap { name, schema in object[name].map { check($0, schema, "\(place).\(name)") } ?? [] }
      case "additionalProperties": return additional(value, rule, schema, place)
      case "items":
        guard let items = value as? [Any], let schema = rule as? [String: Any] else { return [] }
        return items.enumerated().flatMap { check($1, schema, "\(place)[\($0)]") }
      case "anyOf", "oneOf":
        let passing = (rule as? [[String: Any]] ?? []).count { check(value, $0, place).isEmpty }
        return passing == 1 || (keyword == "anyOf" && passing > 1) ? [] : ["\(place): fits \(passing) of \(keyword)"]
      default: return limits(value, keyword, rule, place)
      }
    }
  }

  private func additional(_ value: Any, _ rule: Any, _ schema: [String: Any], _ place: String) -> [String] {
    guard let object = value as? [String: Any] else { return [] }
    let known = Set((schema["properties"] as? [String: Any] ?? [:]).keys)
    let others = object.keys.filter { !known.contains($0) }
    if let schema = rule as? [String: Any] { return others.flatMap { check(object[$0] ?? NSNull(), schema, "\(place).\($0)") } }
    return rule as? Bool == false ? others.map { "\(place): unknown \($0)" } : []
  }

  private func limits(_ value: Any, _ keyword: String, _ rule: Any, _ place: String) -> [String] {
    let number = (value as? NSNumber)?.doubleValue
    let limit = (rule as? NSNumber)?.doubleValue ?? 0
    switch keyword {
    case "minimum": return (number ?? limit) >= limit ? [] : ["\(place): below \(limit)"]
    case "maximum": return (number ?? limit) <= limit ? [] : ["\(place): above \(limit)"]
    case "minItems": return Double((value as? [Any])?.count ?? Int(limit)) >= limit ? [] : ["\(place): fewer than \(limit) items"]
    case "uniqueItems":
      guard let items = value as? [NSObject], rule as? Bool == true else { return [] }
      return Set(items).count == items.count ? [] : ["\(place): items twice"]
    case "pattern":
      guard let text = value as? String, let pattern = rule as? String else { return [] }
      return text.range(of: pattern, options: .regularExpression) == nil ? ["\(place): does not match \(pattern)"] : []
    default: return ["\(place): the validator does not know \(keyword)"]
    }
  }

  private func reference(_ rule: Any) -> [String: Any]? {
    guard let path = rule as? String, path.hasPrefix("#/") else { return nil }
    return path.dropFirst(2).split(separator: "/").reduce(root as Any?) { ($0 as? [String: Any])?[String($1)] } as? [String: Any]
  }

  private func isOf(_ value: Any, _ type: String) -> Bool {
    // JSONSerialization keeps a truth value as a number of one byte.
    let isBool = (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
    return switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "boolean": isBool
    case "integer": !isBool && (value as? NSNumber).map { $0.doubleValue.rounded() == $0.doubleValue } == true
    case "number": !isBool && value is NSNumber
    case "null": value is NSNull
    default: false
    }
  }
}
