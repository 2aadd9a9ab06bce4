extension Library {
  /// URLs and their parts.
  public static let urls = Library(
    "urls", types: [URLValue.celType],
    functions: [
      FunctionOverload(.global, "url") { (text: String) throws(EvaluationFault) in try URLValue(text) },
      FunctionOverload(.global, "isURL") { (text: String) in (try? URLValue(text)) != nil },
      FunctionOverload(.member, "getScheme") { (url: URLValue) in url.scheme },
      FunctionOverload(.member, "getHost") { (url: URLValue) in url.host },
      FunctionOverload(.member, "getHostname") { (url: URLValue) in url.hostname },
      FunctionOverload(.member, "getPort") { (url: URLValue) in url.port },
      FunctionOverload(.member, "getEscapedPath") { (url: URLValue) in url.escapedPath },
      FunctionOverload(.member, "getQuery", result: .map(.string, .list(.string))) { (url: URLValue) in
        var builder = MapValue.Builder()
        for (key, values) in url.parameters { builder.append(key, .list(values.map { .string($0) })) }
        return builder.map
      },
    ])
}
