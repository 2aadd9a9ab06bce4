/// What keeps proxies from being started.
package enum FleetError: Error, Sendable, Hashable, CustomStringConvertible {
  case envoyMissing
  case envoyUnusable(path: String, reason: String)
  case envoyTooOld(path: String, version: String)
  case pathTooLong(String)
  case notStarted(proxy: String, reason: String)
  case disk(path: String, reason: String)

  /// One sentence that says what to do.
  package var description: String {
    switch self {
    case .envoyMissing: "no Envoy found: run `make tools`, or name one with --envoy PATH or NUNCIO_ENVOY"
    case .envoyUnusable(let path, let reason): "\(path) cannot be used as Envoy: \(reason). Name another with --envoy PATH"
    case .envoyTooOld(let path, let version):
      "\(path) is Envoy \(version); \(EnvoyBinary.oldest) or newer is needed. Name another with --envoy PATH"
    case .pathTooLong(let path):
      "the socket path \(path) is longer than 107 bytes, which is all that the system takes: choose a shorter --state"
    case .notStarted(let proxy, let reason): "proxy \(proxy) could not be started: \(reason)"
    case .disk(let path, let reason): "\(path) cannot be written: \(reason)"
    }
  }
}
