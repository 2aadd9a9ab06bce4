import ArgumentParser

@main
struct Nuncio: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "nuncio", abstract: "A GitOps gateway for Envoy.")
}
