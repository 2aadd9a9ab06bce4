/// A route's secure and insecure forms on one Listener.
///
/// At the edge (no trusted hops) a connection with TLS is secure and one without is not, so each chain gets the one
/// form that can apply. Behind a trusted proxy `x-forwarded-proto` decides for each request, and both forms are there.
struct RouteVariants {
  let listener: Emissary.Listener

  /// What a chain with TLS serves.
  func secure(_ routes: [Route], _ action: Emissary.Host.InsecureAction) -> [Route] {
    switch listener.model {
    case .secure: routes
    case .xfp: listener.trustedHops == 0 ? routes : both(routes, action)
    case .insecure: insecure(routes, action)
    }
  }

  /// What the chain without TLS serves.
  func cleartext(_ routes: [Route], _ action: Emissary.Host.InsecureAction) -> [Route] {
    switch listener.model {
    case .secure: routes
    case .xfp: listener.trustedHops == 0 ? insecure(routes, action) : both(routes, action)
    case .insecure: insecure(routes, action)
    }
  }

  private func both(_ routes: [Route], _ action: Emissary.Host.InsecureAction) -> [Route] {
    routes.flatMap { route in
      var secure = route
      secure.match.headers.append(ValueMatch(name: "x-forwarded-proto", rule: .exact("https")))
      return [secure] + insecure([route], action)
    }
  }

  private func insecure(_ routes: [Route], _ action: Emissary.Host.InsecureAction) -> [Route] {
    switch action {
    case .route: routes
    case .reject: routes.filter(isChallenge)
    case .redirect:
      routes.map { route in
        guard !isChallenge(route) else { return route }
        var redirected = route
        redirected.action = .redirect(Redirect(host: nil, port: nil, toHTTPS: true, path: .keep, status: 301))
        return redirected
      }
    }
  }

  /// ACME challenges (RFC 8555, section 8.3) are always answered in cleartext.
  private func isChallenge(_ route: Route) -> Bool { route.match.path == .prefix("/.well-known/acme-challenge/") }
}
