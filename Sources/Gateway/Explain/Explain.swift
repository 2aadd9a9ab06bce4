import Identity

/// Finds what a request meets in a gateway, as Envoy would: listener, TLS chain, virtual host, route.
///
/// A port in the URL names the listener. Without one the scheme's own port is looked for, and then any listener that
/// would answer, for a load balancer may lead there.
package func explain(_ request: RequestSketch, in model: GatewayModel) -> Explanation {
  var explanation = Explanation(request: "\(request.method) \(request.url)")
  let search = EntranceSearch(request: request, listeners: model.listeners)
  let entrance: EntranceSearch.Entrance
  switch search.result {
  case .none(let words):
    explanation.silence = .noListener(words)
    return explanation
  case .found(let found): entrance = found
  }
  explanation.listener = Explanation.Entrance(
    place: Explanation.Place(entrance.listener.origin), port: entrance.listener.port, isTLS: entrance.isTLS,
    serverName: entrance.isTLS ? request.serverName : nil)
  guard let host = HostSearch.find(request.authority, in: entrance.hosts) else {
    explanation.silence = .noHost(HostSearch.refusal(of: request.authority, in: entrance.hosts))
    return explanation
  }
  explanation.host = Explanation.Host(place: Explanation.Place(host.origin), hostname: host.hostname)
  RouteSearch(request: request, model: model, entrance: entrance, host: host).fill(&explanation)
  return explanation
}

/// Which routes of a host take a request, and which nearly did.
private struct RouteSearch {
  /// Losers that are shown at most, on either side of the winner.
  private static let shownLosers = 4

  let request: RequestSketch
  let model: GatewayModel
  let host: VirtualHost
  private let fit: RouteFit

  init(request: RequestSketch, model: GatewayModel, entrance: EntranceSearch.Entrance, host: VirtualHost) {
    self.request = request
    self.model = model
    self.host = host
    fit = RouteFit(request: request, forwardedProto: entrance.forwardedProto)
  }

  func fill(_ explanation: inout Explanation) {
    var covered = 0
    var winner: Route?
    var earlier: [Explanation.Loser] = []
    var later: [Explanation.Loser] = []
    for route in host.routes where fit.takesPath(route.match) {
      let unmet = fit.unmet(route.match)
      if let winner, covered >= 100 {
        if unmet.isEmpty { later.append(loser(route, Self.whyBehind(route, winner))) }
      } else if !unmet.isEmpty {
        earlier.append(loser(route, "wants \(unmet.joined(separator: " and "))"))
      } else if route.match.percent > covered {
        // One random number serves every share of a request, so a running sum gives its excess over the last.
        explanation.choices.append(choice(route, share: min(route.match.percent, 100) - covered))
        covered = min(route.match.percent, 100)
        winner = winner ?? route
      }
    }
    if let winner {
      explanation.losers = earlier.suffix(Self.shownLosers).map { lead($0, over: winner) } + later.prefix(Self.shownLosers)
    } else {
      explanation.losers = earlier.isEmpty ? nearPaths() : Array(earlier.prefix(Self.shownLosers))
      explanation.silence = .noRoute("no route of \(host.hostname) takes it: answered with 404")
    }
  }

  private func choice(_ route: Route, share: Int) -> Explanation.Choice {
    Explanation.Choice(
      route: route.id, place: Explanation.Place(route.origin), match: route.match.words, share: share,
      action: Destination(route: route, request: request, model: model, scheme: fit.forwardedProto).answer)
  }

  private func loser(_ route: Route, _ reason: String) -> Explanation.Loser {
    Explanation.Loser(route: route.id, place: Explanation.Place(route.origin), reason: reason)
  }

  /// Says how a route that was tried before the winner is nearer.
  private func lead(_ loser: Explanation.Loser, over winner: Route) -> Explanation.Loser {
    guard let route = host.routes.first(where: { $0.id == loser.route }) else { return loser }
    let (mine, its) = (route.match.path.text.count, winner.match.path.text.count)
    let words =
      mine > its
      ? "\(route.match.path.words) is longer" : mine == its && route.match.path == winner.match.path ? "same path" : "comes first"
    return Explanation.Loser(route: loser.route, place: loser.place, reason: "\(words), but \(loser.reason)")
  }

  private static func whyBehind(_ route: Route, _ winner: Route) -> String {
    let (mine, its) = (route.match, winner.match)
    if mine.path.text.count < its.path.text.count { return "\(mine.path.words) is shorter: comes after" }
    if mine.path == its.path {
      if mine.headers.count < its.headers.count { return "same \(mine.path.kindWord), fewer header matchers: comes after" }
      if mine.query.count < its.query.count { return "same \(mine.path.kindWord), fewer query matchers: comes after" }
      if mine.headers == its.headers, mine.query == its.query { return "takes the same requests: comes after" }
    }
    return "\(mine.words) takes it too: comes after"
  }

  /// Routes whose path begins as the request's does, the longest common beginning first.
  private func nearPaths() -> [Explanation.Loser] {
    let near = host.routes.map { (route: $0, length: common($0.match.path.text)) }.filter { $0.length > 1 }
    return near.sorted { $0.length > $1.length }.prefix(3).map {
      loser($0.route, "\($0.route.match.path.words) does not fit \(request.path)")
    }
  }

  private func common(_ text: String) -> Int { zip(text.utf8, request.path.utf8).prefix { $0 == $1 }.count }
}

extension RouteMatch.Path {
  fileprivate var kindWord: String {
    switch self {
    case .prefix: "prefix"
    case .exact: "path"
    case .regex: "regex"
    }
  }
}
