extension Emissary {
  /// Which groups a Host serves.
  struct HostAssociation {
    private let hosts: [Host]
    /// Hosts without a wildcard, by name; and the others.
    private var exact: [String: [Int]] = [:]
    private var wild: [Int] = []
    private let withSelector: [Int]

    init(_ hosts: [Host]) {
      self.hosts = hosts
      withSelector = hosts.indices.filter { hosts[$0].selector != nil }
      for index in hosts.indices {
        if HostGlob.isExact(hosts[index].hostname) { exact[hosts[index].hostname, default: []].append(index) } else { wild.append(index) }
      }
    }

    /// The Hosts of a group, as indices, ascending.
    func hosts(of group: Group) -> [Int] {
      guard let hostname = group.hostname else { return selecting(group.labels) }
      let candidates = HostGlob.isExact(hostname) ? (exact[hostname] ?? []) + wild : Array(hosts.indices)
      return candidates.filter { index in
        let host = hosts[index]
        let byName = group.members[0].hostIsRegex || HostGlob.overlap(hostname, host.hostname)
        return byName && (host.selector == nil || selects(index, group.labels))
      }.sorted()
    }

    /// The Hosts whose selector fits labels, as indices, ascending; an empty selector fits all.
    func selecting(_ labels: [String: String]) -> [Int] { withSelector.filter { selects($0, labels) } }

    private func selects(_ index: Int, _ labels: [String: String]) -> Bool {
      hosts[index].selector?.allSatisfy { labels[$0.key] == $0.value } ?? false
    }
  }
}
