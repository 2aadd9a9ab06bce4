import Kubernetes
import Logging
import Manifests

/// Notices that somebody changed the Source, the Fleet or the Secret with credentials, and waits until what they say now can be used.
struct DocumentsWatch: Sendable {
  let client: KubernetesClient
  let settings: ClusterSettings
  let documents: ClusterDocuments
  let logger: Logger

  /// What is followed of an object: a status that is written changes nothing.
  private enum Mark: Sendable, Equatable { case generation(Int), version(String) }

  /// Returns when there are other documents, which can be used.
  ///
  /// - Throws: `CancellationError`.
  func changed() async throws {
    let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        await follow(NuncioKinds.source, documents.source.name, .generation(documents.sourceObject.generation)) {
          .generation($0.generation)
        } changed: {
          change.yield()
        }
      }
      group.addTask {
        await follow(NuncioKinds.fleet, documents.fleet.name, .generation(documents.fleetObject.generation)) {
          .generation($0.generation)
        } changed: {
          change.yield()
        }
      }
      if let name = documents.source.secret {
        group.addTask {
          await follow(NuncioKinds.secret, name, (documents.secret?.resourceVersion).map(Mark.version)) {
            .version($0.resourceVersion)
          } changed: {
            change.yield()
          }
        }
      }
      defer { group.cancelAll() }
      var told = ""
      for await _ in changes {
        // What is changed together is taken together.
        try await Task.sleep(for: .milliseconds(300))
        do {
          let fresh = try await ClusterDocuments.load(client, settings)
          // What was had before is better than nothing.
          if let missing = fresh.missing, documents.missing == nil { throw StartFailure(missing) }
          return
        } catch {
          if told != "\(error)" {
            logger.error("the Source or the Fleet cannot be used as it is now, and what was said before holds: \(error)")
          }
          told = "\(error)"
        }
      }
      try Task.checkCancellation()
    }
  }

  private func follow(
    _ type: ResourceType, _ name: String, _ known: Mark?, _ mark: @escaping @Sendable (KubernetesObject) -> Mark,
    changed: @escaping @Sendable () -> Void
  ) async {
    let objects = Reflector(
      client, type, namespace: settings.namespace, fields: "metadata.name=\(name)", contents: .metadata, logger: logger, keep: mark)
    await objects.run { event in
      switch event {
      case .synced(let all): if let mark = all.first?.value, mark != known { changed() }
      case .changed(_, let mark): if mark != known { changed() }
      // Without it nobody knows better than before.
      case .removed, .trouble, .recovered: break
      }
    }
  }
}
