/// The names under which a proxy counts responses: the configuration writes them, the telemetry reads them.
public enum RouteCountNames {
  /// The scope that the counter is in.
  public static let scope = "gw"
  /// The counter's own name.
  public static let counter = "rq"
  /// The tag with the route's name; empty when no route took the request.
  public static let routeTag = "route"
  /// The tag with the response's status; 0 when the client was gone first.
  public static let codeTag = "code"
}
