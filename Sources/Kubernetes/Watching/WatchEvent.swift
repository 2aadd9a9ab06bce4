import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// What a watch says.
package enum WatchEvent: Sendable {
  case added(KubernetesObject)
  case modified(KubernetesObject)
  case deleted(KubernetesObject)
  /// Nothing changed up to this version.
  case bookmark(resourceVersion: String)
}

extension KubernetesClient {
  /// Follows a type's objects from a version on, until the server ends the watch, which it does after some minutes.
  ///
  /// - Parameter opened: Called when the server has taken the watch.
  /// - Throws: `APIError`; `expired` when the version is too old, and everything must be listed anew.
  func watch(
    _ type: ResourceType, from version: String, namespace: String? = nil, labels: String? = nil, fields: String? = nil,
    contents: Contents = .all, seconds: Int, opened: () async -> Void, _ take: (WatchEvent) async -> Void
  ) async throws(APIError) {
    let query =
      selectors(labels, fields) + [
        ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", version), ("timeoutSeconds", String(seconds)),
      ]
    let response = try await open(
      .GET, type.path(namespace: namespace), query: query, accept: contents.ofWatch, asked: asked("watch", type, namespace, nil),
      patience: .seconds(seconds + 30))
    await opened()
    var lines = LineReader()
    do {
      for try await buffer in response.body {
        for line in try lines.add(buffer.readableBytesView) { await take(try WatchEvent(line, of: type)) }
      }
    } catch let error as APIError {
      throw error
    } catch let error as HTTPClientError where error == .readTimeout {
      // Where nothing changes not even a bookmark need come in time. Whoever goes on from here learns whether the server is there.
      return
    } catch {
      throw fault(error)
    }
  }
}

extension WatchEvent {
  /// - Throws: `APIError`.
  fileprivate init(_ line: ArraySlice<UInt8>, of type: ResourceType) throws(APIError) {
    let event: JSONValue
    do { event = try JSONValue(parsing: line) } catch { throw .badAnswer("\(error)") }
    let object = KubernetesObject(event["object"] ?? .null, as: type)
    switch event["type"]?.string {
    case "ADDED": self = .added(object)
    case "MODIFIED": self = .modified(object)
    case "DELETED": self = .deleted(object)
    case "BOOKMARK": self = .bookmark(resourceVersion: object.resourceVersion)
    case "ERROR":
      let code = object.json["code"]?.int ?? 500
      throw code == 410 ? .expired : .server(code: code, message: object.json["message"]?.string ?? "the watch ended")
    case let other: throw .badAnswer("a watch event of type \(other ?? "none")")
    }
  }
}

/// Lines out of pieces.
private struct LineReader {
  /// No object is larger.
  private static let limit = 64 << 20
  private var rest: [UInt8] = []

  /// The lines that are whole now.
  ///
  /// - Throws: `APIError` for a line that does not end.
  mutating func add(_ bytes: ByteBufferView) throws(APIError) -> [ArraySlice<UInt8>] {
    rest += bytes
    guard rest.count <= Self.limit else { throw .badAnswer("a line of more than \(Self.limit >> 20) MiB") }
    guard let last = rest.lastIndex(of: 0x0A) else { return [] }
    let lines = rest[..<last].split(separator: 0x0A)
    rest = Array(rest[(last + 1)...])
    return lines
  }
}
