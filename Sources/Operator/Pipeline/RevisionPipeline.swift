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
  package let findings: [Finding]

  /// The same with one more finding.
  func adding(_ finding: Finding) -> CompiledRevision {
    CompiledRevision(model: model, resources: resources, findings: findings + [finding])
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

  /// Makes a pipeline.
  package init(options: CompileOptions, translation: TranslateOptions = TranslateOptions()) {
    self.options = options
    self.translation = translation
  }

  /// Loads, checks, compiles and translates what lies below `path`.
  ///
  /// - Throws: What the tree throws when it cannot be read at all; what is wrong with the files are findings.
  package func compile(tree: any FileTree, path: String) throws -> CompiledRevision {
    compile(try ManifestLoader.load(tree, at: path))
  }

  /// Checks, compiles and translates what was loaded.
  ///
  /// - Parameter now: Seconds since 1970, for certificates whose time is over.
  package func compile(_ loaded: LoadedManifests, now: Int = 0) -> CompiledRevision {
    let compilation = compileGateway(loaded.manifests, options: options, now: now)
    let (resources, refusals) = translate(compilation.model, options: translation)
    return CompiledRevision(
      model: compilation.model, resources: resources, findings: loaded.findings + compilation.findings + refusals)
  }
}
