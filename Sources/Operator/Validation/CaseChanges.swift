import Gateway
package import Manifests
package import Policy

/// What the objects of a policy's case change in the compiled gateway, as change policies see it. Commit and time are the
/// case's own business.
package struct CaseChanges: Sendable {
  private let pipeline: RevisionPipeline

  /// The time that a case has which names none is out of range: a defect of ours.
  private struct NoTime: Error {}

  /// - Parameter pipeline: How objects are compiled.
  package init(pipeline: RevisionPipeline) { self.pipeline = pipeline }

  /// Compiles both revisions and compares them.
  package func input(before: ManifestSet, after: ManifestSet) throws -> ChangeInput {
    func model(_ objects: ManifestSet) -> GatewayModel {
      pipeline.compile(LoadedManifests(manifests: objects)).model
    }
    guard let input = ChangeInput(GatewayChanges(from: model(before), to: model(after)), commit: nil, now: 0) else { throw NoTime() }
    return input
  }
}
