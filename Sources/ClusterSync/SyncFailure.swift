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

  /// What the API server said of an object that was to be written. Of a field that it cannot read it repeats the value, and nobody
  /// knows what a webhook repeats: of a Secret is said which entries are meant or who denies it, and nothing else.
  package init(_ error: APIError, _ object: KubernetesObject) {
    let failure = SyncFailure(error, object.key)
    let denial = failure.message.firstRange(of: " denied ")
    switch (object.kind, failure.reason, denial) {
    case ("Secret", .invalid, _): self = SyncFailure(.invalid, object.key, Self.refusedEntries(of: object, failure.message))
    case ("Secret", .admissionDenied, let denial?):
      let who = failure.message[..<denial.lowerBound]
      self = SyncFailure(
        .admissionDenied, object.key, "\(who) denies it, in words that may hold what the Secret does, and are not repeated: see there")
    default: self = failure
    }
  }

  private static func refusedEntries(of object: KubernetesObject, _ message: String) -> String {
    let entries = ["data", "stringData"].flatMap { object.json[$0]?.object?.keys.sorted() ?? [] }.filter { message.contains($0) }
    let what = entries.isEmpty ? "it" : entries.joined(separator: ", ")
    return "the API server refuses \(what): entries of data are base64, those of stringData text; what is immutable stays as it is"
  }

  package var description: String { "\(object): \(message)" }
}
