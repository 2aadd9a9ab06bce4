import Manifests
import SourceYAML

extension Emissary {
  /// Reads where a Mapping with `host_redirect` sends clients.
  enum RedirectReading {
    /// Fields that mean something on a redirect only.
    static let fields = ["path_redirect", "prefix_redirect", "regex_redirect", "redirect_response_code"]
    /// Fields that mean something only when a request is forwarded.
    private static let forwardOnly = [
      "rewrite", "regex_rewrite", "host_rewrite", "auto_host_rewrite", "timeout_ms", "idle_timeout_ms", "connect_timeout_ms",
      "cluster_idle_timeout_ms", "cluster_max_connection_lifetime_ms", "retry_policy", "circuit_breakers", "allow_upgrade", "grpc",
      "keepalive", "dns_type", "respect_dns_ttl", "enable_ipv4", "enable_ipv6", "cluster_tag", "priority", "load_balancer",
      "add_request_headers", "add_response_headers", "remove_request_headers", "remove_response_headers", "cors",
    ]

    /// - Parameter service: The host, and the port if there is one, to send clients to.
    static func redirect(_ service: String?, _ namespace: String, _ reader: inout SpecReader) -> Mapping.Action? {
      let path = path(&reader)
      let status = reader.int("redirect_response_code", in: 301...308) ?? 301
      if ![301, 302, 303, 307, 308].contains(status) {
        reader.error(
          .badValue, "'redirect_response_code' is 301, 302, 303, 307 or 308", at: reader.node["redirect_response_code"]?.position)
      }
      for name in forwardOnly where reader.value(name) != nil {
        reader.warn(.badValue, "'\(name)' has no effect on a redirect", at: reader.node[name]?.position)
      }
      guard let service else { return nil }
      guard let address = ServiceAddress.split(service) else {
        reader.error(
          .badValue, "on a redirect 'service' is the host to send clients to, as host[:port] and without a scheme",
          at: reader.node["service"]?.position)
        return nil
      }
      let host = ServiceAddress.qualified(address.host, in: namespace)
      return .redirect(
        Redirect(host: host.contains(":") ? "[\(host)]" : host, port: address.port, toHTTPS: false, path: path, status: status))
    }

    private static func path(_ reader: inout SpecReader) -> RedirectPath {
      var paths: [(field: String, path: RedirectPath)] = []
      for (field, make) in [("path_redirect", RedirectPath.replace), ("prefix_redirect", RedirectPath.prefix)] {
        guard let text = reader.plain(field) else { continue }
        if !text.hasPrefix("/") { reader.error(.badValue, "'\(field)' must begin with '/'", at: reader.node[field]?.position) }
        paths.append((field, make(text)))
      }
      if let (pattern, substitution) = regexPair("regex_redirect", &reader) {
        paths.append(("regex_redirect", .regex(pattern: pattern, substitution: substitution)))
      }
      for (field, _) in paths.dropFirst() {
        reader.error(
          .badValue, "only one of path_redirect, prefix_redirect and regex_redirect may be given", at: reader.node[field]?.position)
      }
      return paths.first?.path ?? .keep
    }
  }

  /// `pattern` and `substitution` of a field, both checked by RE2.
  static func regexPair(_ name: String, _ reader: inout SpecReader) -> (pattern: String, substitution: String)? {
    guard var pair = reader.nested(name) else { return nil }
    defer { reader.take(pair) }
    let pattern = pair.required("pattern", "'\(name)' needs a 'pattern'")
    let substitution = pair.plain("substitution")
    if pair.node["substitution"] == nil { pair.error(.missingField, "'\(name)' needs a 'substitution', \"\" to take the match out") }
    pair.finish()
    guard let pattern, let substitution else { return nil }
    if let regex = pair.checkRegex(pattern, at: pair.node["pattern"]?.position),
      let problem = regex.problem(withSubstitution: substitution)
    {
      pair.error(.badRegex, problem, at: pair.node["substitution"]?.position)
    }
    return (pattern, substitution)
  }
}
