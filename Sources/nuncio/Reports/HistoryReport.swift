import Operator

/// `history` for people: a line for each entry, newest first.
struct HistoryReport {
  let history: HistoryDocument

  /// Lines without a newline at the end.
  var text: String {
    let entries = history.entries.map { ($0, kind($0), WallTime($0.at)?.text ?? $0.at) }
    let kinds = entries.map(\.1.count).max() ?? 0
    let times = entries.map(\.2.count).max() ?? 0
    return entries.map { entry, kind, time in
      let number = entry.number.map(String.init) ?? "--"
      let head = "\(pad(number, 4, left: true))  \(paint(pad(kind, kinds), entry))  \(pad(time, times))"
      return ([head] + words(entry)).joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private func kind(_ entry: HistoryDocument.Entry) -> String {
    switch entry.kind {
    case "rolledBack": "rolled back"
    case "byHand": "by hand"
    default: entry.kind
    }
  }

  private func colour(_ entry: HistoryDocument.Entry) -> Colour? {
    switch entry.kind {
    case "live": .green
    case "rolledBack", "rejected": .red
    case "rolling", "paused": .yellow
    default: nil
    }
  }

  private func words(_ entry: HistoryDocument.Entry) -> [String] {
    var words: [String] = []
    if let commit = entry.commit { words.append("\(commit.prefix(7))\(entry.summary.map { " \"\($0)\"" } ?? "")") }
    if let reason = entry.reason { words.append(reason) }
    if entry.kind == "byHand" { words.append("source pinned") }
    let span = entry.seconds.map { [WallTime.span(seconds: $0)] } ?? []
    let requests = entry.requests.flatMap { $0 > 0 ? ["\($0) requests on canaries"] : nil } ?? []
    if !(span + requests).isEmpty { words.append((span + requests).joined(separator: ", ")) }
    return words
  }

  private func paint(_ text: String, _ entry: HistoryDocument.Entry) -> String { colour(entry)?.paint(text) ?? text }

  private func pad(_ text: String, _ width: Int, left: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return left ? space + text : text + space
  }
}
