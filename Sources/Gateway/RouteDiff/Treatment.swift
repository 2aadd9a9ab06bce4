import Manifests

/// What happens to a class of requests, by the way in which they come. An empty way is not served.
package struct Treatment: Hashable, Sendable {
  /// What happens to a request.
  package struct Outcome: Hashable, Sendable {
    /// A share of the requests and where it goes.
    package struct Share: Hashable, Sendable {
      /// 1 to 100.
      package var percent: Int
      package var action: RouteAction
      package var requestHeaders: HeaderChanges
      package var responseHeaders: HeaderChanges
      package var cors: CORS?
    }

    /// In the order in which they are tried. Less than 100 per cent in all: the rest goes on to the next route.
    package var shares: [Share]

    var isComplete: Bool { shares.reduce(0) { $0 + $1.percent } >= 100 }
  }

  /// With TLS; more than one when listeners differ.
  package var secure: [Outcome] = []
  /// Without TLS; more than one when listeners differ.
  package var cleartext: [Outcome] = []

  /// The one that a person asks about: with TLS where there is one.
  package var main: Outcome? { secure.first ?? cleartext.first }

  /// `https`, `http`, or `http(s)` when it makes no difference.
  package var scheme: String {
    if secure.isEmpty { return "http" }
    return secure == cleartext ? "http(s)" : "https"
  }

  mutating func add(_ outcome: Outcome, isSecure: Bool) {
    if isSecure {
      if !secure.contains(outcome) { secure.append(outcome) }
    } else if !cleartext.contains(outcome) {
      cleartext.append(outcome)
    }
  }
}

/// A class of requests and what happens to it: what a user means by one route, however many objects, hosts and listeners it
/// takes to say so.
package struct TrafficRoute: Hashable, Sendable {
  /// A service that gets requests.
  package struct Target: Hashable, Sendable {
    /// Such as `checkout.shop:8080`.
    package var service: String
    /// Per cent of the requests, 1 to 100.
    package var percent: Int
  }

  package var requests: RequestClass
  package var treatment: Treatment
  /// The first of the objects that say so.
  package var origin: Origin
  /// `checkout.shop:8080`, `90 % cart.shop:8080, 10 % cart-v2.shop:8080`, or `301 https://...`.
  package var destination: String
  /// The services of the main outcome; none for a redirect.
  package var targets: [Target]
}
