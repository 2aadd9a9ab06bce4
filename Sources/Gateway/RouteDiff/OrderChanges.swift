/// Routes that are tried in another order than before, where that makes a difference: two classes of requests that overlap
/// and are not treated alike.
enum OrderChanges {
  /// By the number of the class in the later table. Of two that changed places, the one that moved is named.
  static func between(_ before: TrafficTable, _ after: TrafficTable) -> [Int: FieldChange] {
    var result: [Int: FieldChange] = [:]
    for (hostname, sequence) in after.order {
      guard let earlier = before.order[hostname] else { continue }
      let rank = Dictionary(earlier.enumerated().map { (before.routes[$1].requests, $0) }) { first, _ in first }
      let common = sequence.compactMap { number in rank[after.routes[number].requests].map { Placed(number: number, rank: $0) } }
      guard zip(common, common.dropFirst()).contains(where: { $0.rank > $1.rank }) else { continue }
      result.merge(flips(common, after)) { first, _ in first }
    }
    return result
  }

  /// A class in the later order, with its place in the earlier one.
  private struct Placed {
    let number: Int
    let rank: Int
  }

  private static func flips(_ common: [Placed], _ table: TrafficTable) -> [Int: FieldChange] {
    let kept = increasing(common.map(\.rank))
    let byPath = common.indices.sorted { text(common[$0], table) < text(common[$1], table) }
    let paths = byPath.map { text(common[$0], table) }
    var result: [Int: FieldChange] = [:]
    for place in common.indices where !kept.contains(place) {
      let route = table.routes[common[place].number]
      var partners: [Int] = []
      for other in candidates(text(common[place], table), byPath, paths) where other != place {
        let isFlipped = (place < other) != (common[place].rank < common[other].rank)
        let rival = table.routes[common[other].number]
        if isFlipped, rival.treatment != route.treatment, route.requests.overlaps(rival.requests) { partners.append(other) }
      }
      guard let first = partners.min() else { continue }
      let rival = table.routes[common[first].number].requests
      let more = partners.count > 1 ? " and \(partners.count - 1) more" : ""
      let words = "\(rival.methodText) \(rival.pathText)\(rival.conditionText)\(more)"
      let comesFirst = place < first
      result[common[place].number] = FieldChange(
        field: "order", before: "\(comesFirst ? "after" : "before") \(words)", after: "\(comesFirst ? "before" : "after") \(words)")
    }
    return result
  }

  private static func text(_ placed: Placed, _ table: TrafficTable) -> String {
    switch table.routes[placed.number].requests.path {
    case .prefix(let text), .exact(let text): text
    case .regex(let pattern): PatternText.beginning(of: pattern)
    }
  }

  /// The places whose path begins with this one, or that this one begins with.
  private static func candidates(_ path: String, _ byPath: [Int], _ paths: [String]) -> [Int] {
    var low = firstIndex(paths) { $0 >= path }
    var found: [Int] = []
    while low < paths.count, paths[low].utf8.starts(with: path.utf8) {
      found.append(byPath[low])
      low += 1
    }
    for length in 0..<path.utf8.count {
      let beginning = String(decoding: path.utf8.prefix(length), as: UTF8.self)
      var next = firstIndex(paths) { $0 >= beginning }
      while next < paths.count, paths[next] == beginning {
        found.append(byPath[next])
        next += 1
      }
    }
    return found
  }

  private static func firstIndex(_ paths: [String], where isBehind: (String) -> Bool) -> Int {
    var (low, high) = (0, paths.count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(paths[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The places of a longest increasing subsequence: what is not in it has moved.
  private static func increasing(_ values: [Int]) -> Set<Int> {
    var tails: [Int] = []
    var previous = [Int?](repeating: nil, count: values.count)
    for place in values.indices {
      var (low, high) = (0, tails.count)
      while low < high {
        let middle = (low + high) / 2
        if values[tails[middle]] < values[place] { low = middle + 1 } else { high = middle }
      }
      previous[place] = low > 0 ? tails[low - 1] : nil
      if low == tails.count { tails.append(place) } else { tails[low] = place }
    }
    var result = Set<Int>()
    var place = tails.last
    while let current = place {
      result.insert(current)
      place = previous[current]
    }
    return result
  }
}

extension RequestClass {
  /// Whether a request may be in both; yes where it cannot be told. Paths are left to the caller, but for two exact ones.
  fileprivate func overlaps(_ other: RequestClass) -> Bool {
    if case .exact(let left) = path, case .exact(let right) = other.path, left != right { return false }
    let areNamed = !(methods + other.methods).contains { $0.hasPrefix("~") || $0.contains("*") }
    if areNamed, !methods.isEmpty, !other.methods.isEmpty, Set(methods).isDisjoint(with: other.methods) { return false }
    let areExact = !hostname.contains("*") && !other.hostname.contains("*") && !(hostname + other.hostname).contains("~")
    if areExact, hostname != other.hostname { return false }
    return !Self.contradict(headers, other.headers) && !Self.contradict(query, other.query)
  }

  private static func contradict(_ left: [ValueMatch], _ right: [ValueMatch]) -> Bool {
    left.contains { one in
      guard case .exact(let text) = one.rule else { return false }
      return right.contains { two in
        guard two.name == one.name, case .exact(let other) = two.rule else { return false }
        return other != text
      }
    }
  }
}
