import EnvoyConfig
import Gateway
import Logging
import Rollout
import XDS

/// The secrets of `--secrets DIR`: live, whatever release a proxy is on and whatever the source does.
actor SecretFacts: Outside {
  private let folder: String?
  private let xds: XDSFleet
  private let logger: Logger
  /// What the proxies have.
  private(set) var facts = Facts()
  /// What was said last of a pair that cannot be used.
  private var problems: [String: String] = [:]

  /// - Parameter folder: None means that there are no such facts.
  init(folder: String?, xds: XDSFleet, logger: Logger) {
    self.folder = folder
    self.xds = xds
    self.logger = logger
  }

  /// Reads the folder for the first time.
  ///
  /// - Throws: What the file system throws: a daemon does not begin without what it was told to read.
  func load() async throws {
    guard let folder else { return }
    await take(try SecretsFolder(path: folder).read())
  }

  func inputs() -> OutsideInputs { OutsideInputs(facts: facts) }

  func offered(_ objects: [ForeignObjects.Entry]) {}

  func refresh() async { await readAgain() }

  func follow(_ changed: @escaping @Sendable (Revision.Cause) -> Void) async {
    guard let folder, let changes = FolderWatch.changes(below: folder) else { return }
    for await _ in changes {
      // The two files of a pair, or a link that is switched: what belongs together is there a moment later.
      guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return }
      // A secret that a refused commit was missing may be there now; what serves needs no release for it.
      if await readAgain() { changed(.commit) }
    }
  }

  /// Reads the folder again.
  ///
  /// - Returns: Whether there are others than before.
  @discardableResult
  private func readAgain() async -> Bool {
    guard let folder else { return false }
    do {
      guard await take(try SecretsFolder(path: folder).read()) else { return false }
      logger.info("the secrets in \(folder) changed: every proxy gets those that can be used")
      return true
    } catch {
      logger.error("\(folder) cannot be read (--secrets): \(error). The secrets before go on serving")
      return false
    }
  }

  /// A pair that Envoy could not serve with leaves the one before in place.
  @discardableResult
  private func take(_ read: SecretsReading) async -> Bool {
    for (name, problem) in read.problems.sorted(by: { $0.key < $1.key }) where problems[name] != problem {
      let rest = facts.secrets[name] == nil ? "" : ". The secret before goes on serving"
      logger.error("--secrets, \(name): \(problem)\(rest)")
    }
    problems = read.problems
    let next = read.replacing(facts)
    guard next != facts else { return false }
    facts = next
    await xds.setFacts(LiveFacts(next))
    return true
  }
}
