import Gateway
package import Kubernetes
package import Manifests
import SourceYAML

/// An installation's objects as a repository: what is taken over as it is, what differs, and what this version cannot carry out.
package struct Migration: Sendable {
  /// What becomes of an object.
  package enum Fate: String, Sendable, Codable {
    /// It means what it meant.
    case taken
    /// It is taken over, and something is to be known about it.
    case differs
    /// It stays out of the gateway's folder.
    case unsupported
  }

  /// An object, where it is written, and what is said about it.
  package struct Entry: Sendable {
    package let object: ObjectKey
    package let path: String
    package let text: String
    package let findings: [Finding]
    package let fate: Fate
  }

  /// In the order of paths.
  package let entries: [Entry]
  /// What is said about no object in particular.
  package let general: [Finding]

  /// The folder of the gateway, and that of what is not supported.
  private static let (gateway, unsupported) = ("gateway", "unsupported")

  /// - Throws: What YAML's writer and the loader throw, which for objects of a cluster is a defect.
  package init(_ objects: [KubernetesObject], pipeline: RevisionPipeline) throws {
    var texts: [String: (object: ObjectKey, text: String)] = [:]
    for object in objects {
      texts["\(Self.gateway)/\(Self.file(of: object.key))"] = (object.key, try Self.plain(object).json.yaml())
    }
    let others = Set(
      objects.filter { object in
        object.group == "getambassador.io"
          && (try? object.manifest()).map { !AmbassadorID.concerns($0, pipeline.options.ambassadorIDs) } ?? false
      }.map { "\(Self.gateway)/\(Self.file(of: $0.key))" })
    var refused: [String: [Finding]] = [:]
    var findings: [Finding] = []
    // An object that is left out may be what another one needs.
    while true {
      let kept = texts.filter { refused[$0.key] == nil }
      findings = pipeline.compile(try ManifestLoader.load(MemoryTree(kept.mapValues { Array($0.text.utf8) }), at: Self.gateway)).findings
      let errors = Dictionary(grouping: findings.filter { $0.severity == .error && $0.position != nil }) { $0.position?.file ?? "" }
        .filter { kept[$0.key] != nil }
      if errors.isEmpty { break }
      refused.merge(errors) { $1 }
    }
    let said = Dictionary(grouping: findings) { $0.position?.file ?? "" }
    entries = texts.sorted { $0.key < $1.key }.map { path, item in
      if let errors = refused[path] {
        let moved = Self.unsupported + path.dropFirst(Self.gateway.count)
        return Entry(object: item.object, path: moved, text: item.text, findings: errors, fate: .unsupported)
      }
      let own = (said[path] ?? []) + (others.contains(path) ? [.otherGateway(item.object)] : [])
      return Entry(object: item.object, path: path, text: item.text, findings: own, fate: own.isEmpty ? .taken : .differs)
    }
    general = said[""] ?? []
  }

  /// A file of the repository for each object, and one that tells all of it.
  package var files: [String: String] {
    var files = Dictionary(entries.map { ($0.path, $0.text) }) { $1 }
    files["MIGRATION.md"] = report
    return files
  }

  /// How many there are of a fate.
  package func count(_ fate: Fate) -> Int { entries.count { $0.fate == fate } }

  private var report: String {
    func list(_ fate: Fate, _ title: String, _ words: String) -> [String] {
      let own = entries.filter { $0.fate == fate }
      guard !own.isEmpty else { return [] }
      let lines = own.flatMap { entry in
        ["- `\(entry.path)`"] + entry.findings.map { "  - \($0.code.rawValue): \($0.message)" }
      }
      return ["", "## \(title)", "", words, ""] + lines
    }
    var lines = [
      "# What was taken over", "",
      "\(entries.count) objects: \(count(.taken)) as they are, \(count(.differs)) with something to know, \(count(.unsupported)) not supported.",
      "Secrets were not written: a repository is no place for them, and those in the cluster go on serving.",
    ]
    lines += general.map { "- \($0.code.rawValue): \($0.message)" }
    lines += list(.unsupported, "Not supported", "They lie outside of the gateway's folder; change them and move them, or do without.")
    lines += list(.differs, "With something to know", "They are part of the gateway.")
    lines += list(.taken, "As they are", "Nothing to do.")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func file(of key: ObjectKey) -> String {
    "\(key.namespace.isEmpty ? "cluster" : key.namespace)/\(key.kind.lowercased())-\(key.name).yaml"
  }

  /// The object as somebody would have written it.
  private static func plain(_ object: KubernetesObject) -> KubernetesObject {
    var plain = object
    plain.json["status"] = nil
    let annotations = object.annotations.filter { !$0.key.hasPrefix("kubectl.kubernetes.io/") && !$0.key.hasPrefix("meta.helm.sh/") }
    let labels = object.labels.filter { $0.key != "app.kubernetes.io/managed-by" }
    plain.metadata = ["name": .string(object.name)]
    if !object.namespace.isEmpty { plain.metadata["namespace"] = .string(object.namespace) }
    if !annotations.isEmpty { plain.metadata["annotations"] = JSONValue(annotations) }
    if !labels.isEmpty { plain.metadata["labels"] = JSONValue(labels) }
    return plain
  }

  /// Whether Emissary would read an object: one of its kinds, an Ingress of its class, or one with objects in its annotation.
  package static func concerns(_ object: KubernetesObject) -> Bool {
    if object.group == "getambassador.io" || object.annotations["getambassador.io/config"] != nil { return true }
    let ingressClass = object.json["spec"]?["ingressClassName"]?.string ?? object.annotations["kubernetes.io/ingress.class"]
    return object.kind == "Ingress" && ingressClass == "ambassador"
  }

  /// All objects of the gateway's kinds that no source owns.
  ///
  /// - Throws: `APIError`.
  package static func objects(in client: KubernetesClient) async throws(APIError) -> [KubernetesObject] {
    let discovery = Discovery(client)
    var found: [KubernetesObject] = []
    for type in try await discovery.types(of: "getambassador.io", preferring: "v3alpha1") { found += try await client.list(type).items }
    for (group, kind) in [("", "Service"), ("networking.k8s.io", "Ingress")] {
      guard let type = try await discovery.type(group: group, kind: kind) else { continue }
      found += try await client.list(type).items
    }
    return found.filter { concerns($0) && $0.annotations["nuncio.dev/source"] == nil }
  }
}

extension Finding {
  /// An object that the gateway is not made from.
  fileprivate static func otherGateway(_ key: ObjectKey) -> Finding {
    .warning(
      .otherGateway, "it is for another ambassador_id: this gateway is made without it. Migrate that installation with --ambassador-id",
      at: nil, object: key)
  }
}

extension FindingCode {
  /// An object of another gateway.
  static let otherGateway = FindingCode(rawValue: "other-gateway")
}
