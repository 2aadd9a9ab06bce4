import ClusterSync
import Gateway
import Identity
import Kubernetes
import Logging
import Manifests
import Rollout

/// Tells in the gateway's own objects what became of them: that a release has them in traffic, or why they do not count.
///
/// The fields are those that Emissary's schemas have: `state` and `reason`, and of a Host `state` and `errorReason`. An object whose
/// status says the same already is not written.
actor ObjectStatuses {
  /// What is true of an object.
  enum Fate: Sendable, Hashable {
    case programmed
    /// It is left out, or counts in an older version.
    case leftOut(String)
  }

  private let client: KubernetesClient
  /// `<namespace>/<name>` of the Source.
  private let source: String
  private let ambassadorIDs: [String]
  private let logger: Logger
  private let discovery: Discovery
  /// Kinds that have a status in Emissary's schemas.
  private static let kinds = ["Host", "Mapping", "TCPMapping"]

  init(_ client: KubernetesClient, source: String, ambassadorIDs: [String], logger: Logger) {
    self.client = client
    self.source = source
    self.ambassadorIDs = ambassadorIDs
    self.logger = logger
    discovery = Discovery(client)
  }

  /// Follows what is live until it is cancelled.
  func run(fleet: String, service: RolloutService, poller: SourcePoller) async {
    var told: (number: ReleaseNumber, leftOut: [ObjectKey: String])?
    while !Task.isCancelled {
      let status = await service.shown.status
      let leftOut = await poller.knowledge.leftOut.mapValues(\.message)
      if let stable = status.stable, status.trial == nil, told.map({ $0 != (stable.number, leftOut) }) ?? true {
        let isWritten = await write(release: "\(fleet)-\(stable.number)", leftOut: leftOut)
        told = isWritten ? (stable.number, leftOut) : nil
      }
      guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
      await service.nextChange()
    }
  }

  /// Writes what is not written yet.
  ///
  /// - Parameter leftOut: Objects that do not count as they are, and why.
  /// - Returns: Whether all of it is written now.
  func write(release: String, leftOut: [ObjectKey: String]) async -> Bool {
    let (source, ids) = (source, ambassadorIDs)
    var isWritten = true
    for kind in Self.kinds {
      do {
        guard let type = try await discovery.type(group: "getambassador.io", kind: kind, version: "v3alpha1") else { continue }
        var news: [(key: ObjectKey, status: JSONValue)] = []
        _ = try await client.list(type) { page in
          for object in page where Self.concerns(object, source, ids) {
            let fate = leftOut[object.key].map { Fate.leftOut($0) } ?? .programmed
            if let status = Self.status(of: object, fate, release: release) { news.append((object.key, status)) }
          }
        } restarted: {
          news = []
        }
        // Nobody waits for these, and endpoints that change meanwhile do not wait for them either.
        let failures = await concurrently(news, width: 2) { [client] one -> APIError? in
          do throws(APIError) {
            _ = try await client.patch(
              type, namespace: one.key.namespace, name: one.key.name, merge: ["status": one.status], subresource: "status")
            return nil
          } catch {
            return error
          }
        }
        if let failure = failures.lazy.compactMap({ $0 }).first { throw failure }
      } catch {
        logger.debug("statuses of \(kind) are not all written: \(error)")
        isWritten = false
      }
    }
    return isWritten
  }

  /// Whether the gateway is made from an object: one of another source, or for a gateway of another id, is not ours to speak of.
  private static func concerns(_ object: KubernetesObject, _ source: String, _ ids: [String]) -> Bool {
    if let owner = object.annotations[SyncNames.source], owner != source { return false }
    guard let manifest = try? object.manifest() else { return true }
    return AmbassadorID.concerns(manifest, ids)
  }

  /// What is to be written; nil when the object says it already. `reason` names a release that has this generation.
  static func status(of object: KubernetesObject, _ fate: Fate, release: String) -> JSONValue? {
    let (state, reason): (String, String) =
      switch fate {
      case .programmed: (object.kind == "Host" ? "Ready" : "Running", "generation \(object.generation) is in traffic with \(release)")
      case .leftOut(let words): (object.kind == "Host" ? "Error" : "Inactive", String(words.prefix(500)))
      }
    let field = object.kind == "Host" ? "errorReason" : "reason"
    let before = object.json["status"]
    let said = before?[field]?.string ?? ""
    let isSaid = fate == .programmed ? said.hasPrefix("generation \(object.generation) is in traffic") : said == reason
    if before?["state"]?.string == state, object.kind == "Host" && fate == .programmed || isSaid { return nil }
    // A Host that is well has no reason for an error.
    return ["state": .string(state), field: object.kind == "Host" && fate == .programmed ? .null : .string(reason)]
  }
}
