import EnvoyConfig
import Foundation
import Gateway
package import Git
import Manifests
import Rollout

/// Judges a source's head before it becomes a release: by the operator's rules, by those of the newest release that was live,
/// and by its own (DESIGN.md, section 9).
struct SourceJudge {
  let configuration: OperatorConfiguration
  let mirror: SourceMirror
  let log: any ReleaseLog

  /// - Parameters:
  ///   - outside: What it is made from beside the commit.
  ///   - keys: Whose signatures count; none where nobody said.
  /// - Throws: `GitError`, and what a folder of policies throws that cannot be read.
  func judge(_ head: Commit, memory: RolloutMemory, outside: OutsideInputs, keys: TrustedKeys?) async throws -> Judgement {
    let path = configuration.source.path
    let files = try await RevisionFiles(tree: CommitTree(tree: try await mirror.tree(of: head)), path: path).rendered()
    // A rollback by hand does not bring old rules back: the newest that was live counts, whatever serves.
    let ruling = try await self.files(of: memory.live.max { $0.number < $1.number })
    let isRuled = try !configuration.policies.isEmpty || files.hasPolicies() || ruling?.hasPolicies() == true
    let judge = try RevisionJudge(
      pipeline: RevisionPipeline(
        options: CompileOptions(
          ambassadorIDs: configuration.ambassadorIDs, facts: outside.facts,
          ownAddress: OwnAddress(host: configuration.admin.host, port: configuration.admin.port)),
        translation: TranslateOptions(bindAddress: configuration.bindAddress), foreign: outside.objects),
      operatorPolicies: folders, engine: policyEngine, namespaces: outside.namespaces, now: Int(Date().timeIntervalSince1970))
    guard isRuled else { return try judge.judge(files) }
    return try judge.judge(
      files, comparedWith: try await self.files(of: memory.stable), underRulesOf: ruling, commit: try await commitFacts(of: head, keys))
  }

  /// A digest of the operator's policies: with others a commit that was refused is judged again.
  func rules() throws -> String {
    var bytes: [UInt8] = []
    for folder in folders {
      for entry in try folder.entries() { bytes += Array(entry.path.utf8) + [0] + (try folder.read(entry.path)) + [0] }
    }
    return SHA256Digest.hex(bytes)
  }

  private var folders: [NamedTree] { configuration.policies.map { NamedTree(FolderTree(root: $0), in: $0) } }

  private func files(of release: ReleaseRecord?) async throws -> RevisionFiles? {
    guard let release else { return nil }
    let path = configuration.source.path
    return try await RevisionFiles(tree: CommitTree(tree: try await log.files(of: release, in: path)), path: path).rendered()
  }

  private func commitFacts(of head: Commit, _ keys: TrustedKeys?) async throws -> CommitFacts {
    let details = try await mirror.details(of: head.id)
    guard let format = details.signature, let keys else { return CommitFacts(details) }
    let verdict = try await mirror.verdict(on: head.id, keys: keys)
    return CommitFacts(details, signature: CommitFacts.Signature(verdict, format))
  }
}

extension CommitFacts {
  /// What a commit says of itself.
  package init(_ commit: LocalCommit, signature: Signature? = nil) {
    self.init(
      id: commit.id.hex, author: Person(name: commit.author.name, email: commit.author.email),
      committer: Person(name: commit.committer.name, email: commit.committer.email), message: commit.message, time: commit.committer.time,
      signature: signature)
  }
}

extension CommitFacts.Signature {
  fileprivate init(_ verdict: SignatureVerdict, _ format: SignatureFormat) {
    var signer = ""
    if case .verified(let name) = verdict { signer = name }
    self.init(isVerified: verdict.isVerified, format: format.rawValue, signer: signer)
  }
}
