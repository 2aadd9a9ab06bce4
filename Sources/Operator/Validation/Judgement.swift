package import Gateway
package import Manifests
package import Rollout
package import SourceYAML

/// A finding, and what a reader wants to know beside it.
package struct JudgedFinding: Sendable {
  package let finding: Finding
  /// Whether what the revision is compared with does not have it. Everything is new where there is nothing to compare with.
  package let isNew: Bool
  /// The rule that says so; none for what is no policy's.
  package let rule: SourcePosition?
  /// The rule's text.
  package let expression: String?
}

/// A warning that is not shown.
package struct SilencedFinding: Sendable {
  package let finding: Finding
  package let reason: String
  /// The last day, `2026-12-31`.
  package let until: String
}

/// All that is to be said about a revision.
package struct Judgement: Sendable {
  /// Errors first, then in the order of files and lines.
  package let findings: [JudgedFinding]
  package let silenced: [SilencedFinding]
  /// What traffic changes; none without something to compare with.
  package let changes: GatewayChanges?
  /// Which objects change; none without something to compare with.
  package let objects: ObjectChanges?
  /// The revision's objects.
  package let manifests: ManifestSet
  /// What would be rolled out.
  package let compiled: CompiledRevision
  /// What its own `nuncio.yaml` says of stages and evidence.
  package let plan: PlanStatement

  /// How many objects the revision has.
  package var objectCount: Int { manifests.manifests.count }

  /// Whether the revision may become a release: an error anywhere rejects it as a whole, also one that was there before.
  package var isAcceptable: Bool { !findings.contains { $0.finding.severity == .error } }
}
