extension GatewayChanges {
  /// One line of a list of changes: `+`, `-` or `~`, what it is about, and what happens to it.
  package struct Line: Hashable, Sendable {
    /// What became of a class of requests, a host or a listener.
    package enum Sign: String, Sendable { case added = "+", removed = "-", changed = "~" }

    package let sign: Sign
    /// `GET,POST`, `host` or `listener`.
    package let subject: String
    /// `https://checkout.example.com/pay*`.
    package let place: String
    /// `-> checkout.shop:8080`.
    package let words: String
  }

  /// `2 routes added, 1 changed, 0 removed, of 214`, with hosts and listeners behind it where they changed.
  package var headline: String {
    if isEmpty { return "nothing" }
    let count = routes.added.count
    var parts = [
      "\(count) \(count == 1 ? "route" : "routes") added, \(routes.changed.count) changed, \(routes.removed.count) removed, of \(max(before.routes.count, after.routes.count))"
    ]
    if !hosts.isEmpty { parts.append("hosts: \(Self.counts(hosts)), of \(max(before.hosts.count, after.hosts.count))") }
    if !listeners.isEmpty { parts.append("listeners: \(Self.counts(listeners))") }
    return parts.joined(separator: "; ")
  }

  /// The list: listeners, hosts, then routes added, changed and removed. Routes that differ in their methods only share a line.
  package var lines: [Line] {
    var result = Self.lines(listeners, "listener", place: { ":\($0.port)" }, words: \.words)
    result += Self.lines(hosts, "host", place: \.hostname, words: \.words)
    result += Self.joined(
      routes.added.map { route in
        (.added, route, "-> \(route.destination)" + (tookBefore[route.requests].map { "   was \($0.destination)" } ?? ""))
      })
    result += Self.joined(routes.changed.map { (.changed, $0.after, Self.words($0.fields)) })
    result += Self.joined(
      routes.removed.map { route in
        (.removed, route, "was \(route.destination)   now \(takesAfter[route.requests]?.destination ?? "404")")
      })
    return result
  }

  private static func counts<Thing>(_ changes: Changes<Thing>) -> String {
    "\(changes.added.count) added, \(changes.changed.count) changed, \(changes.removed.count) removed"
  }

  private static func lines<Thing>(
    _ changes: Changes<Thing>, _ subject: String, place: (Thing) -> String, words: (Thing) -> String
  ) -> [Line] {
    changes.added.map { Line(sign: .added, subject: subject, place: place($0), words: words($0)) }
      + changes.changed.map { Line(sign: .changed, subject: subject, place: place($0.after), words: Self.words($0.fields)) }
      + changes.removed.map { Line(sign: .removed, subject: subject, place: place($0), words: "was \(words($0))") }
  }

  /// `cart.shop -> cart-v2.shop   timeout 3 s -> 10 s`: a service needs no name. An upstream's own address is not said where the
  /// service says it already.
  private static func words(_ fields: [FieldChange]) -> String {
    let saysService = fields.contains { $0.field == "service" }
    let shown = fields.filter { !(saysService && ["address", "endpoints"].contains($0.field)) }
    return shown.map { change in
      let values = "\(change.before ?? "none") -> \(change.after ?? "none")"
      if change.before == nil, change.after == nil { return "\(change.field) changed" }
      return change.field == "service" ? values : "\(change.field) \(values)"
    }.joined(separator: "   ")
  }

  private static func joined(_ entries: [(sign: Line.Sign, route: TrafficRoute, words: String)]) -> [Line] {
    struct Key: Hashable {
      let requests: RequestClass
      let words: String
      let scheme: String
    }
    var methods: [Key: [String]] = [:]
    var order: [Key] = []
    for entry in entries {
      let key = Key(requests: entry.route.requests.withoutMethods, words: entry.words, scheme: entry.route.treatment.scheme)
      if methods[key] == nil { order.append(key) }
      methods[key, default: []].append(entry.route.requests.methodText)
    }
    let sign = entries.first?.sign ?? .changed
    return order.map { key in
      let requests = key.requests
      return Line(
        sign: sign, subject: (methods[key] ?? []).sorted().joined(separator: ","),
        place: "\(key.scheme)://\(requests.hostname)\(requests.pathText)\(requests.conditionText)", words: key.words)
    }
  }
}
