import EnvoyConfig
import Synchronization

/// What a proxy holds of one type, by name: as a set of resources has it that many proxies share, but for what is otherwise.
///
/// A fleet's proxies hold mostly the same. Written out for each of them it would be most of the operator's memory.
struct HeldVersions {
  private var base: [String: EncodedResource] = [:]
  /// Names of the base that count; none for all of them.
  private var limit: Set<String>?
  /// Another version than the base has, or nil for what is not held.
  private var otherwise: [String: String?] = [:]

  /// Nothing is held.
  init() {}

  /// What a proxy says that it holds.
  init(_ versions: [String: String]) { otherwise = versions.mapValues(Optional.some) }

  /// The version of a resource; nil for one that is not held.
  subscript(_ name: String) -> String? {
    get {
      if let other = otherwise[name] { return other }
      return inBase(name)
    }
    set {
      if newValue == inBase(name) { otherwise.removeValue(forKey: name) } else { otherwise.updateValue(newValue, forKey: name) }
    }
  }

  private func inBase(_ name: String) -> String? {
    if let limit, !limit.contains(name) { return nil }
    return base[name]?.version
  }

  /// The names of all that is held.
  var names: [String] {
    let common = (limit.map(Array.init) ?? Array(base.keys)).filter { base[$0] != nil && otherwise[$0] == nil }
    return common + otherwise.compactMap { $0.value == nil ? nil : $0.key }
  }

  var isEmpty: Bool { names.isEmpty }

  /// Whether exactly these are held.
  func equals(_ resources: [String: EncodedResource]) -> Bool {
    let held = names
    return held.count == resources.count && held.allSatisfy { resources[$0]?.version == self[$0] }
  }

  /// Whether anything is held as others hold it.
  var hasBase: Bool { !base.isEmpty }

  /// How much is written out for this proxy alone.
  var ownCount: Int { otherwise.count }

  /// Says the same with reference to other resources, where that takes no more words.
  ///
  /// - Parameter limit: The names that were asked for; none for a wildcard.
  mutating func settle(on resources: [String: EncodedResource], limit: Set<String>?) {
    var next = HeldVersions()
    next.base = resources
    next.limit = limit
    for name in Set(limit.map(Array.init) ?? Array(resources.keys)).union(names) { next[name] = self[name] }
    if next.ownCount <= ownCount { self = next }
  }
}

/// Sets of names that are equal, kept once: proxies of a release ask for the same.
final class SharedNames: Sendable {
  private let known = Mutex<[Set<String>]>([])
  /// More are not looked through.
  private static let most = 4

  /// The set that all who ask for the same share.
  func shared(_ names: Set<String>) -> Set<String> {
    known.withLock { known in
      if let found = known.first(where: { $0 == names }) { return found }
      known = Array(([names] + known).prefix(Self.most))
      return names
    }
  }
}
