import Manifests
import Operator
import SourceYAML

/// Workflow commands of GitHub Actions, one for each finding: they become annotations in the pull request.
struct GitHubReport {
  let report: ValidationReport

  var text: String { (report.findings.map(line) + [report.countLine.printable]).joined(separator: "\n") }

  private func line(_ judged: JudgedFinding) -> String {
    let finding = judged.finding
    var properties: [(String, String)] = []
    if let position = finding.position {
      properties += [("file", position.file), ("line", "\(position.line)"), ("col", "\(position.column)")]
      if let excerpt = report.source.excerpt(of: finding) { properties.append(("endColumn", "\(position.column + excerpt.length)")) }
    }
    properties.append(("title", finding.code.rawValue))
    let settings = properties.map { "\($0)=\(Self.escape(property: $1))" }.joined(separator: ",")
    let object = finding.object.map { " (\($0))" } ?? ""
    let rule = judged.rule.map { "\n\($0.file):\($0.line)\(judged.expression.map { "  \($0)" } ?? "")" } ?? ""
    return "::\(finding.severity) \(settings)::\(Self.escape(finding.message + object + rule))"
  }

  /// As the runner reads it back: percent signs and line breaks.
  private static func escape(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func escape(property text: String) -> String {
    escape(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
