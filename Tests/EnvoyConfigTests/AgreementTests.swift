import EnvoyConfig
import Foundation
import Gateway
import Identity
import Testing

/// Random gateways on one real Envoy, each as flat lists and as trees of paths. Every route says its name in a response
/// header, and every upstream is a listener that echoes what reached it.
@Suite("Envoy answers as `explain` says", .enabled(if: RealEnvoy.path != nil, "needs Envoy in .tools: run `make tools`"))
struct AgreementTests {
  /// A gateway and the ports that serve it.
  private struct Served {
    let model: GatewayModel
    let flat: Int
    let tree: Int
    var random: RandomGateway
  }

  @Test("route, path and host upstream, and redirects, for flat lists and for trees")
  func agreement() throws {
    let seeds = 1...16
    var ports = RealEnvoy.freePorts(seeds.count * 2 + 1)
    let echo = ports.removeLast()
    var served: [Served] = []
    var bootstraps: [[String: Any]] = []
    for seed in seeds {
      var random = RandomGateway(seed: seed)
      let (flat, tree) = (ports.removeLast(), ports.removeLast())
      let objects = random.objects(listenerPort: flat)
      let model = try ManifestText.compile(objects).compilation.model
      served.append(Served(model: model, flat: flat, tree: tree, random: random))
      bootstraps.append(try bootstrap(model, port: flat, flatRoutes: .max, echo: echo))
      bootstraps.append(try bootstrap(model, port: tree, flatRoutes: 0, echo: echo))
    }
    var answered = 0
    try RealEnvoy.running(try Self.joined(bootstraps, echo: echo), port: echo) {
      for gateway in served { answered += try compare(gateway) }
    }
    // Many requests meet a route, or the comparison proves little.
    #expect(answered > seeds.count * 25)
  }

  private func compare(_ gateway: Served) throws -> Int {
    var random = gateway.random
    let connections = [try HTTPConnection(port: gateway.flat), try HTTPConnection(port: gateway.tree)]
    defer { for connection in connections { connection.close() } }
    var answered = 0
    var mismatches: [String] = []
    for _ in 0..<120 {
      let request = random.request()
      let sketch = try RequestSketch(
        method: request.method, url: "http://\(request.host.split(separator: ":")[0]):\(gateway.flat)\(request.target)",
        headers: ["Host: \(request.host)"] + request.headers.map { "\($0): \($1)" })
      let explanation = explain(sketch, in: gateway.model)
      if explanation.isAnswered { answered += 1 }
      for connection in connections {
        let answer = try connection.send(request.method, request.target, host: request.host, request.headers)
        if let words = mismatch(answer, explanation) { mismatches.append("\(request): \(words)\n\(explanation.text)") }
      }
    }
    #expect(mismatches.isEmpty, "\(mismatches.prefix(3).joined(separator: "\n"))")
    return answered
  }

  /// How an answer differs from what was explained; nil when it is one of the choices.
  private func mismatch(_ answer: HTTPConnection.Answer, _ explanation: Explanation) -> String? {
    guard let name = answer.headers["x-route"] else {
      let share = explanation.choices.reduce(0) { $0 + $1.share }
      return share < 100 && answer.status == 404 ? nil : "no route, \(answer.status)"
    }
    guard let choice = explanation.choices.first(where: { $0.route.name == name }) else { return "another route, \(name)" }
    switch choice.action {
    case .forward(let forwarding):
      guard answer.status == 200 else { return "not forwarded" }
      let seen = (answer.headers["x-path"] ?? "", answer.headers["x-host"] ?? "")
      return seen == (forwarding.path, forwarding.host) ? nil : "another path or host upstream, \(seen)"
    case .redirect(let redirection):
      let seen = (answer.status, answer.headers["location"] ?? "")
      return seen == (redirection.status, redirection.location) ? nil : "another redirect, \(seen)"
    }
  }

  /// A gateway for the test: routes that say their names, upstreams that echo, a port of our own.
  private func bootstrap(_ model: GatewayModel, port: Int, flatRoutes: Int, echo: Int) throws -> [String: Any] {
    var model = model
    for id in model.upstreams.keys { model.upstreams[id]?.address = .dns(host: "127.0.0.1", port: echo) }
    for index in model.listeners.indices {
      model.listeners[index].port = port
      model.listeners[index].name = "port-\(port)"
      model.listeners[index].cleartext = model.listeners[index].cleartext?.map { host in
        var host = host
        host.routes = host.routes.map { route in
          var route = route
          route.responseHeaders.add = [.init(name: "x-route", value: route.id.name, appends: false)]
          return route
        }
        return host
      }
    }
    let text = try staticBootstrap(model, bindAddress: "127.0.0.1", flatRoutes: flatRoutes)
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// The listeners and clusters of all, and the listener that echoes.
  private static func joined(_ bootstraps: [[String: Any]], echo: Int) throws -> String {
    func parts(_ name: String) -> [[String: Any]] {
      bootstraps.flatMap { ($0["static_resources"] as? [String: Any])?[name] as? [[String: Any]] ?? [] }
    }
    var clusters: [String: [String: Any]] = [:]
    for cluster in parts("clusters") { clusters[cluster["name"] as? String ?? ""] = cluster }
    var document = bootstraps[0]
    document["static_resources"] = ["listeners": parts("listeners") + [try echoListener(echo)], "clusters": Array(clusters.values)]
    return String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self)
  }

  private static func echoListener(_ port: Int) throws -> [String: Any] {
    let text = """
      {"name": "echo", "address": {"socket_address": {"address": "127.0.0.1", "port_value": \(port)}}, "filter_chains": [{"filters": [{
        "name": "hcm", "typed_config": {
          "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
          "stat_prefix": "echo",
          "http_filters": [{"name": "router", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}],
          "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [{
            "match": {"prefix": ""}, "direct_response": {"status": 200},
            "response_headers_to_add": [
              {"header": {"key": "x-path", "value": "%REQ(:PATH)%"}}, {"header": {"key": "x-host", "value": "%REQ(:AUTHORITY)%"}}]}]}]}}}]}]}
      """
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}
