import Gateway
import Manifests
import Operator
import SourceYAML

/// What `validate` has to say: the same for every format.
struct ValidationReport {
  let judgement: Judgement
  /// What it was compared with, as the user wrote it; none without.
  let baseName: String?
  let showsOnlyNew: Bool
  /// Whether warnings fail.
  let isStrict: Bool
  let source: SourceText

  /// The findings that are shown.
  var findings: [JudgedFinding] { showsOnlyNew ? judgement.findings.filter(\.isNew) : judgement.findings }

  /// How many are not shown, for they were there before.
  var hiddenCount: Int { judgement.findings.count - findings.count }

  /// Whether the command fails.
  var fails: Bool { findings.contains { $0.finding.severity == .error || isStrict } }

  var errorCount: Int { findings.count { $0.finding.severity == .error } }
  var warningCount: Int { findings.count { $0.finding.severity == .warning } }

  /// `2 errors, 1 warning in 214 objects (3 new since origin/main, 0 that were there before)`.
  var countLine: String {
    var line =
      "\(Self.count(errorCount, "error")), \(Self.count(warningCount, "warning")) in \(Self.count(judgement.objectCount, "object"))"
    if let baseName {
      let new = judgement.findings.count(where: \.isNew)
      let old = judgement.findings.count - new
      line +=
        " (\(new) new since \(baseName), \(old) that \(old == 1 ? "was" : "were") there before\(hiddenCount > 0 ? " and not shown" : ""))"
    }
    let silenced = judgement.silenced.count
    return silenced == 0 ? line : line + ", \(silenced) silenced"
  }

  static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}

extension Finding {
  /// The message up to its first full stop: what is wrong.
  var headline: String { parts.headline }

  /// What stands behind: what to do about it.
  var advice: String? { parts.advice }

  private var parts: (headline: String, advice: String?) {
    guard let stop = message.firstRange(of: ". ") else { return (message, nil) }
    return (String(message[..<stop.lowerBound]), String(message[stop.upperBound...]))
  }
}
