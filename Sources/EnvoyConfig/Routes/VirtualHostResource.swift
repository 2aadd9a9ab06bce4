import EnvoyAPI
import Gateway
import Identity
import Manifests

/// A host name and its routes: a flat list while it is short, a tree of paths when it is long.
enum VirtualHostResource {
  /// - Parameter table: The table's name when the virtual host travels by itself.
  static func make(_ host: VirtualHost, table: String?, flatRoutes: Int, findings: inout [Finding]) -> EnvoyVirtualHost {
    var result = EnvoyVirtualHost()
    result.name = table.map { "\($0)/\(host.hostname)" } ?? host.hostname
    result.domains = [host.hostname]
    guard host.routes.count > flatRoutes else {
      result.routes = host.routes.map(RouteResource.make)
      return result
    }
    switch MatcherTree.plan(host.routes) {
    case .tree(let tree): result.matcher = tree.matcher(of: host.routes.map(RouteResource.make))
    case .flat(let costly):
      result.routes = host.routes.map(RouteResource.make)
      findings.append(
        .warning(
          .flatRouteTable,
          "\(host.hostname) has \(host.routes.count) routes that are tried one after the other, because \(costly.count) of them begin with no fixed text"
            + " (\(costly.prefix(3).map(\.id.name).joined(separator: ", "))): give regular expressions a literal beginning",
          at: costly.first?.origin.position ?? host.origin.position, object: costly.first?.origin.object ?? host.origin.object))
    }
    return result
  }
}
