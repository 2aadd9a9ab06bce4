package import EnvoyConfig
package import Gateway
package import Manifests

/// What a commit's files come to: the model, what Envoy is told, and all that is to be said about it.
package struct CompiledRevision: Sendable {
  /// The gateway.
  package let model: GatewayModel
  /// What Envoy is told.
  package let resources: ResourceSet
  /// In the order of files and lines.
  package private(set) var findings: [Finding]
  /// The objects that no source owns and that it is made from.
  package let foreign: [ForeignObjects.Entry]
  /// Such objects that count in an older version or not at all, and why.
  package let leftOut: [ObjectKey: Finding]

  /// The same with one more finding.
  func adding(_ finding: Finding) -> CompiledRevision {
    var copy = self
    copy.findings.append(finding)
    return copy
  }

  /// Whether the commit may become a release: an error anywhere rejects it as a whole.
  package var isAcceptable: Bool { !findings.contains { $0.severity == .error } }
}

/// A commit's files to Envoy's resources: a pure function but for the tree that it reads.
package struct RevisionPipeline: Sendable {
  /// How the languages are read.
  package var options: CompileOptions
  /// How the model is put into Envoy's words.
  package var translation: TranslateOptions
  /// Objects that no source owns; a commit's own object of the same key wins.
  package var foreign: ForeignObjects

  /// Makes a pipeline.
  package init(
    options: CompileOptions, translation: TranslateOptions = TranslateOptions(), foreign: ForeignObjects = ForeignObjects()
  ) {
    self.options = options
    self.translation = translation
    self.foreign = foreign
  }

  /// Checks, compiles and translates what was loaded.
  ///
  /// - Parameter now: Seconds since 1970, for certificates whose time is over.
  package func compile(_ loaded: LoadedManifests, now: Int = 0) -> CompiledRevision {
    let used = foreign.effective.filter { loaded.manifests[$0.key] == nil }
    let first = quarantining(used, loaded, now: now)
    guard !first.isAcceptable, !used.isEmpty else { return first }
    // What is wrong with the commit's own objects may be another's doing: with all others as they were last it would show.
    let before = foreign.good.filter { loaded.manifests[$0.key] == nil }
    let changed = Set(used.keys).union(before.keys).filter { used[$0]?.digest != before[$0]?.digest }
    let second = quarantining(before, loaded, now: now)
    guard !changed.isEmpty, second.isAcceptable, let reason = first.findings.first(where: { $0.severity == .error }) else { return first }
    return CompiledRevision(
      model: second.model, resources: second.resources, findings: second.findings, foreign: second.foreign,
      leftOut: second.leftOut.merging(changed.map { ($0, reason) }) { first, _ in first })
  }

  /// Compiles, and takes out what others applied and is wrong, each alone: the good version of before takes its place.
  private func quarantining(_ objects: [ObjectKey: ForeignObjects.Entry], _ loaded: LoadedManifests, now: Int) -> CompiledRevision {
    var used = objects
    var leftOut = Dictionary(
      uniqueKeysWithValues: foreign.takenBack.filter { loaded.manifests[$0] == nil }.map { ($0, Finding.takenBack($0)) })
    while true {
      let entries = used.sorted { $0.key < $1.key }.map(\.value)
      let all = entries.isEmpty ? loaded.manifests : ManifestSet(loaded.manifests.manifests + entries.map(\.manifest))
      let compilation = compileGateway(all, options: options, now: now)
      let (resources, refusals) = translate(compilation.model, options: translation)
      let findings = compilation.findings + refusals
      let bad = findings.filter { finding in finding.severity == .error && finding.object.map { used[$0] != nil } ?? false }
      if bad.isEmpty {
        return CompiledRevision(
          model: compilation.model, resources: resources, findings: loaded.findings + findings, foreign: entries, leftOut: leftOut)
      }
      // Each turn brings an object to its good version or takes it out: this ends.
      for (key, finding) in Dictionary(
        bad.compactMap { finding in finding.object.map { ($0, finding) } }, uniquingKeysWith: { first, _ in first })
      {
        let good = foreign.good[key]
        used[key] = good?.digest == used[key]?.digest ? nil : good
        leftOut[key] = leftOut[key] ?? finding
      }
    }
  }
}

extension Finding {
  /// Evidence took an object back.
  fileprivate static func takenBack(_ key: ObjectKey) -> Finding {
    .warning(
      .takenBack, "the release that it was part of as it is was taken back by evidence: its version before serves until it is changed",
      at: nil, object: key)
  }
}

extension FindingCode {
  /// An object in the cluster that evidence took back.
  static let takenBack = FindingCode(rawValue: "taken-back")
}
