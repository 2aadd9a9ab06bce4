import Manifests
import Operator

/// `status` for people: what matters most comes first.
struct StatusReport {
  private let status: StatusDocument

  init(_ status: StatusDocument) { self.status = status }

  /// Several lines, without a newline at the end.
  var text: String {
    var lines = ["\(status.fleet)   \(colour.paint(status.story))\(since)"]
    if let stable = status.stable {
      lines.append("  stable     \(release(stable.number, stable.commit, stable.summary))   \(share(of: stable.number))")
    }
    if let candidate = status.candidate {
      let name = release(candidate.number, candidate.commit, candidate.summary)
      lines.append("  candidate  \(name)   \(share(of: candidate.number)), stage \(candidate.stage) of \(candidate.stages)")
      lines.append("  evidence   \(evidence(candidate.evidence)); verdict: \(candidate.verdict)")
    }
    let away = status.proxies.filter { !$0.connected }.map(\.name)
    if !away.isEmpty { lines.append("  proxies    not connected: \(away.joined(separator: ", "))") }
    lines.append("  source     \(source)")
    if let rejected = status.rejected { lines += rejection(rejected) }
    return lines.joined(separator: "\n")
  }

  private var since: String {
    guard let time = status.since.flatMap({ WallTime($0) }) else { return "" }
    return "   since \(time.text) (\(time.ago))"
  }

  private var colour: Colour {
    switch status.state {
    case "live": .green
    case "rolledBack": .red
    default: .yellow
    }
  }

  private func release(_ number: Int, _ commit: String, _ summary: String) -> String {
    "\(number)  \(commit.prefix(7))  \"\(summary)\""
  }

  private func share(of number: Int) -> String {
    "\(status.proxies.count { $0.release == number }) of \(status.proxies.count) proxies"
  }

  private func evidence(_ evidence: StatusDocument.Evidence) -> String {
    let route = evidence.worstRoute.map { ", most against it: route \($0)" } ?? ""
    return "canary \(counts(evidence.canary)), others \(counts(evidence.baseline))\(route)"
  }

  private func counts(_ counts: StatusDocument.Counts) -> String {
    guard counts.requests > 0 else { return "no requests" }
    let tenths = (counts.errors * 1000 + counts.requests / 2) / counts.requests
    return "\(counts.errors) of \(counts.requests) bad (\(tenths / 10).\(tenths % 10) %)"
  }

  private var source: String {
    var text = "\(status.source.url) \(status.source.reference)"
    if let seconds = status.source.polledSecondsAgo { text += ", polled \(Int(seconds.rounded())) s ago" }
    if let pinned = status.source.pinned { text += "; pinned at release \(pinned), go on with: nuncio resume" }
    for commit in status.source.held { text += "; \(commit.prefix(7)) is held until its tree changes or `nuncio retry`" }
    if let error = status.source.error { text += "\n             \(Colour.red.paint(error))" }
    return text
  }

  private func rejection(_ rejected: StatusDocument.Rejection) -> [String] {
    let head = "  \(Colour.red.paint("rejected"))   \(rejected.commit.prefix(7))  \"\(rejected.summary)\""
    return [head] + rejected.findings.filter { $0.severity == .error }.map { "             \(FindingReport.line($0))" }
  }
}
