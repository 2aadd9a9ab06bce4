import Manifests

/// All classes of requests that a gateway serves, in the order of hosts and of their routes.
package struct TrafficTable: Sendable {
  /// What stands in one virtual host of one way in: enough to say who else would take a class of requests.
  struct Lane {
    let hostname: String
    var index = CoverageIndex()
  }

  package private(set) var routes: [TrafficRoute] = []
  private(set) var matches: [(match: RouteMatch, hostname: String)] = []
  private var numbers: [RequestClass: Int] = [:]
  /// By host name: of each, the first way in that has it, with TLS before without.
  private var lanes: [String: Lane] = [:]
  /// By host name: the classes in the order in which they are tried.
  private(set) var order: [String: [Int]] = [:]

  /// Reads a gateway.
  package init(_ model: GatewayModel) {
    for listener in model.listeners {
      let isBehindProxy = listener.trustedHops > 0
      for chain in listener.tlsChains {
        for host in chain.virtualHosts { add(host, isSecure: true, isBehindProxy: isBehindProxy) }
      }
      for host in listener.cleartext ?? [] { add(host, isSecure: false, isBehindProxy: isBehindProxy) }
    }
    for number in routes.indices {
      routes[number].destination = routes[number].treatment.main?.destination(in: model) ?? ""
      routes[number].targets = routes[number].treatment.main?.targets(in: model) ?? []
    }
  }

  /// The class's number.
  func number(of requests: RequestClass) -> Int? { numbers[requests] }

  private mutating func add(_ host: VirtualHost, isSecure: Bool, isBehindProxy: Bool) {
    var outcomes: [(number: Int, isSecure: Bool, outcome: Treatment.Outcome)] = []
    var last: [RequestClass: Int] = [:]
    let isFirst = lanes[host.hostname] == nil
    var lane = Lane(hostname: host.hostname)
    var sequence: [Int] = []
    let saysProto = isBehindProxy && host.routes.contains { $0.match.headers.last == Self.forwardedProto }
    for route in host.routes {
      var match = route.match
      match.percent = 100
      let isSecure = saysProto ? Self.takeForwardedProto(&match) : isSecure
      let requests = RequestClass(match, hostname: host.hostname)
      let place = last[requests].flatMap { outcomes[$0].isSecure == isSecure ? $0 : nil }
      if let place {
        outcomes[place].outcome.append(route)
        if outcomes[place].outcome.isComplete { lane.index.add(match, place: outcomes[place].number) }
        continue
      }
      // What an earlier route takes in full is served by that one.
      guard lane.index.first(takingAllOf: match, hostname: host.hostname) == nil else { continue }
      let number = numbers[requests] ?? append(requests, match, host.hostname, route.origin)
      last[requests] = outcomes.count
      outcomes.append((number, isSecure, Treatment.Outcome(first: route)))
      if route.match.percent == 100 { lane.index.add(match, place: number) }
      sequence.append(number)
    }
    for entry in outcomes { routes[entry.number].treatment.add(entry.outcome, isSecure: entry.isSecure) }
    guard isFirst else { return }
    lanes[host.hostname] = lane
    order[host.hostname] = sequence
  }

  private mutating func append(_ requests: RequestClass, _ match: RouteMatch, _ hostname: String, _ origin: Origin) -> Int {
    numbers[requests] = routes.count
    matches.append((match, hostname))
    routes.append(TrafficRoute(requests: requests, treatment: Treatment(), origin: origin, destination: "", targets: []))
    return routes.count - 1
  }

  private static let forwardedProto = ValueMatch(name: "x-forwarded-proto", rule: .exact("https"))

  /// Behind a trusted proxy the last condition of a route's secure form is `x-forwarded-proto: https`; its other form has none.
  private static func takeForwardedProto(_ match: inout RouteMatch) -> Bool {
    guard match.headers.last == forwardedProto else { return false }
    match.headers.removeLast()
    return true
  }

  /// The class that takes everything of another table's class.
  func catcher(of number: Int, from other: TrafficTable) -> TrafficRoute? {
    let (match, hostname) = other.matches[number]
    for name in Self.names(holding: hostname) {
      guard let lane = lanes[name] else { continue }
      return lane.index.first(takingAllOf: match, hostname: hostname).map { routes[$0] }
    }
    return nil
  }

  /// The virtual hosts that would take a host name, the nearest first.
  private static func names(holding hostname: String) -> [String] {
    var names = [hostname]
    var rest = hostname.hasPrefix("*.") ? hostname.dropFirst(2) : hostname[...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      names.append("*.\(rest)")
    }
    return names.contains("*") ? names : names + ["*"]
  }
}

extension Treatment.Outcome {
  fileprivate init(first route: Route) { self.init(shares: [Share(route, percent: route.match.percent)]) }

  /// Running sums become shares; what stands behind a whole takes nothing.
  fileprivate mutating func append(_ route: Route) {
    let taken = shares.reduce(0) { $0 + $1.percent }
    guard taken < 100, route.match.percent > taken else { return }
    shares.append(Share(route, percent: route.match.percent - taken))
  }
}

extension Treatment.Outcome.Share {
  fileprivate init(_ route: Route, percent: Int) {
    self.init(
      percent: percent, action: route.action, requestHeaders: route.requestHeaders, responseHeaders: route.responseHeaders,
      cors: route.cors)
  }
}
