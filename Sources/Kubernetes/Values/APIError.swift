/// A field that another manager owns (server-side apply).
package struct FieldConflict: Hashable, Sendable {
  /// The owner's name as the server tells it.
  package let manager: String
  /// Such as `.spec.prefix`.
  package let field: String

  /// Makes a conflict.
  package init(manager: String, field: String) {
    self.manager = manager
    self.field = field
  }
}

/// What the API server refuses, or why it cannot be asked: a closed set.
package enum APIError: Error, Sendable, Hashable, CustomStringConvertible {
  /// 401.
  case unauthorized(server: String)
  /// 403 for want of a right.
  case forbidden(verb: String, resource: String, namespace: String, message: String)
  /// 403, 400 or another code by an admission webhook, a policy or a quota.
  case denied(message: String)
  /// 404, where something must be there.
  case notFound(String)
  /// 409 `AlreadyExists`.
  case alreadyExists(String)
  /// 409: somebody changed the object since it was read.
  case outdated(String)
  /// 409 of server-side apply.
  case fieldConflict([FieldConflict])
  /// 422 and 400: the object is not as its kind wants it.
  case invalid(message: String)
  /// 410, or a watch that is too old.
  case expired
  /// 429 or 503 with a time to wait.
  case tooManyRequests(after: Duration)
  /// 413, or what is known to be too large before it is sent.
  case tooLarge(message: String)
  /// The namespace is being deleted: nothing can be made in it.
  case terminating(namespace: String, message: String)
  /// No answer came: DNS, TCP, TLS.
  case unreachable(server: String, reason: String)
  case timedOut(server: String)
  /// An answer that is none of Kubernetes'.
  case badAnswer(String)
  case server(code: Int, message: String)

  /// Whether the same call may succeed later without anybody doing anything to the object.
  package var isTransient: Bool {
    switch self {
    case .expired, .tooManyRequests, .unreachable, .timedOut, .badAnswer, .outdated: true
    case .server(let code, _): code >= 500
    default: false
    }
  }

  /// Whether the API server itself could not be asked.
  package var isOfServer: Bool {
    switch self {
    case .unreachable, .timedOut, .badAnswer, .tooManyRequests, .unauthorized: true
    case .server(let code, _): code >= 500
    default: false
    }
  }

  /// One sentence that says what to do.
  package var description: String {
    switch self {
    case .unauthorized(let server): "the API server \(server) does not accept the credentials: renew them"
    case .forbidden(let verb, let resource, let namespace, let message):
      "may not \(verb) \(resource)\(namespace.isEmpty ? "" : " in namespace \(namespace)"): give the service account a role that allows it (\(message))"
    case .denied(let message): "admission refuses it: \(message)"
    case .notFound(let what): "there is no \(what)"
    case .alreadyExists(let what): "\(what) is there already"
    case .outdated(let what): "\(what) was changed by somebody else in the meantime"
    case .fieldConflict(let fields):
      fields.map { "\($0.field) belongs to \($0.manager)" }.joined(separator: ", ")
        + ": let one of both manage it (remove it there, or from the repository)"
    case .invalid(let message): message
    case .expired: "the version is too old"
    case .tooManyRequests(let after): "the API server asks to wait \(after.components.seconds) s"
    case .tooLarge(let message): message
    case .terminating(let namespace, _): "namespace \(namespace) is being deleted: nothing can be made in it until it is gone"
    case .unreachable(let server, let reason): "the API server \(server) cannot be reached: \(reason)"
    case .timedOut(let server): "the API server \(server) does not answer"
    case .badAnswer(let reason): "the API server's answer cannot be read: \(reason)"
    case .server(let code, let message): "the API server answers \(code): \(message)"
    }
  }
}
