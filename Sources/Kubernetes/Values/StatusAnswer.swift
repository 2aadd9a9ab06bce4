/// What was asked, for the words of an error.
struct Asked: Sendable {
  var verb: String
  var type: ResourceType
  var namespace: String
  var name: String?
  var server: String

  var what: String {
    let path = [namespace, name ?? ""].filter { !$0.isEmpty }.joined(separator: "/")
    return path.isEmpty ? type.description : "\(type.kind) \(path)"
  }
}

extension APIError {
  /// A `Status` of the API (`meta/v1`), or whatever else came with a code that is no success.
  init(code: Int, status: JSONValue?, retryAfter: Duration?, asked: Asked) {
    let message = status?["message"]?.string ?? "no reason is given"
    let reason = status?["reason"]?.string ?? ""
    let causes = status?["details"]?["causes"]?.array ?? []
    if let retryAfter, code == 429 || code == 503 || code == 504 {
      self = .tooManyRequests(after: retryAfter)
      return
    }
    if causes.contains(where: { $0["reason"]?.string == "NamespaceTerminating" }) {
      self = .terminating(namespace: asked.namespace, message: message)
      return
    }
    switch (code, reason) {
    case (401, _): self = .unauthorized(server: asked.server)
    case (_, _) where message.contains("admission webhook") || message.contains("ValidatingAdmissionPolicy"):
      self = .denied(message: message)
    // The authorizer says "User ... cannot VERB resource ..."; everything else that forbids is admission.
    case (403, _) where message.contains(" cannot ") && message.contains("User "):
      self = .forbidden(verb: asked.verb, resource: asked.type.description, namespace: asked.namespace, message: message)
    case (403, _): self = .denied(message: message)
    case (404, _): self = .notFound(asked.what)
    case (409, "AlreadyExists"): self = .alreadyExists(asked.what)
    case (409, _):
      let fields = causes.filter { $0["reason"]?.string == "FieldManagerConflict" }.map { cause in
        FieldConflict(manager: Self.manager(in: cause["message"]?.string ?? ""), field: cause["field"]?.string ?? "")
      }
      self = fields.isEmpty ? .outdated(asked.what) : .fieldConflict(fields)
    case (410, _), (_, "Expired"), (_, "Gone"): self = .expired
    // The store behind the API server has a limit of its own, which no dry run knows.
    case (413, _),
      (500, _) where message.contains("request is too large"):
      self = .tooLarge(message: message)
    // Server-side apply says so of a field that the schema does not have, and of a value that is not what the field wants.
    case (500, _) where message.contains("failed to create typed patch object") || message.contains("failed to convert new object"):
      self = .invalid(message: message)
    case (400, _), (422, _): self = .invalid(message: message)
    case (429, _): self = .tooManyRequests(after: .seconds(1))
    case (504, _): self = .timedOut(server: asked.server)
    default: self = .server(code: code, message: message)
    }
  }

  /// `conflict with "kubectl" using v1` and its like: the name in quotes.
  private static func manager(in message: String) -> String {
    let parts = message.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.count > 2 ? String(parts[1]) : "another manager"
  }
}
