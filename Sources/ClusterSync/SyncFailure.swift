package import Kubernetes
package import Manifests

/// What is wrong with one object of a plan.
package struct SyncFailure: Error, Sendable, Hashable, CustomStringConvertible {
  package let reason: Reason
  package let object: ObjectKey
  /// What to do; never a value of the object.
  package let message: String

  /// Makes a failure.
  package init(_ reason: Reason, _ object: ObjectKey, _ message: String) {
    self.reason = reason
    self.object = object
    self.message = message
  }

  /// What the API server said of an object.
  package init(_ error: APIError, _ object: ObjectKey) {
    let reason: Reason =
      switch error {
      case .forbidden, .unauthorized: .forbidden
      case .denied: .admissionDenied
      case .fieldConflict: .fieldConflict
      case .tooLarge: .tooLarge
      case .terminating: .namespaceTerminating
      case .notFound: object.namespace.isEmpty ? .unknownKind : .namespaceMissing
      case .outdated, .tooManyRequests, .expired: .busy
      case .unreachable, .timedOut, .badAnswer: .unreachable
      case .alreadyExists, .invalid: .invalid
      case .server(let code, _): code >= 500 ? .unreachable : .invalid
      }
    self.init(reason, object, error.description)
  }

  /// What the API server said of an object that was to be written. Of a field that it cannot read it repeats the value: of a Secret
  /// the entries are named that it speaks of, and nothing else.
  package init(_ error: APIError, _ object: KubernetesObject) {
    let failure = SyncFailure(error, object.key)
    guard object.kind == "Secret", failure.reason == .invalid else {
      self = failure
      return
    }
    let entries = ["data", "stringData"].flatMap { object.json[$0]?.object?.keys.sorted() ?? [] }
      .filter { failure.message.contains($0) }
    self.init(
      failure.reason, object.key,
      "the API server refuses \(entries.isEmpty ? "it" : entries.joined(separator: ", ")): entries of data are base64, those of stringData text; what is immutable stays as it is"
    )
  }

  package var description: String { "\(object): \(message)" }
}
