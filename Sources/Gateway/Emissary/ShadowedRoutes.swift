import Identity
import Manifests
import SourceYAML

/// Routes that no request reaches: on every Host that they are on, an earlier one takes all that they could take.
struct ShadowedRoutes {
  private let precedence: [RouteID: Int]
  private var winners: [RouteID: Route] = [:]
  private var reached = Set<RouteID>()
  private var order: [Route] = []

  /// - Parameter groups: What the routes were made from.
  init(groups: [Emissary.Group]) {
    var precedence: [RouteID: Int] = [:]
    for group in groups {
      for mapping in group.members where mapping.precedence != 0 { precedence[mapping.id] = mapping.precedence }
    }
    self.precedence = precedence
  }

  /// Looks through a Host's routes, which are in the order in which they are tried.
  mutating func look(through routes: [Route], hostname: String) {
    var index = CoverageIndex()
    for (place, route) in routes.enumerated() {
      if let first = index.first(takingAllOf: route.match, hostname: hostname), routes[first].id != route.id {
        if winners.updateValue(routes[first], forKey: route.id) == nil { order.append(route) }
      } else {
        reached.insert(route.id)
        // A share leaves something to those behind it.
        if route.match.percent == 100 { index.add(route.match, place: place) }
      }
    }
  }

  /// One warning for each route that is hidden wherever it stands.
  ///
  /// - Parameter manifests: Where the place of the path is looked up.
  func findings(in manifests: ManifestSet) -> [Finding] {
    order.compactMap { route in
      guard !reached.contains(route.id), let winner = winners[route.id] else { return nil }
      let precedence = precedence[winner.id].map { ", precedence \($0)" } ?? ""
      return .warning(
        .shadowedRoute,
        "hidden by \(winner.origin.object) at \(winner.origin.position) (\(winner.match.words)\(precedence))",
        at: manifests[route.origin.object]?.spec?["prefix"]?.position ?? route.origin.position, object: route.origin.object)
    }
  }
}
