import ArgumentParser

/// The root command.
@main
struct Nuncio: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nuncio",
    abstract: "A GitOps gateway: a commit becomes traffic, in stages, and is taken back when it goes wrong.",
    discussion: "Start with: nuncio run --repo https://git.example.com/edge.git",
    version: "0.1.0",
    subcommands: [
      Run.self, Compile.self, Explain.self, Status.self, History.self, Rollback.self, Resume.self, Pause.self, Promote.self, Abort.self,
      Retry.self, FetchChild.self,
    ])
}
