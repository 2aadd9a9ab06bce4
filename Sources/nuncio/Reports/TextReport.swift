import Gateway
import Manifests
import Operator
import SourceYAML

/// For a person: each finding with the line that it is about, what traffic changes, and one line with the counts.
struct TextReport {
  let report: ValidationReport
  /// How long it took.
  let duration: Duration

  /// Lines of a list before the rest is only counted.
  private static let listLimit = 50
  /// Columns of a line of source.
  private static let sourceWidth = 120
  private static let codeColumn = 86

  var text: String {
    var blocks = report.findings.map(block)
    if let changes = report.judgement.changes { blocks.append(ChangesText(changes, limit: Self.listLimit).text) }
    blocks.append(countLine)
    return blocks.joined(separator: "\n\n")
  }

  private var countLine: String {
    let hundredths = Int(duration / .milliseconds(10))
    let seconds = "\(hundredths / 100).\(hundredths % 100 / 10) s"
    let colour: Colour = report.errorCount > 0 ? .red : report.warningCount > 0 ? .yellow : .green
    return "\(colour.paint(report.countLine.printable))          \(seconds)"
  }

  private func block(_ judged: JudgedFinding) -> String {
    let finding = judged.finding
    let colour: Colour = finding.severity == .error ? .red : .yellow
    let headline = "\(finding.severity): \(finding.headline.printable)"
    let gap = String(repeating: " ", count: max(2, Self.codeColumn - headline.count))
    var lines = [
      "\(colour.paint("\(finding.severity):"))\(headline.dropFirst(finding.severity.rawValue.count + 1))\(gap)[\(finding.code.rawValue.printable)]"
    ]
    let object = finding.object.map { $0.description.printable } ?? ""
    if let position = finding.position {
      lines.append("  \(position.description.printable)\(object.isEmpty ? "" : "   \(object)")")
    } else if !object.isEmpty {
      lines.append("  \(object)")
    }
    if let excerpt = report.source.excerpt(of: finding), let position = finding.position { lines += quote(excerpt, position.line) }
    if let rule = judged.rule {
      lines.append("     \("\(rule.file):\(rule.line)".printable)\(judged.expression.map { "  \($0.printable)" } ?? "")")
    }
    if let advice = finding.advice { lines.append("     \(advice.printable)") }
    return lines.joined(separator: "\n")
  }

  /// The line and a caret below. Of a long line the part that is meant is shown.
  private func quote(_ excerpt: SourceText.Excerpt, _ number: Int) -> [String] {
    let margin = String(repeating: " ", count: max(0, 4 - "\(number)".count)) + "\(number)"
    let first = excerpt.start < Self.sourceWidth ? 0 : excerpt.start - 20
    let line = String(excerpt.line.dropFirst(first).prefix(Self.sourceWidth))
    let length = min(excerpt.length, max(1, line.count - (excerpt.start - first)))
    let carets = String(repeating: " ", count: excerpt.start - first) + String(repeating: "^", count: length)
    return ["\(margin) | \(line)", String(repeating: " ", count: margin.count) + " | \(carets)"]
  }
}

/// What traffic changes, as a list in columns.
struct ChangesText {
  let changes: GatewayChanges
  let limit: Int

  init(_ changes: GatewayChanges, limit: Int) {
    self.changes = changes
    self.limit = limit
  }

  var text: String {
    let lines = changes.lines
    let shown = lines.prefix(limit)
    let subject = shown.map(\.subject.count).max() ?? 0
    let place = shown.map(\.place.count).filter { $0 <= 60 }.max() ?? 0
    var result = ["What traffic changes: \(changes.headline)"]
    for line in shown {
      let cells = "\(line.sign.rawValue) \(Self.pad(line.subject, subject)) \(Self.pad(line.place, place))  \(line.words)"
      result.append("  \(cells.printable)")
    }
    if lines.count > limit { result.append("  and \(lines.count - limit) more (--format json names all)") }
    return result.joined(separator: "\n")
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension String {
  /// Without what follows it; empty when there is none.
  var firstLine: String { split(separator: "\n").first.map(String.init) ?? "" }

  /// What a terminal may be given: a repository's text must not move its cursor.
  var printable: String {
    let isHarmless = utf8.allSatisfy { $0 >= 32 && $0 < 127 }
    if isHarmless { return self }
    return String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: "\u{FFFD}"
          default: scalar
          }
        }))
  }
}
