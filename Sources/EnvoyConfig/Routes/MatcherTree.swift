import EnvoyAPI
import Gateway

/// A route table as a map of path prefixes: ten thousand routes cost a request what ten do.
///
/// Envoy takes the longest key that a path begins with and does not fall back to a shorter one, so each leaf holds, in
/// order, every route that could match a path whose longest key is its own.
struct MatcherTree {
  /// Indices of routes by key.
  let leaves: [String: [Int]]
  /// Indices of the routes that no text confines.
  let unconfined: [Int]

  /// What suits a table.
  enum Plan {
    case tree(MatcherTree)
    /// A tree would be several times the table's size, for these routes would stand in every leaf.
    case flat(costly: [Route])
  }

  /// Lays out the tree.
  static func plan(_ routes: [Route]) -> Plan {
    let texts = routes.map(\.match.confiningText)
    let unconfined = routes.indices.filter { texts[$0].isEmpty }
    var byText: [String: [Int]] = [:]
    for index in routes.indices where !texts[index].isEmpty { byText[texts[index], default: []].append(index) }
    // Envoy takes no tree without a leaf.
    guard !byText.isEmpty else { return .flat(costly: unconfined.map { routes[$0] }) }
    var leaves: [String: [Int]] = [:]
    var size = unconfined.count
    for key in byText.keys {
      var members = unconfined
      for end in key.unicodeScalars.indices {
        // Keys of ancestors are prefixes of this key, itself included.
        let ancestor = String(key.unicodeScalars[...end])
        members += (byText[ancestor] ?? []).filter { index in
          if ancestor != key, case .exact = routes[index].match.path { return false }
          return true
        }
      }
      members.sort()
      if let last = members.firstIndex(where: { routes[$0].match.takesAllBelowItsText }) { members.removeSubrange((last + 1)...) }
      leaves[key] = members
      size += members.count
      if size > 4 * routes.count { return .flat(costly: unconfined.map { routes[$0] }) }
    }
    return .tree(MatcherTree(leaves: leaves, unconfined: unconfined))
  }

  /// The tree in Envoy's words.
  func matcher(of routes: [EnvoyRoute]) -> Xds_Type_Matcher_V3_Matcher {
    var result = Xds_Type_Matcher_V3_Matcher()
    result.matcherTree.input.name = "path"
    var input = Envoy_Type_Matcher_V3_HttpRequestHeaderMatchInput()
    input.headerName = ":path"
    result.matcherTree.input.typedConfig = input.packed
    result.matcherTree.prefixMatchMap.map = leaves.mapValues { Self.leaf($0.map { routes[$0] }) }
    if !unconfined.isEmpty { result.onNoMatch = Self.leaf(unconfined.map { routes[$0] }) }
    return result
  }

  private static func leaf(_ routes: [EnvoyRoute]) -> Xds_Type_Matcher_V3_Matcher.OnMatch {
    var result = Xds_Type_Matcher_V3_Matcher.OnMatch()
    if routes.count == 1 {
      result.action.name = "route"
      result.action.typedConfig = routes[0].packed
    } else {
      var list = Envoy_Config_Route_V3_RouteList()
      list.routes = routes
      result.action.name = "routes"
      result.action.typedConfig = list.packed
    }
    return result
  }
}
