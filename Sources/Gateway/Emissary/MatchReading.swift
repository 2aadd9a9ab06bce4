import Manifests
import SourceYAML

extension Emissary {
  /// Reads what a Mapping wants of headers, method and query.
  enum MatchReading {
    /// `headers`, then `regex_headers`, each in the order of names.
    static func headers(_ reader: inout SpecReader) -> [ValueMatch] {
      values("headers", regex: "regex_headers", &reader) { HeaderRules.problem(withMatchedName: $0) }
    }

    /// `query_parameters`, then `regex_query_parameters`.
    static func query(_ reader: inout SpecReader) -> [ValueMatch] {
      values("query_parameters", regex: "regex_query_parameters", &reader) { name in
        // The most that Envoy takes.
        (1...1024).contains(name.utf8.count) ? nil : "the name of a query parameter has 1 to 1024 bytes"
      }
    }

    static func method(_ reader: inout SpecReader) -> ValueMatch? {
      let isRegex = reader.bool("method_regex") ?? false
      guard let method = reader.nonEmpty("method") else { return nil }
      let position = reader.node["method"]?.position
      if isRegex {
        _ = reader.checkRegex(method, at: position)
        return ValueMatch(name: ":method", rule: .regex(method))
      }
      if !HeaderRules.isToken(method) { reader.error(.badValue, "'method' is one method such as GET", at: position) }
      return ValueMatch(name: ":method", rule: .exact(method))
    }

    private static func values(
      _ exact: String, regex: String, _ reader: inout SpecReader, problem: (String) -> String?
    ) -> [ValueMatch] {
      var result: [ValueMatch] = []
      for (name, value, position) in reader.texts(exact) {
        if let words = problem(name) { reader.error(.badValue, words, at: position) }
        if HeaderRules.hasControls(value) { reader.error(.badValue, "no request has a value with control characters", at: position) }
        result.append(ValueMatch(name: name, rule: .exact(value)))
      }
      for (name, value, position) in reader.texts(regex) {
        if let words = problem(name) { reader.error(.badValue, words, at: position) }
        _ = reader.checkRegex(value, at: position)
        result.append(ValueMatch(name: name, rule: .regex(value)))
      }
      return result
    }
  }
}
