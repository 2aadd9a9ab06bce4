package import Identity

/// How much more the baseline's errors vary than chance alone would have them: bursts, retries, sticky clients.
package struct Dispersion: Sendable {
  /// Requests and errors of one proxy in one block.
  private struct Cell {
    var errors = 0
    var requests = 0
  }

  private static let kept = 300
  private var blocks: [[ProxyID: Cell]] = []

  /// Nothing is known yet.
  package init() {}

  /// Takes in what the proxies on stable counted in a block; nothing while none is on stable.
  package mutating func add(_ counts: [ProxyID: RouteCount]) {
    guard !counts.isEmpty else { return }
    blocks.append(counts.mapValues { Cell(errors: $0.errors, requests: $0.requests) })
    if blocks.count > Self.kept { blocks.removeFirst(blocks.count - Self.kept) }
  }

  /// Requests and errors of each block, oldest first: a fleet of one is compared with its own past.
  package var totals: [RouteCount] {
    blocks.map { block in block.values.reduce(into: RouteCount()) { $0.add(RouteCount(requests: $1.requests, errors: $1.errors)) } }
  }

  /// Pearson's statistic over its degrees of freedom, the larger of blocks of 5 and of 30; 1 to 10.
  package var factor: Double { min(max(pearson(5), pearson(30), 1), 10) }

  private func pearson(_ width: Int) -> Double {
    var cells: [Cell] = []
    for start in stride(from: 0, to: blocks.count, by: width) {
      var sums: [ProxyID: Cell] = [:]
      for block in blocks[start..<min(start + width, blocks.count)] {
        for (proxy, cell) in block {
          sums[proxy, default: Cell()].errors += cell.errors
          sums[proxy, default: Cell()].requests += cell.requests
        }
      }
      cells += sums.values.filter { $0.requests > 0 }
    }
    let (errors, requests) = cells.reduce((0, 0)) { ($0.0 + $1.errors, $0.1 + $1.requests) }
    guard cells.count > 1, errors > 0, errors < requests else { return 1 }
    let rate = Double(errors) / Double(requests)
    let statistic = cells.reduce(0.0) { sum, cell in
      let expected = Double(cell.requests) * rate
      let difference = Double(cell.errors) - expected
      return sum + difference * difference / (expected * (1 - rate))
    }
    return statistic / Double(cells.count - 1)
  }
}
