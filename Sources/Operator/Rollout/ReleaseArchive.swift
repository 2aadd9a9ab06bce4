import EnvoyConfig

/// What releases are served from after a restart, content-addressed.
protocol ReleaseArchive: Sendable {
  /// Stores a release's resources durably under their digest; what is there already is left alone.
  ///
  /// - Throws: When they are not durable.
  func save(_ resources: ResourceSet) async throws

  /// The resources of a digest; nil when they are not there or damaged.
  func load(_ digest: String) async -> ResourceSet?

  /// Forgets every release but those named.
  func keep(only digests: Set<String>) async
}
