import Identity
import Manifests
import SourceYAML

/// The objects of `getambassador.io/v3alpha1`, as far as they are carried out.
enum Emissary {}

extension Emissary {
  /// One route, or a share of one.
  struct Mapping {
    var id: RouteID
    var origin: Origin
    var match: RouteMatch
    /// The glob, `*` included; none when only labels associate it with Hosts.
    var hostname: String?
    /// A regular expression over the host instead of a glob.
    var hostIsRegex = false
    var precedence: Int
    var weight: Int?
    var labels: [String: String]
    var action: Action
    var requestHeaders = HeaderChanges()
    var responseHeaders = HeaderChanges()
    var cors: CORS?
    /// The length of the path's text as it is written: the second key of the order.
    var pathText: String

    enum Action {
      case forward(Forward, Upstream)
      case redirect(Redirect)
    }
  }
}

extension Emissary.Mapping {
  /// Fields of the kind that this version does not carry out.
  static let unsupported: Set<String> = [
    "resolver", "shadow", "cluster_tag_selector", "bypass_auth", "auth_context_extensions", "labels", "health_checks",
    "error_response_overrides", "bypass_error_response_overrides", "outlier_detection", "modules", "envoy_override",
    "add_linkerd_headers", "tls", "use_websocket", "v2ExplicitTLS", "v2BoolHeaders", "v2BoolQueryParameters",
  ]

  /// Reads a Mapping; nil when it has an error, which is among the findings.
  static func read(_ manifest: Manifest, findings: inout [Finding]) -> Emissary.Mapping? {
    var reader = SpecReader(manifest.spec ?? manifest.root, object: manifest.key)
    defer { findings += reader.findings }
    let mapping = Reading(manifest: manifest).mapping(&reader)
    reader.finish(unsupported: unsupported, ignored: ["ambassador_id", "docs", "stats_name"])
    return reader.hasErrors ? nil : mapping
  }

  /// The steps of reading one Mapping.
  private struct Reading {
    let manifest: Manifest

    func mapping(_ reader: inout SpecReader) -> Emissary.Mapping? {
      let prefix = reader.string("prefix")
      let service = reader.string("service")
      if prefix == nil, reader.node["prefix"] == nil {
        reader.error(.missingField, "this Mapping has no 'prefix': which paths does it take?")
      }
      if service == nil, reader.node["service"] == nil {
        reader.error(.missingField, "this Mapping has no 'service': where should its requests go?")
      }
      let origin = Origin(object: manifest.key, position: manifest.position)
      let path = path(prefix ?? "/", &reader)
      let host = hostname(&reader)
      var match = RouteMatch(
        path: path, isCaseSensitive: reader.bool("case_sensitive") ?? true, headers: headers(&reader), query: query(&reader), percent: 100)
      if let host, host.isRegex { match.headers.append(ValueMatch(name: ":authority", rule: .regex(host.text))) }
      appendMethod(to: &match, &reader)
      let additions = (
        headerChanges("add_request_headers", "remove_request_headers", &reader),
        headerChanges("add_response_headers", "remove_response_headers", &reader)
      )
      guard let action = action(service: service ?? "", prefix: prefix ?? "/", origin: origin, &reader) else { return nil }
      return Emissary.Mapping(
        id: RouteID(manifest.key.path), origin: origin, match: match, hostname: host.map { $0.isRegex ? "*" : $0.text },
        hostIsRegex: host?.isRegex ?? false, precedence: reader.int("precedence", in: -1_000_000...1_000_000) ?? 0,
        weight: reader.int("weight", in: 0...100), labels: manifest.labels, action: action, requestHeaders: additions.0,
        responseHeaders: additions.1, cors: cors(&reader), pathText: prefix ?? "/")
    }

    private func path(_ prefix: String, _ reader: inout SpecReader) -> RouteMatch.Path {
      let isRegex = reader.bool("prefix_regex") ?? false
      let isExact = reader.bool("prefix_exact") ?? false
      if isRegex {
        _ = reader.checkRegex(prefix, at: reader.node["prefix"]?.position)
        return .regex(prefix)
      }
      if !prefix.hasPrefix("/") {
        reader.error(.badValue, "'prefix' must begin with '/', not \"\(prefix)\"", at: reader.node["prefix"]?.position)
      }
      if prefix.contains("?") || prefix.contains("#") {
        reader.error(.badValue, "'prefix' is a path: it cannot hold '?' or '#'", at: reader.node["prefix"]?.position)
      }
      return isExact ? .exact(prefix) : .prefix(prefix)
    }

    private func hostname(_ reader: inout SpecReader) -> (text: String, isRegex: Bool)? {
      let hostname = reader.string("hostname")
      let host = reader.string("host")
      let isRegex = reader.bool("host_regex") ?? false
      if let hostname {
        if let problem = HostGlob.problem(hostname) { reader.error(.badValue, problem, at: reader.node["hostname"]?.position) }
        return (hostname, false)
      }
      guard let host else { return nil }
      if isRegex {
        _ = reader.checkRegex(host, at: reader.node["host"]?.position)
        return (host, true)
      }
      if host.contains("*") {
        reader.error(.badValue, "'host' is exact: use 'hostname' for patterns with '*'", at: reader.node["host"]?.position)
      }
      return (host, false)
    }

    private func appendMethod(to match: inout RouteMatch, _ reader: inout SpecReader) {
      guard let method = reader.string("method") else {
        _ = reader.bool("method_regex")
        return
      }
      if reader.bool("method_regex") ?? false {
        _ = reader.checkRegex(method, at: reader.node["method"]?.position)
        match.headers.append(ValueMatch(name: ":method", rule: .regex(method)))
      } else {
        match.headers.append(ValueMatch(name: ":method", rule: .exact(method)))
      }
    }

    private func headers(_ reader: inout SpecReader) -> [ValueMatch] {
      values("headers", regex: "regex_headers", &reader) { name in
        name == ":authority" ? nil : HeaderRules.problem(withName: name)
      }
    }

    private func query(_ reader: inout SpecReader) -> [ValueMatch] {
      values("query_parameters", regex: "regex_query_parameters", &reader) { $0.isEmpty ? "a query parameter needs a name" : nil }
    }

    private func values(
      _ exact: String, regex: String, _ reader: inout SpecReader, problem: (String) -> String?
    ) -> [ValueMatch] {
      var result: [ValueMatch] = []
      for (name, value, position) in reader.texts(exact) {
        if let words = problem(name) { reader.error(.badValue, words, at: position) }
        result.append(ValueMatch(name: name, rule: .exact(value)))
      }
      for (name, value, position) in reader.texts(regex) {
        if let words = problem(name) { reader.error(.badValue, words, at: position) }
        _ = reader.checkRegex(value, at: position)
        result.append(ValueMatch(name: name, rule: .regex(value)))
      }
      return result
    }

    private func headerChanges(_ add: String, _ remove: String, _ reader: inout SpecReader) -> HeaderChanges {
      var changes = HeaderChanges()
      for entry in reader.mapping(add)?.entries ?? [] {
        let value = entry.value.string ?? entry.value["value"]?.string
        guard let value else {
          reader.error(.wrongType, "'\(add).\(entry.key)' must be text, or a mapping with 'value'", at: entry.value.position)
          continue
        }
        if let words = HeaderRules.problem(withName: entry.key) { reader.error(.badValue, words, at: entry.keyPosition) }
        if let words = HeaderRules.problem(withValue: value) { reader.error(.badValue, words, at: entry.value.position) }
        changes.add.append(.init(name: entry.key, value: value, appends: entry.value["append"]?.bool ?? true))
      }
      changes.add.sort { $0.name < $1.name }
      for name in reader.strings(remove) {
        if let words = HeaderRules.problem(withName: name) { reader.error(.badValue, words, at: reader.node[remove]?.position) }
        changes.remove.append(name)
      }
      return changes
    }

    private func cors(_ reader: inout SpecReader) -> CORS? {
      guard var cors = reader.nested("cors") else { return nil }
      let result = CORS(
        origins: cors.strings("origins"), methods: joined(cors.strings("methods")), headers: joined(cors.strings("headers")),
        exposedHeaders: joined(cors.strings("exposed_headers")), credentials: cors.bool("credentials"), maxAge: cors.string("max_age"))
      if let age = result.maxAge, Int(age) == nil {
        cors.error(.badValue, "'cors.max_age' is a number of seconds in quotes", at: cors.node["max_age"]?.position)
      }
      cors.finish()
      reader.take(cors)
      return result
    }

    private func joined(_ list: [String]) -> String? { list.isEmpty ? nil : list.joined(separator: ", ") }

    private func action(service: String, prefix: String, origin: Origin, _ reader: inout SpecReader) -> Emissary.Mapping.Action? {
      if reader.bool("host_redirect") ?? false { return redirect(service: service, &reader) }
      for name in ["path_redirect", "prefix_redirect", "regex_redirect", "redirect_response_code"] where reader.value(name) != nil {
        reader.error(.badValue, "'\(name)' takes effect with 'host_redirect: true' only", at: reader.node[name]?.position)
      }
      return Emissary.ForwardReading(manifest: manifest, origin: origin).forward(service: service, &reader)
    }

    private func redirect(service: String, _ reader: inout SpecReader) -> Emissary.Mapping.Action {
      var paths: [RedirectPath] = []
      if let path = reader.string("path_redirect") { paths.append(.replace(path)) }
      if let prefix = reader.string("prefix_redirect") { paths.append(.prefix(prefix)) }
      if let (pattern, substitution) = Emissary.regexPair("regex_redirect", &reader) {
        paths.append(.regex(pattern: pattern, substitution: substitution))
      }
      if paths.count > 1 {
        reader.error(.badValue, "only one of path_redirect, prefix_redirect and regex_redirect may be given")
      }
      let status = reader.int("redirect_response_code", in: 301...308) ?? 301
      if ![301, 302, 303, 307, 308].contains(status) {
        reader.error(
          .badValue, "'redirect_response_code' is 301, 302, 303, 307 or 308", at: reader.node["redirect_response_code"]?.position)
      }
      for name in Emissary.forwardOnly where reader.value(name) != nil {
        reader.warn(.badValue, "'\(name)' has no effect on a redirect", at: reader.node[name]?.position)
      }
      let address = Emissary.ServiceAddress.split(service)
      return .redirect(
        Redirect(host: address?.host ?? service, port: address?.port, toHTTPS: false, path: paths.first ?? .keep, status: status))
    }
  }
}
