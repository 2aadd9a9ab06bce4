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
    // Of a field that it cannot read the server repeats the value.
    let mayRepeatValue = object.kind == "Secret" && reason == .invalid
    self.init(
      reason, object,
      mayRepeatValue
        ? "the API server refuses it, in words that may repeat a value: data is base64, stringData is text, and what is immutable stays"
        : error.description
    )
  }

  package var description: String { "\(object): \(message)" }
}
