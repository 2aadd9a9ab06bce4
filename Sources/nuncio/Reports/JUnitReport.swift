import Manifests
import Operator
import SourceYAML

/// JUnit XML, as GitLab and Jenkins read it: one test case for each finding, and one that passes when there is none.
struct JUnitReport {
  let report: ValidationReport

  var text: String {
    let cases = report.findings.map(testCase)
    let failures = report.findings.count(where: fails)
    let counts = "tests=\"\(max(1, cases.count))\" failures=\"\(failures)\" errors=\"0\""
    let body = cases.isEmpty ? ["    <testcase classname=\"nuncio\" name=\"\(Self.escape(report.countLine))\"/>"] : cases
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="nuncio validate" \(counts)>
        <testsuite name="nuncio validate" \(counts) skipped="0">
      \(body.joined(separator: "\n"))
        </testsuite>
      </testsuites>
      """
  }

  private func fails(_ judged: JudgedFinding) -> Bool { judged.finding.severity == .error || report.isStrict }

  private func testCase(_ judged: JudgedFinding) -> String {
    let finding = judged.finding
    let place = finding.position.map { "\($0.file):\($0.line):\($0.column)" } ?? ""
    let file = finding.position.map { " file=\"\(Self.escape($0.file))\"" } ?? ""
    let name = [finding.code.rawValue, finding.object?.description ?? "", place].filter { !$0.isEmpty }.joined(separator: " ")
    let start = "    <testcase classname=\"nuncio.\(Self.escape(finding.code.rawValue))\" name=\"\(Self.escape(name))\"\(file)>"
    let words = Self.escape("\(place.isEmpty ? "" : place + ": ")\(finding.severity): \(finding.message)")
    let body =
      fails(judged)
      ? "<failure type=\"\(finding.severity)\" message=\"\(Self.escape(finding.message))\">\(words)</failure>"
      : "<system-out>\(words)</system-out>"
    return "\(start)\n      \(body)\n    </testcase>"
  }

  /// Text for XML 1.0, without the characters that it does not have.
  private static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "&#10;"
      case "\t": result += "&#9;"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}"..."\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
