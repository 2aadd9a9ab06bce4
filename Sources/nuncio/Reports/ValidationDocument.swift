import Manifests
import Operator
import SourceYAML

/// `validate --format json`: one document.
struct ValidationDocument: Encodable {
  /// A finding as `Finding` writes it, and what a policy adds.
  private struct Item: Encodable {
    enum Field: String, CodingKey { case new, rule, expression }

    let judged: JudgedFinding
    let hasBase: Bool

    func encode(to encoder: any Encoder) throws {
      try judged.finding.encode(to: encoder)
      var fields = encoder.container(keyedBy: Field.self)
      if hasBase { try fields.encode(judged.isNew, forKey: .new) }
      try fields.encodeIfPresent(judged.rule?.description, forKey: .rule)
      try fields.encodeIfPresent(judged.expression, forKey: .expression)
    }
  }

  private struct Silenced: Encodable {
    let finding: Finding
    let reason: String
    let until: String
  }

  private struct Summary: Encodable {
    let errors: Int
    let warnings: Int
    let objects: Int
    let new: Int
    let old: Int
    let hidden: Int
    let silenced: Int
    let base: String?
  }

  private let findings: [Item]
  private let silenced: [Silenced]
  private let summary: Summary
  private let changes: ChangesDocument?

  init(_ report: ValidationReport) {
    let judgement = report.judgement
    findings = report.findings.map { Item(judged: $0, hasBase: report.baseName != nil) }
    silenced = judgement.silenced.map { Silenced(finding: $0.finding, reason: $0.reason, until: $0.until) }
    let new = judgement.findings.count(where: \.isNew)
    summary = Summary(
      errors: report.errorCount, warnings: report.warningCount, objects: judgement.objectCount, new: new,
      old: judgement.findings.count - new, hidden: report.hiddenCount, silenced: silenced.count, base: report.baseName)
    changes = judgement.changes.flatMap { changes in judgement.objects.map { ChangesDocument(changes, $0) } }
  }
}
