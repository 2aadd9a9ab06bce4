import Foundation

/// Mappings and requests that meet: few names and paths, so that many routes compete for each request.
struct RandomGateway {
  private var choice: SeededChoice

  init(seed: Int) { choice = SeededChoice(seed: seed) }

  private static let hostnames = ["a.example.com", "b.example.com", "*.example.com", "*", "www.*", "*.b.example.com"]
  private static let prefixes = [
    "/", "/a", "/a/", "/a/b", "/a/b/", "/ab", "/A", "/a%20b", "/b", "/b/a/b", "/a;x", "/é", "/a//b", "/a.b",
  ]
  private static let patterns = [
    "/a.*", "/(a|b)/.*", "/a/[0-9]+", "(?i)/A/b.*", ".*b", "/a?b", "/a+", "/a/?", "/a\\.b", "/é?.*", "/a/(.*)/c", "/\\Qa.b\\E.*", "/a{2}b?",
    "/b/.{0,3}",
  ]
  private static let values = ["1", "2", "12", "", "x y"]
  private static let valuePatterns = [".*", "1.*", "[0-9]+", "", "(1|x).*"].filter { !$0.isEmpty }

  /// Hosts of one listener, and Mappings for them.
  mutating func objects(listenerPort: Int) -> [[String: Any]] {
    let action = choice.one(of: ["Route", "Route", "Redirect", "Reject"])
    let hops = action == "Route" ? choice.number(below: 2) : 1
    var objects = [ManifestText.listener("http", listenerPort, ["l7Depth": hops])]
    for (index, name) in Self.hostnames.enumerated() where choice.happens(70) {
      var more: [String: Any] = ["requestPolicy": ["insecure": ["action": action]]]
      if choice.happens(25) { more["mappingSelector"] = ["matchLabels": ["team": choice.one(of: ["red", "blue"])]] }
      objects.append(ManifestText.host("h\(index)", name, more))
    }
    return objects + (0..<40).map { mapping($0) }
  }

  private mutating func mapping(_ number: Int) -> [String: Any] {
    var spec: [String: Any] = ["service": "m\(number):8080"]
    switch choice.number(below: 5) {
    case 0: spec.merge(["prefix": choice.one(of: Self.patterns), "prefix_regex": true]) { $1 }
    case 1: spec.merge(["prefix": choice.one(of: Self.prefixes), "prefix_exact": true]) { $1 }
    default: spec["prefix"] = choice.one(of: Self.prefixes)
    }
    if choice.happens(85) { spec["hostname"] = choice.one(of: Self.hostnames) }
    if choice.happens(10) {
      spec["headers"] = [choice.one(of: [":path", ":scheme", "host"]): choice.one(of: ["/a/b", "http", "a.example.com"])]
    }
    if choice.happens(15) { spec["method"] = choice.one(of: ["GET", "POST"]) }
    if choice.happens(20) { spec["headers"] = [choice.one(of: ["x-a", "X-B"]): choice.one(of: Self.values)] }
    if choice.happens(10) { spec["regex_headers"] = ["x-a": choice.one(of: Self.valuePatterns)] }
    if choice.happens(15) { spec["query_parameters"] = ["q": choice.one(of: Self.values)] }
    if choice.happens(10) { spec["regex_query_parameters"] = ["q": choice.one(of: Self.valuePatterns)] }
    if choice.happens(15) { spec["precedence"] = choice.number(below: 3) - 1 }
    if choice.happens(15) { spec["case_sensitive"] = false }
    if choice.happens(15) { spec["weight"] = choice.one(of: [0, 30, 100]) }
    if choice.happens(10) {
      spec.merge(["host_redirect": true, "service": "to.example.com", "redirect_response_code": choice.one(of: [301, 302, 307])]) { $1 }
      switch choice.number(below: 4) {
      case 0: spec["path_redirect"] = choice.one(of: ["/to", "/to?x=y"])
      case 1: spec["prefix_redirect"] = "/to/"
      case 2: spec["regex_redirect"] = ["pattern": "/([ab])", "substitution": "/\\1\\1"]
      default: break
      }
    } else {
      if choice.happens(50) { spec["rewrite"] = choice.one(of: ["", "/new/", "/n"]) }
      if choice.happens(15) { spec["regex_rewrite"] = ["pattern": "/([ab])", "substitution": "/<\\1>"] }
      if choice.happens(15) { spec["host_rewrite"] = "upstream.example.com" }
    }
    let labels = choice.happens(40) ? ["team": choice.one(of: ["red", "blue"])] : [:]
    return ManifestText.object("Mapping", "m\(number)", spec, labels: labels)
  }

  /// A request as it goes out.
  struct Request {
    var method: String
    var target: String
    var host: String
    var headers: [(String, String)]
  }

  mutating func request() -> Request {
    let paths = [
      "/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/abc", "/A", "/A/B", "/a%20b", "/b", "/b/a/b/c", "/a/12", "/aa", "/aab", "/a/../b",
      "/a/./b", "/x/%2e%2E/a", "/a;x=1", "/a//b", "/%61", "/a%2Fb", "/a.b", "/a-b", "/b/123", "/%C3%A9", "/a/x/c", "/..", "/a/b/..",
    ]
    let queries = [
      "", "", "?q=1", "?q=12&q=2", "?q", "?q=", "?r=1&q=2", "?", "?q=x%20y", "?q=x y".replacing(" ", with: "+"), "?Q=1", "?&&q=1",
    ]
    let hosts = [
      "a.example.com", "b.example.com", "c.example.com", "A.Example.com", "example.com", "www.x", "x.b.example.com", "other",
      "a.example.com:8080",
    ]
    var headers: [(String, String)] = []
    for name in ["x-a", "x-b"] where choice.happens(50) { headers.append((name, choice.one(of: Self.values))) }
    if choice.happens(10) { headers.append(("x-a", "1")) }
    if choice.happens(50) { headers.append(("x-forwarded-proto", choice.one(of: ["http", "https"]))) }
    return Request(
      method: choice.one(of: ["GET", "POST", "HEAD", "PUT"]), target: choice.one(of: paths) + choice.one(of: queries),
      host: choice.one(of: hosts), headers: headers)
  }
}
