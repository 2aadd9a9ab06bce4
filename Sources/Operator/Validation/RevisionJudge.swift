import Gateway
package import Manifests
package import Policy
import Rollout
import SourceYAML

/// Judges a revision, in CI and in the operator alike: parsing, schemas, the compiler's findings, policies, and what changes.
///
/// Three sets of rules judge, so that the repository does not judge itself (DESIGN.md, section 9): the operator's, those in
/// the tree that the revision is compared with, and its own. Pure but for the trees that it reads.
package struct RevisionJudge: Sendable {
  private let pipeline: RevisionPipeline
  private let operatorPolicies: [LoadedManifests]
  private let engine: PolicyEngine?
  private let namespaces: [String: NamespaceFact]
  private let now: Int
  private let parsed = ParsedFiles()

  /// - Parameters:
  ///   - operatorPolicies: Folders of policies that the operator brings.
  ///   - engine: What evaluates policies; without one a policy in the repository is an error.
  ///   - namespaces: What the cluster has, where there is one.
  ///   - now: Seconds since 1970.
  /// - Throws: What a folder's tree throws when it cannot be read.
  package init(
    pipeline: RevisionPipeline, operatorPolicies: [any FileTree] = [], engine: PolicyEngine? = nil,
    namespaces: [String: NamespaceFact] = [:], now: Int
  ) throws {
    self.namespaces = namespaces
    self.pipeline = pipeline
    self.engine = engine
    self.now = now
    self.operatorPolicies = try operatorPolicies.map { try ManifestLoader.load($0, policies: .only) }
  }

  /// Judges what lies in a revision's folder.
  ///
  /// - Parameters:
  ///   - base: What it is compared with: the merge base of a pull request, the newest release that was live. None judges every
  ///     object as a creation.
  ///   - ruling: Whose policies judge beside the operator's and its own; none means those of `base`.
  ///   - commit: What is known of the revision beside its files.
  /// - Throws: What a tree throws when it cannot be read at all; what is wrong with the files are findings.
  package func judge(
    _ head: RevisionFiles, comparedWith base: RevisionFiles? = nil, underRulesOf ruling: RevisionFiles? = nil, commit: CommitFacts? = nil
  ) throws -> Judgement {
    let readings = try ([head] + (base.map { [$0] } ?? [])).map { try read($0) }
    let sides = atOnce(readings) { [pipeline, now] in Side($0, compiled: pipeline.compile($0.loaded, now: now)) }
    let (new, old) = (sides[0], sides.count > 1 ? sides[1] : nil)
    let ruling = try ruling.map { try policies(of: $0) } ?? old?.policies
    let changes = old.map { GatewayChanges(from: $0.compiled.model, to: new.compiled.model) }
    let question = PolicyQuestion(
      policies: rules(new.policies, ruling), before: old?.loaded.manifests, after: new.loaded.manifests, changes: changes,
      ownPolicies: (old?.policies.manifests ?? ManifestSet([]), new.policies.manifests), commit: commit, namespaces: namespaces, now: now)
    let verdicts = ask(question)
    let known = old.map { self.known($0, ruling, question, verdicts) }
    let plain = new.compiled.findings.map { PolicyVerdict($0, isSilenceable: true) }
    let ofRules = (operatorPolicies + [new.policies]).flatMap(\.findings).map { PolicyVerdict($0, isSilenceable: false) }
    let all = plain + ofRules + verdicts
    let (shown, silenced) = sort(all, new, known)
    return Judgement(
      findings: shown, silenced: silenced, changes: changes,
      objects: base.flatMap { base in
        old.map { old in
          ObjectChanges(from: old.loaded.manifests, to: new.loaded.manifests) { file in
            head.tree.contentID(of: file).map { $0 == base.tree.contentID(of: file) } ?? false
          }
        }
      }, manifests: new.loaded.manifests, compiled: new.compiled, plan: new.plan)
  }

  /// What was there before: verdicts of the rules that judge now, but of policies' own faults those that the old ones had.
  private func known(_ old: Side, _ ruling: LoadedManifests?, _ question: PolicyQuestion, _ verdicts: [PolicyVerdict]) -> KnownFindings {
    let manifests = old.loaded.manifests
    let said = ask(question.before(manifests, about: verdicts)).filter { !$0.isFault }
    let faults = ask(question.faults(of: rules(old.policies, ruling), in: manifests)).filter(\.isFault)
    let unread = (operatorPolicies + [old.policies]).flatMap(\.findings)
    let before = old.compiled.findings + unread + (said + faults).map(\.finding)
    var suppressions = old.suppressions
    for finding in before { _ = suppressions.silencer(of: finding, isSilenceable: true, in: manifests) }
    return KnownFindings(before + suppressions.ownFindings(isWhole: false))
  }

  /// The rules that judge, in their order; rules that did not change are asked once.
  private func rules(_ own: LoadedManifests, _ ruling: LoadedManifests?) -> [PolicyDocuments] {
    var rules = operatorPolicies.map { PolicyDocuments(author: .operator, documents: $0.manifests) }
    if let ruling, ObjectChanges(from: ruling.manifests, to: own.manifests).isEmpty == false {
      rules.append(PolicyDocuments(author: .base, documents: ruling.manifests))
    }
    rules.append(PolicyDocuments(author: .revision, documents: own.manifests))
    return rules.filter { !$0.documents.manifests.isEmpty }
  }

  /// What the rules say; the same words of two rules are one.
  private func ask(_ question: PolicyQuestion) -> [PolicyVerdict] {
    guard let engine, !question.policies.isEmpty else { return [] }
    var said = Set<Finding>()
    return engine(question).filter { said.insert($0.finding).inserted }
  }

  /// A revision, read and compiled.
  private struct Side: Sendable {
    let read: Reading
    let compiled: CompiledRevision
    var loaded: LoadedManifests { read.loaded }
    var policies: LoadedManifests { read.policies }
    var suppressions: Suppressions { read.suppressions }
    var plan: PlanStatement { read.plan }

    init(_ read: Reading, compiled: CompiledRevision) {
      self.read = read
      self.compiled = read.planFault.map(compiled.adding) ?? compiled
    }
  }

  /// A revision's files, read.
  private struct Reading: Sendable {
    let loaded: LoadedManifests
    let policies: LoadedManifests
    let suppressions: Suppressions
    let plan: PlanStatement
    let planFault: Finding?
  }

  private func read(_ files: RevisionFiles) throws -> Reading {
    var files = files
    let tree = try IndexedTree(files.tree)
    files.tree = tree
    let loaded = try files.load(policies: engine == nil ? .refused : .judgedApart, parsed: parsed)
    var fault: Finding?
    let fleet = files.path(of: "nuncio.yaml")
    var plan = PlanStatement()
    if tree.holds(fleet) {
      let bytes = try tree.read(fleet)
      do throws(DocumentError) {
        plan = try ConfigurationFile.repository(bytes, file: fleet).fleet?.stated ?? plan
      } catch {
        fault = .error(.badValue, error.message, at: error.position)
      }
    }
    let policies = try policies(of: files)
    let list = files.path(of: Suppressions.file)
    let suppressions = Suppressions(notes: loaded.notes, bytes: tree.holds(list) ? try tree.read(list) : nil, in: files.path, now: now)
    return Reading(loaded: loaded, policies: policies, suppressions: suppressions, plan: plan, planFault: fault)
  }

  private func policies(of files: RevisionFiles) throws -> LoadedManifests {
    try ManifestLoader.load(files.tree, at: files.path(of: "policies"), policies: .only, parsed: parsed)
  }

  /// Takes out what is silenced, tells new from old, and puts the rest in order.
  private func sort(_ verdicts: [PolicyVerdict], _ side: Side, _ known: KnownFindings?) -> ([JudgedFinding], [SilencedFinding]) {
    var suppressions = side.suppressions
    var known = known
    var shown: [JudgedFinding] = []
    var silenced: [SilencedFinding] = []
    for verdict in verdicts {
      let finding = verdict.finding
      let silencer = suppressions.silencer(of: finding, isSilenceable: verdict.isSilenceable, in: side.loaded.manifests)
      let isOld = known?.take(finding) ?? false
      if let silencer {
        silenced.append(SilencedFinding(finding: finding, reason: silencer.reason, until: silencer.until))
      } else {
        shown.append(JudgedFinding(finding: finding, isNew: !isOld, rule: verdict.rule, expression: verdict.expression))
      }
    }
    for finding in suppressions.ownFindings(isWhole: known == nil) {
      let isOld = known?.take(finding) ?? false
      shown.append(JudgedFinding(finding: finding, isNew: !isOld, rule: nil, expression: nil))
    }
    return (shown.sorted { $0.finding.comesBefore($1.finding) }, silenced)
  }
}

extension Finding {
  /// Errors first; then files, lines, columns and codes.
  fileprivate func comesBefore(_ other: Finding) -> Bool {
    if severity != other.severity { return severity == .error }
    let (left, right) = (position, other.position)
    if left != right {
      guard let left else { return true }
      guard let right else { return false }
      return left < right
    }
    return (code.rawValue, message) < (other.code.rawValue, other.message)
  }
}
