/// Which listener takes a request's connection, and with which of its chains.
struct EntranceSearch {
  /// A listener's chain.
  struct Entrance {
    let listener: Listener
    let hosts: [VirtualHost]
    let isTLS: Bool
    /// What `x-forwarded-proto` holds when routes are tried.
    let forwardedProto: String
  }

  /// What came of the search.
  enum Result {
    case found(Entrance)
    /// Why there is none, for a person.
    case none(String)
  }

  let request: RequestSketch
  let listeners: [Listener]

  var result: Result {
    if listeners.isEmpty { return .none("there is no listener at all") }
    if let port = request.port { return onPort(port) }
    let own = listeners.filter { $0.port == (request.isSecure ? 443 : 80) }
    let candidates = own + listeners.filter { listener in !own.contains { $0.name == listener.name } }
    let entrances = candidates.compactMap(entrance)
    let best = entrances.first { HostSearch.find(request.authority, in: $0.hosts) != nil } ?? entrances.first
    if let best { return .found(best) }
    if request.isSecure, let behind = candidates.lazy.compactMap(behindProxy).first { return .found(behind) }
    return .none(request.isSecure ? noTLS : "no listener serves cleartext")
  }

  private var noTLS: String {
    let ends = listeners.contains { !$0.tlsChains.isEmpty }
    return ends ? "no host has a certificate for \(request.serverName)" : "no listener ends TLS: no Host with a certificate"
  }

  private func onPort(_ port: Int) -> Result {
    let there = listeners.filter { $0.port == port }
    guard !there.isEmpty else {
      let ports = listeners.map { "\($0.port)" }.joined(separator: ", ")
      return .none("no listener has port \(port). Ports here: \(ports)")
    }
    if let found = there.lazy.compactMap(entrance).first { return .found(found) }
    if request.isSecure {
      let ends = there.contains { !$0.tlsChains.isEmpty }
      return .none(ends ? "port \(port) has no certificate for \(request.serverName)" : "port \(port) does not end TLS")
    }
    return .none("port \(port) serves TLS only")
  }

  private func entrance(_ listener: Listener) -> Entrance? {
    if request.isSecure {
      guard let chain = chain(of: listener) else { return nil }
      return Entrance(listener: listener, hosts: chain.virtualHosts, isTLS: true, forwardedProto: forwarded(listener, "https"))
    }
    guard let hosts = listener.cleartext else { return nil }
    return Entrance(listener: listener, hosts: hosts, isTLS: false, forwardedProto: forwarded(listener, "http"))
  }

  /// Cleartext behind a proxy that is trusted and that ended TLS.
  private func behindProxy(_ listener: Listener) -> Entrance? {
    guard listener.trustedHops > 0, let hosts = listener.cleartext else { return nil }
    return Entrance(listener: listener, hosts: hosts, isTLS: false, forwardedProto: forwarded(listener, "https"))
  }

  /// The client's word counts only where proxies in front are trusted.
  private func forwarded(_ listener: Listener, _ connection: String) -> String {
    listener.trustedHops > 0 ? request.headers["x-forwarded-proto"]?.last ?? connection : connection
  }

  /// Envoy's choice of a chain: the exact name, the longest `*.` name, the chain for every name.
  private func chain(of listener: Listener) -> TLSChain? {
    let name = request.serverName
    if let exact = listener.tlsChains.first(where: { $0.serverName?.lowercased() == name }) { return exact }
    let wild = listener.tlsChains.filter { chain in
      guard let pattern = chain.serverName, pattern.hasPrefix("*.") else { return false }
      return name.hasSuffix(pattern.lowercased().dropFirst()) && name.count >= pattern.count
    }
    return wild.max { ($0.serverName?.count ?? 0) < ($1.serverName?.count ?? 0) } ?? listener.tlsChains.first { $0.serverName == nil }
  }
}

/// Envoy's choice of a virtual host: the exact name, the longest `*` in front, the longest `*` behind, then `*`. The
/// request's port does not count unless one of the hosts is written with a port.
enum HostSearch {
  static func find(_ authority: String, in hosts: [VirtualHost]) -> VirtualHost? {
    let name = (hosts.contains { $0.hostname.contains(":") } ? authority : withoutPort(authority)).lowercased()
    if let exact = hosts.first(where: { $0.hostname.lowercased() == name }) { return exact }
    let front = hosts.filter { $0.hostname.hasPrefix("*") && fits($0.hostname) { name.hasSuffix($0.dropFirst()) } }
    if let longest = front.max(by: { $0.hostname.count < $1.hostname.count }) { return longest }
    let behind = hosts.filter { $0.hostname.hasSuffix("*") && fits($0.hostname) { name.hasPrefix($0.dropLast()) } }
    if let longest = behind.max(by: { $0.hostname.count < $1.hostname.count }) { return longest }
    return hosts.first { $0.hostname == "*" }

    // A star stands for one character or more.
    func fits(_ pattern: String, _ test: (String) -> Bool) -> Bool {
      pattern != "*" && name.count >= pattern.count && test(pattern.lowercased())
    }
  }

  static func withoutPort(_ authority: String) -> String {
    let afterBracket = authority.lastIndex(of: "]") ?? authority.startIndex
    return authority[afterBracket...].lastIndex(of: ":").map { String(authority[..<$0]) } ?? authority
  }

  /// Why no host fits, and what would.
  static func refusal(of authority: String, in hosts: [VirtualHost]) -> String {
    let names = hosts.map(\.hostname).sorted()
    var words = "no host has the name \(authority): answered with 404"
    let plain = withoutPort(authority)
    if plain != authority, let other = find(plain, in: hosts) {
      return words + ". The port is part of the name: \(other.hostname) takes it without"
    }
    if let near = Spelling.nearest(authority, in: names) { return words + ". Did you mean \(near)?" }
    words +=
      names.isEmpty
      ? "; there are no hosts here" : ". Hosts here: \(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? ", ..." : "")"
    return words
  }
}
