/// The routes of one virtual host, to be asked which of them takes everything of a match: nearly as fast for ten thousand
/// routes as for ten.
///
/// A route is filed under its path and, where it has one, a condition that whatever it covers must have word for word.
struct CoverageIndex {
  private struct Shelf {
    var plain: [Int] = []
    var anchored: [ValueMatch: [Int]] = [:]

    mutating func file(_ number: Int, under anchor: ValueMatch?) {
      if let anchor { anchored[anchor, default: []].append(number) } else { plain.append(number) }
    }
  }

  private var matches: [RouteMatch] = []
  private var places: [Int] = []
  private var prefixes: [String: Shelf] = [:]
  private var prefixLengths: [Int] = []
  private var others: [RouteMatch.Path: Shelf] = [:]
  /// Routes that do not mind the case of a path; they are few.
  private var caseless: [Int] = []

  /// Adds a route behind those that are there.
  ///
  /// - Parameter place: What `first` answers with.
  mutating func add(_ match: RouteMatch, place: Int) {
    let number = matches.count
    matches.append(match)
    places.append(place)
    guard match.isCaseSensitive else { return caseless.append(number) }
    let anchor = match.headers.first(where: Self.anchors) ?? match.query.first(where: Self.anchors)
    switch match.path {
    case .prefix(let text):
      if prefixes[text] == nil, !prefixLengths.contains(text.utf8.count) {
        prefixLengths.append(text.utf8.count)
        prefixLengths.sort()
      }
      prefixes[text, default: Shelf()].file(number, under: anchor)
    case .exact, .regex: others[match.path, default: Shelf()].file(number, under: anchor)
    }
  }

  /// The place of the first route that takes everything of a match.
  ///
  /// - Parameter hostname: Of the virtual host that the match stands in.
  func first(takingAllOf match: RouteMatch, hostname: String) -> Int? {
    let coverage = MatchCoverage(hostname: hostname)
    var best = Int.max
    func look(_ numbers: [Int]) {
      for number in numbers where number < best {
        if coverage.takes(matches[number], allOf: match) { best = number }
      }
    }
    func look(_ shelf: Shelf?) {
      guard let shelf else { return }
      look(shelf.plain)
      guard !shelf.anchored.isEmpty else { return }
      for condition in match.headers + match.query { look(shelf.anchored[condition] ?? []) }
      if hostname != "*", !hostname.hasPrefix("*") {
        look(shelf.anchored[ValueMatch(name: ":authority", rule: .exact(hostname))] ?? [])
      }
    }
    look(others[match.path])
    let beginning = match.path.beginning
    for length in prefixLengths where length <= beginning.utf8.count {
      look(prefixes[String(decoding: beginning.utf8.prefix(length), as: UTF8.self)])
    }
    if beginning.isEmpty { look(prefixes["/"]) }
    look(caseless)
    return best == .max ? nil : places[best]
  }

  /// Only what can be implied by nothing but itself.
  private static func anchors(_ condition: ValueMatch) -> Bool {
    switch condition.rule {
    case .exact: true
    case .regex(let pattern): PatternText.alternatives(of: pattern) == nil
    case .prefix, .suffix: false
    }
  }
}

extension RouteMatch.Path {
  /// What every path begins with that this one takes.
  fileprivate var beginning: String {
    switch self {
    case .prefix(let text), .exact(let text): text
    case .regex(let pattern): PatternText.beginning(of: pattern)
    }
  }
}
