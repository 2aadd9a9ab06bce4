import Manifests

/// A finding as one line, `file:line:col: error: message`.
enum FindingReport {
  /// The line.
  static func line(_ finding: Finding) -> String {
    let place = finding.position.map { "\($0): " } ?? ""
    let object = finding.object.map { "  (\($0))" } ?? ""
    return "\(place)\(finding.severity): \(finding.message) [\(finding.code.rawValue)]\(object)"
  }
}
