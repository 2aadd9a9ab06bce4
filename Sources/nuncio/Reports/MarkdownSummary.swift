import Manifests
import Operator
import SourceYAML

/// What a pull request's page shows of a run: findings as a table, and what traffic changes.
struct MarkdownSummary {
  let report: ValidationReport

  /// Rows of a table, lines of a list: GitHub takes 1 MiB.
  private static let limit = 100

  var text: String {
    var blocks = ["### nuncio validate", Self.escape(report.countLine)]
    if !report.findings.isEmpty { blocks.append(table) }
    if let changes = report.judgement.changes {
      blocks.append("<details><summary>\(Self.escape(ChangesText(changes, limit: 0).text.firstLine))</summary>")
      blocks.append("```\n\(ChangesText(changes, limit: Self.limit).text.replacing("```", with: "'''"))\n```")
      blocks.append("</details>")
    }
    return blocks.joined(separator: "\n\n")
  }

  private var table: String {
    var rows = ["| | where | what |", "| --- | --- | --- |"]
    for judged in report.findings.prefix(Self.limit) {
      let finding = judged.finding
      let place = finding.position.map { "\($0.file):\($0.line)" } ?? ""
      let object = finding.object.map { " (\($0))" } ?? ""
      rows.append(
        "| \(finding.severity) | \(Self.escape(place)) | \(Self.escape(finding.message + object)) \(Self.escape("[\(finding.code.rawValue)]")) |"
      )
    }
    if report.findings.count > Self.limit { rows.append("| | | and \(report.findings.count - Self.limit) more |") }
    return rows.joined(separator: "\n")
  }

  /// Text that says nothing to Markdown or HTML.
  private static func escape(_ text: String) -> String {
    text.printable.map { character -> String in
      switch character {
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      case "|", "*", "_", "`", "[", "]", "\\", "~", "#", "@": "\\\(character)"
      default: String(character)
      }
    }.joined()
  }
}
