import EnvoyAPI
import EnvoyConfig
import Testing

@testable import XDS

@Suite("What a proxy holds, told by what others hold")
struct HeldVersionsTests {
  private func resources(_ names: [String], _ mark: String = "") -> [String: EncodedResource] {
    Dictionary(
      uniqueKeysWithValues: names.map { name in
        var cluster = EnvoyCluster()
        cluster.name = name + mark
        return (name, EncodedResource(name: name, type: .cluster, message: cluster))
      })
  }

  /// Plays random changes on both a plain dictionary and the short form.
  @Test("says the same as a plain dictionary, whatever it refers to", arguments: 0..<50)
  func same(seed: Int) {
    var random = SplitMix(state: UInt64(seed) &+ 1)
    let names = (0..<40).map { "n\($0)" }
    let sets = ["", "x", "y"].map { resources(names.filter { _ in Bool.random(using: &random) }, $0) }
    var plain: [String: String] = [:]
    var held = HeldVersions()
    for _ in 0..<300 {
      let name = names.randomElement(using: &random) ?? ""
      switch Int.random(in: 0..<10, using: &random) {
      case 0: held.settle(on: sets.randomElement(using: &random) ?? [:], limit: nil)
      case 1: held.settle(on: sets[0], limit: Set(names.filter { _ in Bool.random(using: &random) }))
      case 2, 3:
        plain[name] = nil
        held[name] = nil
      default:
        let version = sets.randomElement(using: &random)?[name]?.version ?? "else"
        plain[name] = version
        held[name] = version
      }
      #expect(names.allSatisfy { held[$0] == plain[$0] })
      #expect(Set(held.names) == Set(plain.keys) && held.names.count == plain.count)
      #expect(held.isEmpty == plain.isEmpty)
    }
    for set in sets { #expect(held.equals(set) == (set.mapValues(\.version) == plain)) }
  }

  @Test("what all hold alike is written out for none of them")
  func short() {
    let all = resources((0..<1000).map { "n\($0)" })
    var held = HeldVersions(all.mapValues(\.version))
    held.settle(on: all, limit: nil)
    #expect(held.ownCount == 0 && held.equals(all))
    held["n1"] = "other"
    held["n2"] = nil
    #expect(held.ownCount == 2 && !held.equals(all))
  }

  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return word ^ (word >> 31)
    }
  }
}
