/// Why a source's objects are not in the cluster as they should be. Users' alerts match on these: never rename one.
package enum Reason: String, CaseIterable, Sendable, Codable {
  case unreachable = "ClusterUnreachable"
  case forbidden = "Forbidden"
  case admissionDenied = "AdmissionDenied"
  case invalid = "Invalid"
  case fieldConflict = "FieldConflict"
  case foreignOwner = "ForeignOwner"
  case unknownKind = "UnknownKind"
  case tooLarge = "TooLarge"
  case namespaceTerminating = "NamespaceTerminating"
  case namespaceMissing = "NamespaceMissing"
  case massDelete = "MassDelete"
  case deletionBlocked = "DeletionBlocked"
  case notEstablished = "NotEstablished"
  case busy = "Busy"
}
