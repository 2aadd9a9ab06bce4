import CEL
import Gateway
import Manifests
import Policy

/// The engine that evaluates ValidatingAdmissionPolicies and ChangePolicies.
package let policyEngine: PolicyEngine = { question in
  question.policies.flatMap { documents in
    let policies = PolicySet(documents.documents.manifests, repository: question.after)
    let changes = Set(policies.change.map { FindingCode.policy($0.name) })
    var change = question.changes.flatMap { ChangeInput($0, commit: question.commit, now: question.now) }
    change?.policies = question.ownPolicies
    let verdicts = judge(
      policies, before: question.before, after: question.after,
      environment: PolicyEnvironment(change: change, namespaces: question.namespaces))
    return policies.findings.map { PolicyVerdict($0, isSilenceable: false) }
      + verdicts.map { verdict in
        PolicyVerdict(
          verdict.finding, rule: verdict.rule, expression: verdict.expression, isSilenceable: !changes.contains(verdict.finding.code))
      }
  }
}

extension ChangeInput {
  /// What change policies see of a change; nil when the time is out of CEL's range.
  init?(_ changes: GatewayChanges, commit facts: CommitFacts?, now seconds: Int) {
    guard let now = Timestamp(seconds: Int64(seconds)) else { return nil }
    self.init(now: now)
    routes.added = changes.routes.added.map(ChangeRoute.init)
    routes.removed = changes.routes.removed.map(ChangeRoute.init)
    routes.changed = changes.routes.changed.map { (ChangeRoute($0.before), ChangeRoute($0.after)) }
    routes.countBefore = changes.before.routes.count
    routes.all = changes.after.routes.map(ChangeRoute.init)
    hosts.added = changes.hosts.added.map(ChangeHost.init)
    hosts.removed = changes.hosts.removed.map(ChangeHost.init)
    hosts.changed = changes.hosts.changed.map { (ChangeHost($0.before), ChangeHost($0.after)) }
    hosts.countBefore = changes.before.hosts.count
    hosts.all = changes.after.hosts.map(ChangeHost.init)
    guard let facts, let time = Timestamp(seconds: Int64(facts.time)) else { return }
    commit.id = facts.id
    commit.author = .init(name: facts.author.name, email: facts.author.email)
    commit.committer = .init(name: facts.committer.name, email: facts.committer.email)
    commit.message = facts.message
    commit.time = time
    guard let signature = facts.signature else { return }
    commit.signature.verified = signature.isVerified
    commit.signature.format = signature.format
    commit.signature.signer = signature.signer
  }
}

extension ChangeRoute {
  fileprivate init(_ route: TrafficRoute) {
    self.init()
    let requests = route.requests
    host = requests.hostname
    switch requests.path {
    case .prefix(let text): (path, pathKind) = (text, .prefix)
    case .exact(let text): (path, pathKind) = (text, .exact)
    case .regex(let text): (path, pathKind) = (text, .regex)
    }
    methods = requests.methods
    headers = requests.headers.map { condition in
      switch condition.rule {
      case .exact(let text): "\(condition.name): \(text)"
      case .prefix(let text): "\(condition.name): \(text)*"
      case .suffix(let text): "\(condition.name): *\(text)"
      case .regex(let text): "\(condition.name): ~\(text)"
      }
    }
    (kind, namespace, name) = (route.origin.object.kind, route.origin.object.namespace, route.origin.object.name)
    upstreams = route.targets.map { Upstream(service: $0.service, weight: $0.percent) }
    action = route.targets.isEmpty ? "redirect" : "forward"
    timeout = CELDuration(nanoseconds: route.timeout.nanoseconds)
  }
}

extension ChangeHost {
  fileprivate init(_ host: HostTraffic) {
    self.init()
    self.host = host.hostname
    tls = host.tls != nil
    // Envoy's own default for servers.
    minimumTLS = host.tls.map { $0.minimumVersion ?? "v1.2" } ?? ""
    (kind, namespace, name) = (host.origin.object.kind, host.origin.object.namespace, host.origin.object.name)
  }
}

extension TrafficRoute {
  /// Of the first service; zero for none.
  fileprivate var timeout: Duration {
    for share in treatment.main?.shares ?? [] {
      if case .forward(let forward) = share.action { return forward.timeout }
    }
    return .zero
  }
}

extension Duration {
  /// As far as 64 bits go.
  fileprivate var nanoseconds: Int64 {
    let (whole, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? .max : whole + components.attoseconds / 1_000_000_000
  }
}
