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
    /// As it is written, for the places of its fields.
    let spec: YAMLNode
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
    guard var reader = SpecReader.spec(of: manifest, findings: &findings) else { return nil }
    defer { findings += reader.findings }
    let mapping = Reading(manifest: manifest).mapping(&reader)
    reader.finish(unsupported: unsupported, ignored: ["ambassador_id", "docs", "stats_name"])
    return reader.hasErrors ? nil : mapping
  }

  /// The steps of reading one Mapping.
  private struct Reading {
    let manifest: Manifest

    func mapping(_ reader: inout SpecReader) -> Emissary.Mapping? {
      let prefix = reader.required("prefix", "this Mapping has no 'prefix': which paths does it take?")
      let service = reader.required("service", "this Mapping has no 'service': where should its requests go?")
      let origin = Origin(object: manifest.key, position: manifest.position)
      let path = path(prefix, &reader)
      var headers = Emissary.MatchReading.headers(&reader)
      let host = host(&headers, &reader)
      var match = RouteMatch(
        path: path, isCaseSensitive: reader.bool("case_sensitive") ?? true, headers: headers,
        query: Emissary.MatchReading.query(&reader), percent: 100)
      if let host, host.isRegex { match.headers.append(ValueMatch(name: ":authority", rule: .regex(host.text))) }
      if let method = Emissary.MatchReading.method(&reader) { match.headers.append(method) }
      let additions = (
        headerChanges("add_request_headers", "remove_request_headers", &reader),
        headerChanges("add_response_headers", "remove_response_headers", &reader)
      )
      let cors = cors(&reader)
      let precedence = reader.int("precedence", in: -1_000_000...1_000_000) ?? 0
      let weight = reader.int("weight", in: 0...100)
      guard let action = action(service: service, origin: origin, &reader) else { return nil }
      var mapping = Emissary.Mapping(
        id: RouteID(manifest.key.path), origin: origin, spec: reader.node, match: match, hostname: host.map { $0.isRegex ? "*" : $0.text },
        hostIsRegex: host?.isRegex ?? false, precedence: precedence, weight: weight, labels: manifest.labels, action: action,
        pathText: prefix ?? "/")
      guard case .forward = action else { return mapping }
      mapping.requestHeaders = additions.0
      mapping.responseHeaders = additions.1
      mapping.cors = cors
      return mapping
    }

    private func path(_ prefix: String?, _ reader: inout SpecReader) -> RouteMatch.Path {
      let isRegex = reader.bool("prefix_regex") ?? false
      let isExact = reader.bool("prefix_exact") ?? false
      guard let prefix else { return .prefix("/") }
      let position = reader.node["prefix"]?.position
      if isRegex {
        _ = reader.checkRegex(prefix, at: position)
        return .regex(prefix)
      }
      if !prefix.hasPrefix("/") {
        reader.error(.badValue, "'prefix' must begin with '/', not \"\(prefix)\"", at: position)
      }
      if prefix.utf8.contains(where: { $0 <= 32 || $0 == 127 || $0 == 35 || $0 == 63 }) {
        reader.error(.badValue, "'prefix' is a path: it cannot hold '?', '#', spaces or control characters", at: position)
      }
      let canonical = PathForm.canonical(prefix)
      if canonical != prefix, !reader.hasErrors {
        reader.warn(.badValue, "no request has this path, for Envoy compares it in another form: write \(canonical)", at: position)
      }
      return isExact ? .exact(prefix) : .prefix(prefix)
    }

    /// The host: `hostname`, else `host`, else an exact `:authority` among the headers, which is taken out of them.
    private func host(_ headers: inout [ValueMatch], _ reader: inout SpecReader) -> (text: String, isRegex: Bool)? {
      let hostname = reader.nonEmpty("hostname")
      let old = reader.nonEmpty("host")
      let oldIsRegex = reader.bool("host_regex") ?? false
      var authority: String?
      headers.removeAll { match in
        guard match.name == ":authority", case .exact(let text) = match.rule else { return false }
        authority = text
        return true
      }
      if let hostname {
        if let problem = HostGlob.problem(hostname) { reader.error(.badValue, problem, at: reader.node["hostname"]?.position) }
        if old != nil { reader.warn(.badValue, "'host' has no effect beside 'hostname'", at: reader.node["host"]?.position) }
        return (hostname.lowercased(), false)
      }
      if let old, oldIsRegex {
        _ = reader.checkRegex(old, at: reader.node["host"]?.position)
        return (old, true)
      }
      guard let text = old ?? authority else { return nil }
      let position = (old == nil ? reader.node["headers"]?[":authority"] : reader.node["host"])?.position
      if text.contains("*") {
        reader.error(.badValue, "a host here is exact: use 'hostname' for patterns with '*'", at: position)
      } else if let problem = HostGlob.problem(text) {
        reader.error(.badValue, problem, at: position)
      }
      return (text.lowercased(), false)
    }

    private func headerChanges(_ add: String, _ remove: String, _ reader: inout SpecReader) -> HeaderChanges {
      var changes = HeaderChanges()
      for entry in reader.mapping(add)?.entries ?? [] {
        if let words = HeaderRules.problem(withName: entry.key) { reader.error(.badValue, words, at: entry.keyPosition) }
        guard let (value, appends) = addition(entry.value, "\(add).\(entry.key)", &reader) else { continue }
        changes.add.append(.init(name: entry.key, value: value, appends: appends))
      }
      changes.add.sort { $0.name < $1.name }
      for (name, position) in reader.positionedStrings(remove) {
        if let words = HeaderRules.problem(withName: name) { reader.error(.badValue, words, at: position) }
        changes.remove.append(name)
      }
      for (field, count) in [(add, changes.add.count), (remove, changes.remove.count)] where count > HeaderRules.maximumChanges {
        reader.error(.badValue, "'\(field)' holds more than \(HeaderRules.maximumChanges) headers", at: reader.node[field]?.position)
      }
      return changes
    }

    /// A header's value: a text, or a mapping with `value` and `append`.
    private func addition(_ node: YAMLNode, _ path: String, _ reader: inout SpecReader) -> (value: String, appends: Bool)? {
      var (text, appends, position) = (node.string, true, node.position)
      if node.kind == .mapping {
        var entry = SpecReader(node, object: manifest.key, path: path + ".")
        text = entry.required("value", "'\(path)' needs a 'value'")
        appends = entry.bool("append") ?? true
        position = node["value"]?.position ?? position
        entry.finish(ignored: ["v2Representation"])
        reader.take(entry)
      } else if text == nil {
        reader.error(.wrongType, "'\(path)' must be text, or a mapping with 'value'", at: position)
      } else if text?.isEmpty == true {
        reader.error(.badValue, "'\(path)' is empty: Envoy adds no header without a value", at: position)
      }
      guard let text else { return nil }
      if let words = HeaderRules.problem(withValue: text) { reader.error(.badValue, words, at: position) }
      return (text, appends)
    }

    private func cors(_ reader: inout SpecReader) -> CORS? {
      guard var cors = reader.nested("cors") else { return nil }
      let origins = cors.positionedStrings("origins")
      for (origin, position) in origins where HeaderRules.hasControls(origin) {
        cors.error(.badValue, "an origin cannot hold control characters", at: position)
      }
      let result = CORS(
        origins: origins.map(\.text), methods: tokens("methods", &cors), headers: tokens("headers", &cors),
        exposedHeaders: tokens("exposed_headers", &cors), credentials: cors.bool("credentials"), maxAge: cors.string("max_age"))
      if let age = result.maxAge, age.isEmpty || !age.utf8.allSatisfy({ (48...57).contains($0) }) || age.utf8.count > 9 {
        cors.error(.badValue, "'cors.max_age' is a number of seconds in quotes", at: cors.node["max_age"]?.position)
      }
      cors.finish()
      reader.take(cors)
      return result
    }

    /// A list of methods or header names as one header holds it.
    private func tokens(_ name: String, _ reader: inout SpecReader) -> String? {
      let list = reader.positionedStrings(name)
      for (text, position) in list where !HeaderRules.isToken(text) {
        reader.error(.badValue, "an item of 'cors.\(name)' is one name, without spaces and commas", at: position)
      }
      return list.isEmpty ? nil : list.map(\.text).joined(separator: ", ")
    }

    private func action(service: String?, origin: Origin, _ reader: inout SpecReader) -> Emissary.Mapping.Action? {
      if reader.bool("host_redirect") ?? false { return Emissary.RedirectReading.redirect(service, manifest.key.namespace, &reader) }
      for name in Emissary.RedirectReading.fields where reader.value(name) != nil {
        reader.error(.badValue, "'\(name)' takes effect with 'host_redirect: true' only", at: reader.node[name]?.position)
      }
      return Emissary.ForwardReading(manifest: manifest, origin: origin).forward(service: service, &reader)
    }
  }
}
