package import CEL
package import Manifests

/// What a revision changes in the compiled gateway, as change policies see it. Objects are compared by the engine itself.
package struct ChangeInput: Sendable {
  /// `change.routes` and `routes`.
  package var routes = ChangeSet<ChangeRoute>()
  /// `change.hosts` and `hosts`.
  package var hosts = ChangeSet<ChangeHost>()
  /// `commit`.
  package var commit = ChangeCommit()
  /// Documents that are no objects of the gateway, and yet part of the change: the repository's `policies/`.
  package var policies = (before: ManifestSet([]), after: ManifestSet([]))
  /// When the revision is judged.
  package var now: Timestamp

  /// A revision that changes nothing in the gateway.
  package init(now: Timestamp) { self.now = now }
}

/// Things that differ between two revisions.
package struct ChangeSet<Thing: Sendable>: Sendable {
  /// Only after the change.
  package var added: [Thing] = []
  /// Only before it.
  package var removed: [Thing] = []
  /// Before and after, and not alike.
  package var changed: [(before: Thing, after: Thing)] = []
  /// How many there were.
  package var countBefore = 0
  /// All that there are after the change.
  package var all: [Thing] = []

  /// No change of nothing.
  package init() {}

  /// A share of what was there before, 0 to 1 and more; 0 when there was nothing.
  func share(_ count: Int) -> Double { countBefore == 0 ? 0 : Double(count) / Double(countBefore) }
}

/// A class of requests and where they go: `nuncio.Route`.
package struct ChangeRoute: Hashable, Sendable {
  /// How a path is compared.
  package enum PathKind: String, Sendable { case exact, prefix, regex }

  /// Where requests go, and how many in a hundred.
  package struct Upstream: Hashable, Sendable {
    /// As the object says it, such as `cart.shop:8080`.
    package var service: String
    /// 0 to 100.
    package var weight: Int

    /// Makes an upstream.
    package init(service: String, weight: Int) {
      self.service = service
      self.weight = weight
    }
  }

  /// Exact, `*.example.com`, or `*`.
  package var host = "*"
  package var path = "/"
  package var pathKind = PathKind.prefix
  /// None for every method.
  package var methods: [String] = []
  /// Conditions on headers, such as `x-beta: yes`.
  package var headers: [String] = []
  /// The object that the route comes from.
  package var kind = ""
  package var namespace = ""
  package var name = ""
  /// None for a redirect.
  package var upstreams: [Upstream] = []
  /// `forward` or `redirect`.
  package var action = "forward"
  /// 0 for none.
  package var timeout = CELDuration(nanoseconds: 0)

  /// Every request, to nowhere.
  package init() {}
}

/// How a host name is served: `nuncio.Host`.
package struct ChangeHost: Hashable, Sendable {
  /// Exact, `*.example.com`, or `*`.
  package var host = "*"
  package var tls = false
  /// `v1.0` to `v1.3`; empty without TLS.
  package var minimumTLS = ""
  /// The object that the host comes from.
  package var kind = ""
  package var namespace = ""
  package var name = ""

  /// Any host without TLS.
  package init() {}
}

/// The commit that is judged: `nuncio.Commit`.
package struct ChangeCommit: Hashable, Sendable {
  /// Somebody as Git knows them.
  package struct Person: Hashable, Sendable {
    package var name = ""
    package var email = ""

    /// Makes a person.
    package init(name: String = "", email: String = "") {
      self.name = name
      self.email = email
    }
  }

  /// Who vouches for a commit.
  package struct Signature: Hashable, Sendable {
    /// Whether a known key made it, for what it signs.
    package var verified = false
    /// `ssh`, `openpgp` or empty.
    package var format = ""
    /// The principal or user of the key; empty when it is not known.
    package var signer = ""

    /// No signature.
    package init() {}
  }

  package var id = ""
  package var author = Person()
  package var committer = Person()
  package var message = ""
  /// When it was committed.
  package var time = Timestamp(seconds: 0)
  package var signature = Signature()

  /// A commit that nothing is known of.
  package init() {}
}
