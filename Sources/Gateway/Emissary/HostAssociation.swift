extension Emissary {
  /// Which groups a Host serves.
  struct HostAssociation {
    private let hosts: [Host]
    /// Hosts without a wildcard, by name; and the others.
    private var exact: [String: [Int]] = [:]
    private var wild: [Int] = []

    init(_ hosts: [Host]) {
      self.hosts = hosts
      for index in hosts.indices {
        if HostGlob.isExact(hosts[index].hostname) { exact[hosts[index].hostname, default: []].append(index) } else { wild.append(index) }
      }
    }

    /// The Hosts of a group, as indices, ascending.
    func hosts(of group: Group) -> [Int] {
      guard let hostname = group.hostname else {
        return hosts.indices.filter { index in hosts[index].selector.map { fits($0, group) } ?? false }
      }
      let candidates = HostGlob.isExact(hostname) ? (exact[hostname] ?? []) + wild : Array(hosts.indices)
      return candidates.filter { index in
        let host = hosts[index]
        let byName = group.members[0].hostIsRegex || HostGlob.overlap(hostname, host.hostname)
        return byName && (host.selector.map { fits($0, group) } ?? true)
      }.sorted()
    }

    private func fits(_ selector: [String: String], _ group: Group) -> Bool {
      selector.allSatisfy { label in group.members.contains { $0.labels[label.key] == label.value } }
    }
  }
}
