import Gateway
import Manifests
import Operator
import SourceYAML

/// What changes, as `diff --format json` and `validate --format json` write it.
struct ChangesDocument: Encodable {
  struct List<Item: Encodable>: Encodable {
    let added: [Item]
    let changed: [Changed<Item>]
    let removed: [Item]
    let before: Int
    let after: Int
  }

  struct Changed<Item: Encodable>: Encodable {
    let before: Item
    let after: Item
    let fields: [Field]
  }

  struct Field: Encodable {
    let field: String
    let before: String?
    let after: String?
  }

  struct Route: Encodable {
    let host: String
    let path: String
    let pathKind: String
    let methods: [String]
    let headers: [String]
    let query: [String]
    let scheme: String
    let destination: String
    let object: String
    let file: String
    let line: Int
    /// Where these requests went before they had a route of their own, or go now that they have none.
    let otherwise: String?
  }

  struct Host: Encodable {
    let hostname: String
    let tls: Bool
    let minimumTLS: String?
    let certificate: String?
    let object: String
    let file: String
    let line: Int
  }

  struct Listener: Encodable {
    let port: Int
    let tls: Bool
    let cleartext: Bool
  }

  struct Objects: Encodable {
    let added: [ObjectKey]
    let changed: [ObjectKey]
    let removed: [ObjectKey]
  }

  let routes: List<Route>
  let hosts: List<Host>
  let listeners: List<Listener>
  let objects: Objects
  /// Whether every request is answered as before.
  let nothing: Bool

  init(_ changes: GatewayChanges, _ objects: ObjectChanges) {
    routes = List(
      changes.routes, before: changes.before.routes.count, after: changes.after.routes.count,
      added: { Route($0, otherwise: changes.tookBefore[$0.requests]) }, removed: { Route($0, otherwise: changes.takesAfter[$0.requests]) },
      each: { Route($0, otherwise: nil) })
    hosts = List(
      changes.hosts, before: changes.before.hosts.count, after: changes.after.hosts.count, added: Host.init, removed: Host.init,
      each: Host.init)
    listeners = List(
      changes.listeners, before: changes.before.listeners, after: changes.after.listeners, added: Listener.init, removed: Listener.init,
      each: Listener.init)
    self.objects = Objects(added: objects.added.sorted(), changed: objects.changed.sorted(), removed: objects.removed.sorted())
    nothing = changes.isEmpty
  }
}

extension ChangesDocument.List {
  fileprivate init<Thing>(
    _ changes: Changes<Thing>, before: Int, after: Int, added: (Thing) -> Item, removed: (Thing) -> Item, each: (Thing) -> Item
  ) {
    self.init(
      added: changes.added.map(added),
      changed: changes.changed.map { change in
        .init(
          before: each(change.before), after: each(change.after),
          fields: change.fields.map { .init(field: $0.field, before: $0.before, after: $0.after) })
      }, removed: changes.removed.map(removed), before: before, after: after)
  }
}

extension ChangesDocument.Route {
  fileprivate init(_ route: TrafficRoute, otherwise: TrafficRoute?) {
    let requests = route.requests
    switch requests.path {
    case .prefix(let text): (path, pathKind) = (text, "prefix")
    case .exact(let text): (path, pathKind) = (text, "exact")
    case .regex(let text): (path, pathKind) = (text, "regex")
    }
    host = requests.hostname
    methods = requests.methods
    headers = requests.headers.map(\.words)
    query = requests.query.map(\.words)
    scheme = route.treatment.scheme
    destination = route.destination
    object = route.origin.object.description
    file = route.origin.position.file
    line = route.origin.position.line
    self.otherwise = otherwise?.destination
  }
}

extension ChangesDocument.Host {
  fileprivate init(_ host: HostTraffic) {
    self.init(
      hostname: host.hostname, tls: host.tls != nil, minimumTLS: host.tls?.minimumVersion, certificate: host.certificate,
      object: host.origin.object.description, file: host.origin.position.file, line: host.origin.position.line)
  }
}

extension ChangesDocument.Listener {
  fileprivate init(_ listener: ListenerTraffic) {
    self.init(port: listener.port, tls: listener.endsTLS, cleartext: listener.servesCleartext)
  }
}
