/// A template of `deploy/chart`: the part of Helm's language that the chart keeps to, so that it can be installed without Helm.
///
/// That part is `{{ .Values.a.b }}` and `{{ .Release.Namespace }}` inside a line, and, each on a line of its own,
/// `{{- if eq PATH "text" }}`, `{{- if ne PATH "text" }}` and `{{- end }}`; `(toString PATH)` stands for PATH, which is text here.
package struct ChartTemplate: Sendable {
  /// Something that the template says and this does not understand; a defect of the chart, or a name that has no value.
  package struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence with the line.
    package let description: String
  }

  private let name: String
  private let text: String

  /// - Parameter name: The file, for faults.
  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// The text with values in the place of names.
  ///
  /// - Parameter value: What stands for a path such as `.Values.fleet.name`; nil when nothing does.
  /// - Throws: `Fault`.
  package func rendered(_ value: (String) -> String?) throws(Fault) -> String {
    var lines: [String] = []
    var conditions: [Bool] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      func fault(_ words: String) -> Fault { Fault(description: "\(name):\(index + 1): \(words)") }
      guard line.hasPrefix("{{-") else {
        if conditions.allSatisfy({ $0 }) { lines.append(try filled(line, value, fault)) }
        continue
      }
      let inside = line.dropFirst(3).dropLast(line.hasSuffix("}}") ? 2 : 0).replacing(/\(toString (\S+)\)/) { $0.output.1 }
      let words = inside.split(separator: " ").map(String.init)
      switch words.first {
      case "end" where words.count == 1 && !conditions.isEmpty: conditions.removeLast()
      case "if" where words.count == 4:
        guard let found = value(words[2]) else { throw fault("\(words[2]) has no value") }
        let isEqual = "\"\(found)\"" == words[3]
        conditions.append(words[1] == "eq" ? isEqual : !isEqual)
      default: throw fault("\(line) is not understood")
      }
    }
    guard conditions.isEmpty else { throw Fault(description: "\(name): an if has no end") }
    return lines.joined(separator: "\n")
  }

  private func filled(
    _ line: Substring, _ value: (String) -> String?, _ fault: (String) -> Fault
  ) throws(Fault) -> String {
    var result = ""
    var rest = line
    while let open = rest.firstRange(of: "{{ "), let close = rest[open.upperBound...].firstRange(of: " }}") {
      let path = String(rest[open.upperBound..<close.lowerBound])
      guard let found = value(path) else { throw fault("\(path) has no value") }
      result += rest[..<open.lowerBound] + found
      rest = rest[close.upperBound...]
    }
    return result + rest
  }
}
