import ArgumentParser

/// The root command.
@main
struct Nuncio: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nuncio",
    abstract: "A GitOps gateway: a commit becomes traffic, in stages, and is taken back when it goes wrong.",
    discussion: "Start with: nuncio run --repo https://git.example.com/edge.git",
    version: "0.1.0",
    groupedSubcommands: [
      CommandGroup(name: "Daemon", subcommands: [Run.self, OperatorCommand.self, Proxy.self]),
      CommandGroup(name: "Cluster", subcommands: [Install.self, Plan.self, Migrate.self]),
      CommandGroup(
        name: "Offline", subcommands: [Validate.self, Diff.self, Compile.self, Explain.self, PolicyCommand.self, Cel.self]),
      CommandGroup(
        name: "Control",
        subcommands: [
          Status.self, History.self, Rollback.self, Resume.self, Retry.self, Pause.self, Promote.self, Abort.self, FetchChild.self,
        ]),
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand { try await asynchronous.run() } else { try command.run() }
    } catch {
      // The library's own status for a call that cannot be used is another one.
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      Diagnostics.print(fullMessage(for: error))
      exit(withError: ExitStatus.unusable)
    }
  }
}
