/// A request as somebody would type it: what `explain` needs to know about it.
package struct RequestSketch: Hashable, Sendable {
  /// Why a request cannot be understood.
  package enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
    case method(String)
    case scheme(String)
    case host(String)
    case port(String)
    case header(String)

    /// What is wrong and what to write, for a person.
    package var description: String {
      switch self {
      case .method(let text): "'\(text)' is not a method: write GET, POST, ..."
      case .scheme(let url): "'\(url)' is not a URL: write http://host/path or https://host/path"
      case .host(let url): "'\(url)' names no host"
      case .port(let text): "the port '\(text)' is not a number from 1 to 65535"
      case .header(let text): "the header '\(text)' is not of the form 'Name: value'"
      }
    }
  }

  /// A query parameter, as it is written: Envoy compares it without decoding.
  struct Parameter: Hashable, Sendable {
    let name: String
    let value: String
  }

  /// As it was given.
  package let url: String
  package let method: String
  /// Whether the client speaks TLS.
  package let isSecure: Bool
  /// As in the URL; none means the scheme's own, which a load balancer may lead to another.
  package let port: Int?
  /// The server name that the client asks for in TLS.
  package let serverName: String
  /// The host header.
  package let authority: String
  /// Without query, dot segments resolved as Envoy does before it matches.
  package let path: String
  /// Behind the `?`; none when there is none.
  package let query: String?
  /// By lower-case name, every value that was given: Envoy matches each by itself.
  package let headers: [String: [String]]

  /// Reads a request.
  ///
  /// - Parameter headers: Each `Name: value`; `Host` takes the place of the URL's.
  /// - Throws: `Fault`, for a person.
  package init(method: String, url: String, headers lines: [String] = []) throws(Fault) {
    guard !method.isEmpty, method.utf8.allSatisfy({ HeaderRules.isTokenByte($0) }) else { throw .method(method) }
    guard let mark = url.ranges(of: "://").first else { throw .scheme(url) }
    let scheme = url[..<mark.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { throw .scheme(url) }
    let withoutFragment = url[mark.upperBound...].prefix { $0 != "#" }
    let place = withoutFragment.prefix { $0 != "/" && $0 != "?" }
    let target = withoutFragment[place.endIndex...]
    let (host, port) = try Self.split(String(place), url: url)
    let headers = try Self.headers(lines)
    self.url = url
    self.method = method
    isSecure = scheme == "https"
    self.port = port
    serverName = host.lowercased()
    let isDefaultPort = port == nil || port == (isSecure ? 443 : 80)
    authority = headers["host"]?.last ?? (isDefaultPort ? host : "\(host):\(port ?? 0)")
    path = Self.normalize(target.prefix { $0 != "?" })
    query = target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) }
    self.headers = headers.filter { $0.key != "host" }
  }

  /// In the order of the URL.
  var parameters: [Parameter] {
    (query ?? "").split(separator: "&").map { part in
      let name = part.prefix { $0 != "=" }
      return Parameter(name: String(name), value: String(part.dropFirst(name.count + 1)))
    }
  }

  /// Path and query.
  var target: String { path + (query.map { "?\($0)" } ?? "") }

  private static func split(_ place: String, url: String) throws(Fault) -> (host: String, port: Int?) {
    guard !place.isEmpty, !place.contains("@"), !place.contains(" ") else { throw .host(url) }
    let afterBracket = place.lastIndex(of: "]") ?? place.startIndex
    guard let colon = place[afterBracket...].lastIndex(of: ":") else { return (place, nil) }
    let digits = place[place.index(after: colon)...]
    guard let port = Int(digits), (1...65535).contains(port) else { throw .port(String(digits)) }
    guard colon != place.startIndex else { throw .host(url) }
    return (String(place[..<colon]), port)
  }

  private static func headers(_ lines: [String]) throws(Fault) -> [String: [String]] {
    var result: [String: [String]] = [:]
    for line in lines {
      guard let colon = line.dropFirst().firstIndex(of: ":") else { throw .header(line) }
      let name = line[..<colon].lowercased()
      guard name.first == ":" || HeaderRules.problem(withName: name) == nil || name == "host" else { throw .header(line) }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      result[name, default: []].append(String(value))
    }
    return result
  }

  /// Escapes as Envoy has them, then dot segments resolved (RFC 3986, section 5.2.4).
  private static func normalize(_ text: Substring) -> String {
    var segments: [Substring] = []
    let parts = PathForm.canonical(text).split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      switch part {
      case ".":
        if isLast { segments.append("") }
      case "..":
        _ = segments.popLast()
        if isLast { segments.append("") }
      default: segments.append(part)
      }
    }
    return "/" + segments.joined(separator: "/")
  }
}
