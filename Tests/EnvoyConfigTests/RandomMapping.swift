import Foundation

/// Mappings over every field that is carried out, mostly with good values, now and then with wild ones.
struct RandomMapping {
  private var choice: SeededChoice
  /// Of a hundred fields that many have a wild value.
  private let wildness: Int

  private static let wildTexts = [
    "", " ", "a b", "é", "\n", "a\r\nx: y", "\u{0}", "%", "%%", "a%b%c", "%REQ(x-a)%", "%REQ(x-a?:path):9%", "%REQ()%", "%RESP(x)%",
    "%START_TIME(%Y)%", "%START_TIME%", "%PROTOCOL%", "%UPSTREAM_HOST%", "/", "/a?b", "a", "//", ":path", ":method", "host", "Host",
    "*", "*.a", "a.*", "a,b", "\u{7F}", "\\1", "\\9", "\\", "(", "(a)(b)", ".*", "[a", "(?i)x", "x{1000}", "(x{100}){100}", "\\pN", "\\C",
    "a:1", "a:0", "a:99999", "[::1]", "[::1]:80", "1.2.3.4", "1.2.3", "https://a", "http://a:1/b", "ftp://a", "-", "_", "a.", ".a",
    "169.254.169.254", "GET", "get", "websocket", "CONNECT", "5xx", "1s", "0s", "1h", "-1s", "1e9s", "HIGH", "default",
    String(repeating: "a", count: 300), String(repeating: "a", count: 20_000), String(repeating: "a.", count: 130) + "a",
  ]
  private static let wildNumbers = [
    -1, 0, 1, 2, 99, 100, 101, 301, 304, 308, 65_535, 65_536, 86_400_000, 86_400_001, 1 << 31, (1 << 32) - 1, 1 << 32, Int.max,
  ]

  init(seed: Int, wildness: Int) {
    choice = SeededChoice(seed: seed)
    self.wildness = wildness
  }

  mutating func object(_ number: Int) -> [String: Any] {
    var spec: [String: Any] = ["prefix": text(["/a/", "/b", "/a/\(number)", "/", "/B/c"]), "service": text(services)]
    if !choice.happens(5) { spec["hostname"] = text(["*", "a.example.com", "*.example.com", "b.example.com"]) }
    for (field, make) in Self.fields where choice.happens(14) { spec[field] = make(&self) }
    if choice.happens(10) { spec["host_redirect"] = true }
    return ManifestText.object("Mapping", "m\(number)", spec, labels: choice.happens(20) ? ["team": "red"] : [:])
  }

  private var services: [String] { ["a", "b:8080", "https://c", "10.0.0.1:80", "[2001:db8::1]:81", "d.other", "e.f.svc.cluster.local:9"] }

  private mutating func text(_ good: [String]) -> Any { choice.happens(wildness) ? wild() : choice.one(of: good) }
  private mutating func number(_ good: [Int]) -> Any { choice.happens(wildness) ? wild() : choice.one(of: good) }
  private mutating func bool() -> Any { choice.happens(wildness) ? wild() : choice.happens(50) }
  private mutating func list(_ good: [String]) -> Any {
    choice.happens(wildness) ? wild() : (0...choice.number(below: 2)).map { _ in text(good) }
  }
  private mutating func map(_ names: [String], _ values: [String]) -> Any {
    var result: [String: Any] = [:]
    for _ in 0...choice.number(below: 2) {
      let name = choice.happens(wildness) ? choice.one(of: Self.wildTexts) : choice.one(of: names)
      result[name] = text(values)
    }
    return result
  }

  private mutating func wild() -> Any {
    switch choice.number(below: 8) {
    case 0: NSNull()
    case 1: choice.one(of: Self.wildNumbers)
    case 2: [choice.one(of: Self.wildTexts)]
    case 3: [choice.one(of: Self.wildTexts): choice.one(of: Self.wildTexts)]
    default: choice.one(of: Self.wildTexts)
    }
  }

  private static let patterns = ["/a/(.*)", ".*", "[0-9]+", "(a|b)*", "/b/([^/]+)/.*"]
  private static let headerNames = ["x-a", "X-B", "accept", "cookie"]

  private typealias Field = (name: String, make: @Sendable (inout RandomMapping) -> Any)
  private static let fields: [Field] = [
    ("prefix_exact", { $0.bool() }), ("prefix_regex", { $0.bool() }), ("case_sensitive", { $0.bool() }),
    ("host", { $0.text(["a.example.com", "b"]) }), ("host_regex", { $0.bool() }), ("method", { $0.text(["GET", "POST", "G.*"]) }),
    ("method_regex", { $0.bool() }), ("headers", { $0.map(headerNames + [":path", ":authority", "host"], ["1", "b", ""]) }),
    ("regex_headers", { $0.map(headerNames, patterns) }), ("query_parameters", { $0.map(["q", "r"], ["1", ""]) }),
    ("regex_query_parameters", { $0.map(["q", "r"], patterns) }), ("precedence", { $0.number([-1, 1, 10]) }),
    ("weight", { $0.number([0, 10, 50, 100]) }), ("rewrite", { $0.text(["", "/", "/x/"]) }),
    ("regex_rewrite", { ["pattern": $0.text(patterns), "substitution": $0.text(["", "/\\1", "/x"])] }),
    ("host_rewrite", { $0.text(["x.example.com", "x:80"]) }), ("auto_host_rewrite", { $0.bool() }),
    ("path_redirect", { $0.text(["/x", "/x?y=z"]) }), ("prefix_redirect", { $0.text(["/x/"]) }),
    ("regex_redirect", { ["pattern": $0.text(patterns), "substitution": $0.text(["/\\1", "/x"])] }),
    ("redirect_response_code", { $0.number([301, 302, 303, 307, 308]) }),
    ("add_request_headers", { $0.map(headerNames, ["1", "%REQ(x-a)%", "%PROTOCOL%", "100%%"]) }),
    ("add_response_headers", { ["x-z": ["value": $0.text(["1", "%RESP(x-a)%"]), "append": $0.bool()]] }),
    ("remove_request_headers", { $0.list(headerNames) }), ("remove_response_headers", { $0.list(headerNames) }),
    ("timeout_ms", { $0.number([0, 1, 60_000]) }), ("idle_timeout_ms", { $0.number([0, 1, 60_000]) }),
    ("connect_timeout_ms", { $0.number([1, 60_000]) }), ("cluster_idle_timeout_ms", { $0.number([0, 1, 60_000]) }),
    ("cluster_max_connection_lifetime_ms", { $0.number([0, 1, 60_000]) }), ("grpc", { $0.bool() }),
    ("load_balancer", { ["policy": $0.text(["ring_hash", "maglev"]), "header": $0.text(["x-a", ":path"])] }),
    (
      "load_balancer", { ["policy": "maglev", "cookie": ["name": $0.text(["c"]), "path": $0.text(["/"]), "ttl": $0.text(["1s", "0s"])]] }
    ),
    ("load_balancer", { ["policy": $0.text(["round_robin", "least_request"])] }),
    (
      "circuit_breakers",
      { [["priority": $0.text(["default", "high"]), "max_connections": $0.number([0, 1]), "max_retries": $0.number([0, 7])]] }
    ), ("circuit_breakers", { $0.list(["x"]) }),
    ("keepalive", { ["probes": $0.number([1, 3]), "idle_time": $0.number([1, 60]), "interval": $0.number([1, 60])] }),
    ("dns_type", { $0.text(["strict_dns", "logical_dns"]) }), ("respect_dns_ttl", { $0.bool() }), ("enable_ipv4", { $0.bool() }),
    ("enable_ipv6", { $0.bool() }), ("cluster_tag", { $0.text(["a", "b|c"]) }), ("stats_name", { $0.text(["a"]) }),
    ("priority", { $0.text(["DEFAULT", "HIGH"]) }),
    (
      "retry_policy",
      {
        [
          "retry_on": $0.text(["5xx", "gateway-error", "retriable-status-codes"]), "num_retries": $0.number([0, 3]),
          "per_try_timeout": $0.text(["0s", "250ms", "1.5s"]),
        ]
      }
    ),
    (
      "cors",
      {
        [
          "origins": $0.list(["*", "https://a.example.com"]), "methods": $0.list(["GET", "PUT"]), "headers": $0.list(["x-a", "*"]),
          "exposed_headers": $0.list(["x-a"]), "credentials": $0.bool(), "max_age": $0.text(["0", "600"]),
        ]
      }
    ), ("allow_upgrade", { $0.list(["websocket", "spdy/3.1", "CONNECT"]) }),
  ]
}
