import Identity

extension Explanation {
  /// For a person: one line for each step, places on the right, and the near routes that lost.
  package var text: String {
    var rows: [[String]] = []
    if let listener {
      let tls = listener.isTLS ? ", TLS" + (listener.serverName.map { ", SNI \($0)" } ?? "") : ", cleartext"
      rows.append(["listener", listener.place.object, ":\(listener.port)\(tls)", listener.place.text])
    }
    if let host { rows.append(["host", host.place.object, host.hostname, host.place.text]) }
    for choice in choices { rows += lines(choice) }
    if !choices.isEmpty, uncovered > 0 {
      rows.append(["nothing", "\(uncovered) %", "answered with 404: the weights do not add up to 100"])
    }
    if let silence { rows.append(["nothing", silence.message]) }
    var lines = Self.columns(rows)
    if !losers.isEmpty {
      lines.append(choices.isEmpty ? "near routes that do not take it:" : "nearer routes that lost:")
      lines += Self.columns(losers.map { ["", $0.route.name, $0.place.text, $0.reason] })
    }
    return lines.joined(separator: "\n")
  }

  /// Per cent that no choice takes.
  private var uncovered: Int { 100 - choices.reduce(0) { $0 + $1.share } }

  private func lines(_ choice: Choice) -> [[String]] {
    let share = choices.count > 1 || choice.share < 100 ? "\(choice.share) % of the requests, " : ""
    let route = ["route", choice.route.name, share + choice.match, choice.place.text]
    switch choice.action {
    case .forward(let forwarding):
      var rows = [route, ["upstream", forwarding.address, forwarding.words]]
      if let endpoints = forwarding.endpoints {
        let count = endpoints.count == 1 ? "1 endpoint" : "\(endpoints.count) endpoints"
        rows.append(["", "", endpoints.isEmpty ? "no endpoint is ready: answered with 503" : count])
      }
      return rows
    case .redirect(let redirection):
      return [route, ["redirect", "\(redirection.status)", redirection.location]]
    }
  }

  /// Each column as wide as its widest cell, where something follows.
  private static func columns(_ rows: [[String]]) -> [String] {
    var widths: [Int] = []
    for row in rows where row.count > 1 {
      for (column, cell) in row.dropLast().enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
      }
      return cells.joined(separator: "  ")
    }
  }
}

extension Explanation.Place {
  /// `file:line`.
  fileprivate var text: String { "\(file):\(line)" }
}

extension Explanation.Forwarding {
  fileprivate var words: String {
    let path = pathChanges ? "path becomes \(path)" : "path stays"
    let host = hostChanges ? "host becomes \(host)" : "host stays"
    let time = timeout == .zero ? "no timeout" : "timeout \(timeout.words)"
    return "\(path), \(host), \(time), \(retries.map { $0.words } ?? "no retries")"
  }
}

extension Retries {
  var words: String {
    let times = times ?? 1
    let limit = perTryTimeout.map { " of \($0.words) each" } ?? ""
    return times == 1 ? "1 retry\(limit) on \(on)" : "\(times) retries\(limit) on \(on)"
  }
}

extension Duration {
  /// `3 s` or `250 ms`.
  var words: String {
    let milliseconds = wholeMilliseconds
    return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }
}
