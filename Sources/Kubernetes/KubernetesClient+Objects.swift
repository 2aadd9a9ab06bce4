import NIOHTTP1

/// Whether a write is carried out.
package enum DryRun: Sendable {
  case no
  /// Everything but the write: admission and validation too.
  case all
}

/// How much of each object is asked for.
package enum Contents: Sendable {
  case all
  /// `PartialObjectMetadata`: neither spec nor status.
  case metadata

  var ofList: String { accept("PartialObjectMetadataList") }
  var ofWatch: String { accept("PartialObjectMetadata") }
  private func accept(_ kind: String) -> String { self == .all ? "application/json" : "application/json;as=\(kind);g=meta.k8s.io;v=v1" }
}

/// What becomes of the objects that an object owns.
package enum Propagation: String, Sendable { case background = "Background", foreground = "Foreground", orphan = "Orphan" }

/// A list, whole.
package struct ObjectList: Sendable {
  package let items: [KubernetesObject]
  /// Where a watch goes on.
  package let resourceVersion: String
}

extension KubernetesObject {
  /// The items of a list do not say what they are, and bare metadata says that it is metadata.
  init(_ json: JSONValue, as type: ResourceType) {
    self.init(json)
    self.json["apiVersion"] = .string(type.apiVersion)
    self.json["kind"] = .string(type.kind)
  }
}

/// Reading and writing objects.
extension KubernetesClient {
  /// An object; nil when there is none.
  ///
  /// - Throws: `APIError`.
  package func get(
    _ type: ResourceType, namespace: String? = nil, name: String, patience: Duration = .seconds(15)
  ) async throws(APIError) -> KubernetesObject? {
    do {
      return KubernetesObject(
        try await call(
          .GET, type.path(namespace: namespace, name: name), asked: asked("get", type, namespace, name), patience: patience))
    } catch .notFound {
      return nil
    }
  }

  /// Every object of a type, page by page.
  ///
  /// - Parameters:
  ///   - labels: A label selector, such as `app=edge`.
  ///   - fields: A field selector, such as `type=kubernetes.io/tls`.
  ///   - page: Objects to a page.
  /// - Throws: `APIError`.
  package func list(
    _ type: ResourceType, namespace: String? = nil, labels: String? = nil, fields: String? = nil, page: Int = 500
  ) async throws(APIError) -> ObjectList {
    var items: [KubernetesObject] = []
    let version = try await list(type, namespace: namespace, labels: labels, fields: fields, page: page) {
      items += $0
    } restarted: {
      items = []
    }
    return ObjectList(items: items, resourceVersion: version)
  }

  /// The same with each page handed on as it comes, so that not all of it need be in memory.
  ///
  /// - Parameter restarted: The list was too old to go on with and begins anew: what was handed on is void.
  /// - Returns: Where a watch goes on.
  package func list(
    _ type: ResourceType, namespace: String? = nil, labels: String? = nil, fields: String? = nil, contents: Contents = .all,
    page: Int = 500, take: ([KubernetesObject]) -> Void, restarted: () -> Void
  ) async throws(APIError) -> String {
    let pages = selectors(labels, fields) + [("limit", String(page))]
    var isAgain = false
    var token: String?
    while true {
      var query = pages
      if let token { query.append(("continue", token)) }
      let answer: JSONValue
      do {
        answer = try await call(
          .GET, type.path(namespace: namespace), query: query, accept: contents.ofList, asked: asked("list", type, namespace, nil),
          patience: .seconds(60))
      } catch .expired where token != nil && !isAgain {
        // The pages took longer than the server remembers; once more from the beginning.
        (isAgain, token) = (true, nil)
        restarted()
        continue
      }
      take((answer["items"]?.array ?? []).map { KubernetesObject($0, as: type) })
      token = answer["metadata"]?["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
      if token == nil { return answer["metadata"]?["resourceVersion"]?.string ?? "" }
    }
  }

  func selectors(_ labels: String?, _ fields: String?) -> [(String, String)] {
    [("labelSelector", labels), ("fieldSelector", fields)].compactMap { name, value in value.map { (name, $0) } }
  }

  /// Makes an object.
  ///
  /// - Throws: `APIError`; `alreadyExists` when there is one of its name.
  package func create(_ object: KubernetesObject, as type: ResourceType, dryRun: DryRun = .no) async throws(APIError) -> KubernetesObject {
    try await write(.POST, object, type, path: type.path(namespace: object.namespace), query: query(dryRun), verb: "create")
  }

  /// Replaces an object; one with a `resourceVersion` only as long as nobody changed it.
  ///
  /// - Throws: `APIError`; `outdated` when somebody did.
  package func replace(
    _ object: KubernetesObject, as type: ResourceType, subresource: String? = nil, dryRun: DryRun = .no,
    patience: Duration = .seconds(15)
  ) async throws(APIError) -> KubernetesObject {
    let path = type.path(namespace: object.namespace, name: object.name, subresource: subresource)
    return try await write(.PUT, object, type, path: path, query: query(dryRun), verb: "update", patience: patience)
  }

  /// Server-side apply: sets what the object says, and takes away what this manager said before and does not any more.
  ///
  /// - Parameters:
  ///   - manager: The name that the fields are owned under.
  ///   - force: Whether fields are taken from other managers.
  /// - Throws: `APIError`; `fieldConflict` names the other managers.
  package func apply(
    _ object: KubernetesObject, as type: ResourceType, manager: String, force: Bool = false, subresource: String? = nil,
    dryRun: DryRun = .no
  ) async throws(APIError) -> KubernetesObject {
    let path = type.path(namespace: object.namespace, name: object.name, subresource: subresource)
    let query = [("fieldManager", manager), ("force", force ? "true" : "false"), ("fieldValidation", "Strict")] + query(dryRun)
    return try await write(.PATCH, object, type, path: path, query: query, verb: "patch", contentType: "application/apply-patch+yaml")
  }

  /// A merge patch (RFC 7386).
  ///
  /// - Parameter manager: The name that the fields are owned under.
  /// - Throws: `APIError`.
  package func patch(
    _ type: ResourceType, namespace: String? = nil, name: String, merge: JSONValue, subresource: String? = nil, manager: String = "nuncio"
  ) async throws(APIError) -> KubernetesObject {
    KubernetesObject(
      try await call(
        .PATCH, type.path(namespace: namespace, name: name, subresource: subresource), query: [("fieldManager", manager)],
        body: merge.encoded(), contentType: "application/merge-patch+json", asked: asked("patch", type, namespace, name)))
  }

  /// Deletes an object; with a `uid` only that one, not another that has its name by now.
  ///
  /// - Returns: Whether there was anything to delete.
  /// - Throws: `APIError`; `outdated` when a precondition does not hold.
  @discardableResult
  package func delete(
    _ type: ResourceType, namespace: String? = nil, name: String, uid: String? = nil, resourceVersion: String? = nil,
    propagation: Propagation = .background, dryRun: DryRun = .no
  ) async throws(APIError) -> Bool {
    var options: JSONValue = ["apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": .string(propagation.rawValue)]
    var conditions: JSONValue = [:]
    if let uid { conditions["uid"] = .string(uid) }
    if let resourceVersion { conditions["resourceVersion"] = .string(resourceVersion) }
    if conditions != [:] { options["preconditions"] = conditions }
    if dryRun == .all { options["dryRun"] = ["All"] }
    do {
      _ = try await call(
        .DELETE, type.path(namespace: namespace, name: name), body: options.encoded(), asked: asked("delete", type, namespace, name))
      return true
    } catch .notFound {
      return false
    }
  }

  private func query(_ dryRun: DryRun) -> [(String, String)] { dryRun == .all ? [("dryRun", "All")] : [] }

  private func write(
    _ method: HTTPMethod, _ object: KubernetesObject, _ type: ResourceType, path: String, query: [(String, String)], verb: String,
    contentType: String = "application/json", patience: Duration = .seconds(15)
  ) async throws(APIError) -> KubernetesObject {
    KubernetesObject(
      try await call(
        method, path, query: query, body: object.json.encoded(), contentType: contentType,
        asked: asked(verb, type, object.namespace, object.name), patience: patience))
  }

  func asked(_ verb: String, _ type: ResourceType, _ namespace: String?, _ name: String?) -> Asked {
    Asked(verb: verb, type: type, namespace: namespace ?? "", name: name, server: server)
  }
}
