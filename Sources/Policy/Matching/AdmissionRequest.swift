import CEL
import Manifests
import SourceYAML

/// What a revision does to one object, as an API server would be asked for it.
struct AdmissionRequest: Sendable {
  let operation: Operation
  let kind: ResourceKind
  /// The version that the object is written in.
  let version: String
  let name: String
  /// Empty for cluster-scoped objects; a Namespace is in itself.
  let namespace: String
  /// Nil for a deletion.
  let object: Manifest?
  /// Nil for a creation.
  let oldObject: Manifest?

  init(_ operation: Operation, object: Manifest?, oldObject: Manifest?, of manifest: Manifest, kind: ResourceKind) {
    self.operation = operation
    self.object = object
    self.oldObject = oldObject
    self.kind = kind
    version = manifest.version
    name = manifest.key.name
    namespace = kind.isNamespace ? manifest.key.name : kind.scope == .cluster ? "" : manifest.key.namespace
  }

  /// The object, or what it was before it went away: where findings stand.
  var subject: Manifest? { object ?? oldObject }
}

extension ResourceKind {
  /// Whether it is the kind Namespace itself.
  var isNamespace: Bool { group.isEmpty && kind == "Namespace" }

  /// Policies never judge the kinds that make up admission itself: one could lock everybody out of its own repair.
  var isExemptFromAdmission: Bool { group == "admissionregistration.k8s.io" && (kind.contains("AdmissionPolicy")) }
}

/// What goes from one revision to another, as requests, in the order of the objects; deletions come last.
struct RequestList {
  let requests: [AdmissionRequest]
  /// An object of each kind that nobody declares.
  let undeclared: [(object: Manifest, kind: ResourceKind)]

  init(before: ManifestSet?, after: ManifestSet, catalog: KindCatalog) {
    var requests: [AdmissionRequest] = []
    var undeclared: [(object: Manifest, kind: ResourceKind)] = []
    var assumed = Set<ResourceKind>()
    func kind(of manifest: Manifest) -> ResourceKind {
      if let kind = catalog.kind(manifest.key.kind, in: manifest.key.group) { return kind }
      let kind = catalog.assumedKind(manifest.key.kind, in: manifest.key.group, version: manifest.version)
      if assumed.insert(kind).inserted { undeclared.append((manifest, kind)) }
      return kind
    }
    for object in after.manifests where object.key.group != "nuncio.dev" {
      let old = before?[object.key]
      if let old, old.root.hasSameContent(as: object.root) { continue }
      requests.append(
        AdmissionRequest(old == nil ? .create : .update, object: object, oldObject: old, of: object, kind: kind(of: object)))
    }
    for old in before?.manifests ?? [] where old.key.group != "nuncio.dev" && after[old.key] == nil {
      requests.append(AdmissionRequest(.delete, object: nil, oldObject: old, of: old, kind: kind(of: old)))
    }
    self.requests = requests.filter { !$0.kind.isExemptFromAdmission }
    self.undeclared = undeclared
  }
}
