import Foundation
import Git
import Identity
import Kubernetes
import Rollout

/// The release log in a cluster: what it folds to lies in the Fleet's status, each release is an object of its own, and the
/// state directory has a copy that serves when nobody answers.
actor ClusterReleaseLog: ReleaseLog {
  private let client: KubernetesClient
  private let namespace: String
  private let fleet: String
  /// This replica's name: a write whose answer was lost is told from another leader's by it.
  private let identity: String
  private let copy: GitReleaseLog
  /// Counts the writes: another number in the cluster is another leader's.
  private var sequence = 0
  private var isLeading = false
  /// Whether another leader wrote since this one read.
  private var isOvertaken = false
  /// What was decided and could not be written, the way back to a good release only; and what is known with it.
  private(set) var owed: (decisions: [UnwrittenDecision], memory: RolloutMemory)?
  /// When the cluster last failed: until a while after nobody waits for it again.
  private var failedAt: ContinuousClock.Instant?

  /// A rollback never waits longer for the API server.
  private static let patience = Duration.seconds(2)

  init(_ client: KubernetesClient, namespace: String, fleet: String, identity: String, copy: GitReleaseLog) {
    self.client = client
    self.namespace = namespace
    self.fleet = fleet
    self.identity = identity
    self.copy = copy
  }

  /// This replica leads.
  func lead() { isLeading = true }

  /// Another replica may lead: from now on nothing is written.
  func stopLeading() { isLeading = false }

  /// - Throws: `NotLeading`.
  func requireLeading() throws(NotLeading) { if !isLeading || isOvertaken { throw NotLeading() } }

  func load() async throws -> RolloutMemory {
    guard let object = try await client.get(NuncioKinds.fleet, namespace: namespace, name: fleet, patience: .seconds(5)) else {
      throw APIError.notFound("Fleet \(namespace)/\(fleet)")
    }
    // Not the copy: it knows nothing of what other leaders decided. Until the record can be read, `Standby` serves.
    let text = object.json["status"]?["record"]?.string
    let memory = try text.map { try JSONDecoder().decode(RolloutMemory.self, from: Data($0.utf8)) }
    sequence = object.json["status"]?["sequence"]?.int ?? 0
    isOvertaken = false
    return memory ?? RolloutMemory()
  }

  func files(of release: ReleaseRecord, in path: FolderPath) async throws -> GitTree { try await copy.files(of: release, in: path) }

  func append(_ transition: Transition, memory: RolloutMemory) async throws {
    // The copy first: it is what a start without the API server serves from.
    try await copy.append(transition, memory: memory)
    owe(transition, memory)
    try requireLeading()
    if let failedAt, failedAt.duration(to: .now) < .seconds(3) { throw APIError.timedOut(server: client.server) }
    do {
      try await write(transition, memory)
      (failedAt, owed) = (nil, nil)
    } catch let error as APIError where error.isOfServer {
      failedAt = .now
      throw error
    }
  }

  private func owe(_ transition: Transition, _ memory: RolloutMemory) {
    switch transition.change {
    case .rolledBack, .byHand:
      let decision = UnwrittenDecision(change: transition.change, lastNumber: memory.lastNumber)
      owed = ((owed?.decisions ?? []).filter { $0 != decision } + [decision], memory)
    default: break
    }
  }

  /// Another leads, and has heard of it.
  func settle() { owed = nil }

  private func write(_ transition: Transition, _ memory: RolloutMemory) async throws {
    if case .rolling(let release, _, _, _) = transition.change { try await make(release) }
    if case .live(let release, _) = transition.change { try await make(release) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let record = String(decoding: try encoder.encode(memory), as: UTF8.self)
    // Somebody may write the Fleet in between; only another leader's number is a reason to stop.
    for _ in 0..<5 where try await replace(record: record) { return }
    throw APIError.outdated("Fleet \(namespace)/\(fleet)")
  }

  /// - Returns: Whether nobody wrote the Fleet between the look and the write.
  private func replace(record: String) async throws -> Bool {
    guard var object = try await client.get(NuncioKinds.fleet, namespace: namespace, name: fleet, patience: Self.patience) else {
      throw APIError.notFound("Fleet \(namespace)/\(fleet)")
    }
    let found = object.json["status"]?["sequence"]?.int ?? 0
    // Of several writes in a row the answers may be lost.
    let isOwn = found > sequence && object.json["status"]?["writer"]?.string == identity
    guard found == sequence || isOwn else {
      isOvertaken = true
      throw NotLeading()
    }
    var status = object.json["status"] ?? [:]
    status["record"] = .string(record)
    status["sequence"] = .integer(Int64(found + 1))
    status["writer"] = .string(identity)
    object.json["status"] = status
    do throws(APIError) {
      _ = try await client.replace(object, as: NuncioKinds.fleet, subresource: "status", patience: Self.patience)
    } catch {
      if case .outdated = error { return false }
      throw error
    }
    sequence = found + 1
    return true
  }

  /// A release's object, which never changes. A leader that was cut off may have written it, or that of a release which came to
  /// nothing and whose number is free.
  private func make(_ release: ReleaseRecord) async throws {
    let revision = release.revision
    var object = KubernetesObject(
      apiVersion: NuncioKinds.release.apiVersion, kind: "Release", namespace: namespace, name: "\(fleet)-\(release.number)")
    object.metadata["labels"] = ["nuncio.dev/fleet": .string(fleet)]
    var spec: JSONValue = [
      "fleet": .string(fleet), "number": .integer(Int64(release.number.value)), "commit": .string(revision.commit),
      "author": .string(revision.author), "message": .string(revision.summary), "tree": .string(revision.tree),
      "inputs": .string(revision.inputs), "resources": .string(revision.resources), "compiler": .string(revision.compiler),
      "cause": .string(revision.cause.rawValue),
    ]
    spec["objects"] = revision.objects.map(JSONValue.string)
    object.json["spec"] = spec
    do throws(APIError) { _ = try await client.create(object, as: NuncioKinds.release) } catch {
      guard case .alreadyExists = error else { throw error }
      let found = try await client.get(NuncioKinds.release, namespace: namespace, name: object.name)
      guard let found, found.json["spec"] != spec else { return }
      try await client.delete(NuncioKinds.release, namespace: namespace, name: object.name, uid: found.uid)
      _ = try await client.create(object, as: NuncioKinds.release)
    }
  }
}

/// What a leader decided and could not write down before another led.
struct UnwrittenDecision: Codable, Hashable, Sendable {
  var change: Transition.Change
  /// The newest release by then.
  var lastNumber: Int
}

/// Another replica leads: this one must not write.
struct NotLeading: Error, CustomStringConvertible {
  var description: String { "another replica leads by now" }
}
