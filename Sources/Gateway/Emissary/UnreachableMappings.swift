import Manifests
import SourceYAML

/// Mappings that no Host takes: they serve nothing, and their author thinks that they do.
enum UnreachableMappings {
  /// One error for each member of a group.
  ///
  /// - Parameter manifests: Where the place of the host name is looked up.
  static func findings(_ group: Emissary.Group, hosts: [Emissary.Host], in manifests: ManifestSet) -> [Finding] {
    let names = hosts.map(\.hostname).sorted()
    return group.members.map { mapping in
      let spec = manifests[mapping.origin.object]?.spec
      let place = (spec?["hostname"] ?? spec?["host"])?.position ?? mapping.origin.position
      return .error(.unreachableMapping, message(mapping, names), at: place, object: mapping.origin.object)
    }
  }

  private static func message(_ mapping: Emissary.Mapping, _ names: [String]) -> String {
    guard let wanted = mapping.hostname else {
      return "no Host takes this Mapping. It needs a 'hostname' (\"*\" takes all), or labels that a Host selects"
    }
    let more = names.count > 5 ? ", and \(names.count - 5) more" : ""
    let here = names.isEmpty ? "No Host here can be used" : "Hosts here: \(names.prefix(5).joined(separator: ", "))\(more)"
    let near = HostSpelling.nearest(wanted, in: names).map { ". Did you mean \($0)?" } ?? ""
    return "no Host takes this Mapping. \(here)\(near)"
  }
}

/// Host names that a person may have meant.
enum HostSpelling {
  /// The Host that is nearest; a wildcard Host answers with the first labels of the word and its own domain.
  static func nearest(_ word: String, in hosts: [String]) -> String? {
    var candidates = hosts.filter { !$0.hasPrefix("*") }
    let labels = word.split(separator: ".")
    for host in hosts where host.hasPrefix("*.") {
      let domain = host.dropFirst(2)
      let own = labels.count - domain.split(separator: ".").count
      if own > 0 { candidates.append(labels.prefix(own).joined(separator: ".") + "." + domain) }
    }
    return Spelling.nearest(word, in: candidates)
  }
}
