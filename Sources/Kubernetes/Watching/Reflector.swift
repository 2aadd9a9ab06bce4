package import Logging
package import Manifests

/// What a reflector says of the objects that it follows.
package enum ReflectorEvent<Kept: Sendable>: Sendable {
  /// All there are: after the start, and whenever it had to look anew.
  case synced([ObjectKey: Kept])
  case changed(ObjectKey, Kept)
  case removed(ObjectKey)
  /// The server cannot be asked, or does not let us; what was said before holds.
  case trouble(APIError)
  /// The server answers again.
  case recovered
}

/// Follows all objects of a type for as long as it runs: a list, then a watch from there on, again and again.
///
/// A watch that is cut goes on where it was; one that is too old (410) begins with a list. Of each object only what `keep`
/// makes of it stays in memory; an object that it makes nothing of does not count.
package struct Reflector<Kept: Sendable>: Sendable {
  private let client: KubernetesClient
  private let type: ResourceType
  private let namespace: String?
  private let labels: String?
  private let fields: String?
  private let contents: Contents
  private let keep: @Sendable (KubernetesObject) -> Kept?
  private let logger: Logger

  /// - Parameters:
  ///   - namespace: All of them without one.
  ///   - labels: A label selector.
  ///   - fields: A field selector.
  ///   - contents: What of the objects is asked for.
  ///   - keep: What is kept of an object.
  package init(
    _ client: KubernetesClient, _ type: ResourceType, namespace: String? = nil, labels: String? = nil, fields: String? = nil,
    contents: Contents = .all, logger: Logger, keep: @escaping @Sendable (KubernetesObject) -> Kept?
  ) {
    self.client = client
    self.type = type
    self.namespace = namespace
    self.labels = labels
    self.fields = fields
    self.contents = contents
    self.keep = keep
    self.logger = logger
  }

  /// Runs until it is cancelled. `take` hears everything in order, and holds the next back while it works.
  package func run(_ take: @Sendable (ReflectorEvent<Kept>) async -> Void) async {
    var state = State()
    while !Task.isCancelled {
      do throws(APIError) {
        if state.version == nil { state.version = try await list(take) }
        try await follow(&state, take)
      } catch .expired {
        logger.debug("\(type): the watch is too old, all is listed anew")
        state.version = nil
        // One that is too old again before it began to say anything is no reason to list without end.
        if state.expired, !(await state.rest()) { return }
        state.expired = true
      } catch {
        if Task.isCancelled { return }
        if !state.isTroubled { await take(.trouble(error)) }
        state.isTroubled = true
        guard await state.rest() else { return }
      }
    }
  }

  /// Between two tries.
  private struct State {
    /// Where the watch goes on; nil when all must be listed.
    var version: String?
    var isTroubled = false
    /// Whether the watch before ended as too old.
    var expired = false
    private var backoff = Backoff()

    /// The server has taken a watch: what was wrong before is over.
    mutating func opened() {
      isTroubled = false
      backoff.reset()
    }

    /// Waits; false when the task is cancelled.
    mutating func rest() async -> Bool { (try? await Task.sleep(for: backoff.next(random: .random(in: 0...1)))) != nil }
  }

  private func list(_ take: @Sendable (ReflectorEvent<Kept>) async -> Void) async throws(APIError) -> String {
    var found: [ObjectKey: Kept] = [:]
    let version = try await client.list(type, namespace: namespace, labels: labels, fields: fields, contents: contents) { page in
      for object in page { found[object.key] = keep(object) }
    } restarted: {
      found = [:]
    }
    await take(.synced(found))
    return version
  }

  private func follow(_ state: inout State, _ take: @Sendable (ReflectorEvent<Kept>) async -> Void) async throws(APIError) {
    guard let from = state.version else { return }
    var now = state
    defer { state = now }
    // Not all watches end together.
    try await client.watch(
      type, from: from, namespace: namespace, labels: labels, fields: fields, contents: contents, seconds: .random(in: 240...360)
    ) {
      if now.isTroubled { await take(.recovered) }
      now.opened()
    } _: { event in
      now.expired = false
      switch event {
      case .added(let object), .modified(let object):
        now.version = object.resourceVersion
        if let kept = keep(object) { await take(.changed(object.key, kept)) } else { await take(.removed(object.key)) }
      case .deleted(let object):
        now.version = object.resourceVersion
        await take(.removed(object.key))
      case .bookmark(let resourceVersion): now.version = resourceVersion
      }
    }
  }
}
