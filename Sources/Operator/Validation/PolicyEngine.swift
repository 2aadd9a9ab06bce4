package import Gateway
package import Manifests
package import Policy
package import SourceYAML

/// Whose rules they are: a revision must pass the operator's, those of what it is compared with, and its own.
package enum PolicyAuthor: String, Hashable, Sendable {
  case `operator`, base, revision
}

/// The documents of a folder of policies, and who wrote them.
package struct PolicyDocuments: Sendable {
  package let author: PolicyAuthor
  package let documents: ManifestSet
}

/// What the rules are asked about: a revision, as the API server and the gateway will see it.
package struct PolicyQuestion: Sendable {
  /// In the order in which they judge.
  package let policies: [PolicyDocuments]
  /// What the revision is compared with; none makes every object a creation.
  package let before: ManifestSet?
  package let after: ManifestSet
  /// What traffic changes; none without something to compare with.
  package let changes: GatewayChanges?
  /// The repository's own `policies/` in both revisions: no objects of the gateway, and yet part of what a commit changes.
  package let ownPolicies: (before: ManifestSet, after: ManifestSet)
  /// What is known of the commit; none for a folder.
  package let commit: CommitFacts?
  /// What the cluster has.
  package let namespaces: [String: NamespaceFact]
  /// Seconds since 1970.
  package let now: Int
}

extension PolicyQuestion {
  /// What the same rules would have said of the objects that they speak of now, had those been created before. All others are
  /// there already, so that nobody judges them.
  func before(_ manifests: ManifestSet, about verdicts: [PolicyVerdict]) -> PolicyQuestion {
    let named = Set(verdicts.compactMap(\.finding.object))
    return PolicyQuestion(
      policies: named.isEmpty ? [] : policies, before: ManifestSet(manifests.manifests.filter { !named.contains($0.key) }),
      after: manifests, changes: nil, ownPolicies: ownPolicies, commit: nil, namespaces: namespaces, now: now)
  }

  /// Policies asked about no object at all: they tell what is wrong with themselves.
  func faults(of policies: [PolicyDocuments], in manifests: ManifestSet) -> PolicyQuestion {
    PolicyQuestion(
      policies: policies, before: manifests, after: manifests, changes: nil, ownPolicies: ownPolicies, commit: nil, namespaces: namespaces,
      now: now)
  }
}

/// What a rule says.
package struct PolicyVerdict: Sendable {
  package let finding: Finding
  /// Where the rule stands; none for what is wrong with the policies themselves.
  package let rule: SourcePosition?
  /// The rule's text.
  package let expression: String?
  /// Whether a suppression may silence it: never what a change policy says.
  package let isSilenceable: Bool

  /// Whether it is about the policies rather than what they judge.
  var isFault: Bool { rule == nil }

  /// Makes a verdict.
  package init(_ finding: Finding, rule: SourcePosition? = nil, expression: String? = nil, isSilenceable: Bool) {
    self.finding = finding
    self.rule = rule
    self.expression = expression
    self.isSilenceable = isSilenceable
  }
}

/// The seam between the judge and what evaluates policies: a question to verdicts, without a side effect.
package typealias PolicyEngine = @Sendable (PolicyQuestion) -> [PolicyVerdict]

/// What is known of a commit beside its files.
package struct CommitFacts: Hashable, Sendable {
  /// Who did something.
  package struct Person: Hashable, Sendable {
    package var name: String
    package var email: String

    /// Makes a person.
    package init(name: String, email: String) {
      self.name = name
      self.email = email
    }
  }

  /// Who vouches for the commit.
  package struct Signature: Hashable, Sendable {
    /// Whether a known key made it, for what it signs.
    package var isVerified: Bool
    /// `ssh` or `openpgp`.
    package var format: String
    /// The principal or user of the key; empty when it is not known.
    package var signer: String

    /// Makes a signature.
    package init(isVerified: Bool, format: String, signer: String) {
      self.isVerified = isVerified
      self.format = format
      self.signer = signer
    }
  }

  /// 40 hexadecimal digits.
  package var id: String
  package var author: Person
  package var committer: Person
  package var message: String
  /// When it was committed, in seconds since 1970.
  package var time: Int
  /// None where nobody looked, or there is none: in CI, for who may sign is the operator's to say.
  package var signature: Signature?

  /// Makes facts.
  package init(id: String, author: Person, committer: Person, message: String, time: Int, signature: Signature? = nil) {
    self.id = id
    self.author = author
    self.committer = committer
    self.message = message
    self.time = time
    self.signature = signature
  }
}
