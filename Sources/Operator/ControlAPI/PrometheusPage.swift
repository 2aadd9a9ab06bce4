/// The `/metrics` page, from the same read model as `status`.
struct PrometheusPage {
  private let status: StatusDocument

  init(_ status: StatusDocument) { self.status = status }

  /// The page in Prometheus' text format 0.0.4.
  var text: String {
    let fleet = "fleet=\"\(status.fleet)\""
    var lines: [String] = []
    func gauge(_ name: String, _ help: String, _ samples: [(labels: String, value: Double)]) {
      lines.append("# HELP \(name) \(help)")
      lines.append("# TYPE \(name) gauge")
      for sample in samples { lines.append("\(name){\(sample.labels)} \(sample.value)") }
    }
    gauge("nuncio_stable_release", "The number of the last good release.", status.stable.map { [(fleet, Double($0.number))] } ?? [])
    gauge("nuncio_candidate_release", "The number of the release on trial.", status.candidate.map { [(fleet, Double($0.number))] } ?? [])
    gauge(
      "nuncio_proxy_connected", "Whether a proxy's configuration stream is open.",
      status.proxies.map { ("\(fleet),proxy=\"\($0.name)\"", $0.connected ? 1 : 0) })
    gauge(
      "nuncio_proxy_release", "The release that a proxy holds.",
      status.proxies.compactMap { proxy in proxy.release.map { ("\(fleet),proxy=\"\(proxy.name)\"", Double($0)) } })
    gauge(
      "nuncio_xds_sent_bytes", "Bytes of configuration sent to a proxy since the daemon began.",
      status.proxies.map { ("\(fleet),proxy=\"\($0.name)\"", Double($0.sentBytes)) })
    gauge("nuncio_source_held_revisions", "Revisions that are not tried again.", [(fleet, Double(status.source.held.count))])
    gauge("nuncio_source_failing", "Whether the last poll of the source failed.", [(fleet, status.source.error == nil ? 0 : 1)])
    gauge("nuncio_paused", "Whether nothing advances, by hand.", [(fleet, status.paused ? 1 : 0)])
    lines.append("# HELP nuncio_releases_total What became of releases and commits, since the release log began.")
    lines.append("# TYPE nuncio_releases_total counter")
    for outcome in ["live", "rolledBack", "superseded", "rejected", "byHand"] {
      lines.append("nuncio_releases_total{\(fleet),outcome=\"\(outcome)\"} \(status.outcomes[outcome] ?? 0)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
