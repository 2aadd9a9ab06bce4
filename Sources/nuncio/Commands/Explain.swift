import ArgumentParser
import Gateway
import Manifests
import Operator

/// `nuncio explain`: who answers a request, without a daemon.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show which route takes a request, and why.",
    discussion: """
      Exit status 1 when nothing answers.

      Example: nuncio explain GET https://www.example.com/api/users -H 'x-beta: yes' gateway/ --at main~1
      """)

  @Argument(help: "GET, POST, ...") var method: String
  @Argument(help: "http://host[:port]/path or https://...; without a port, the listener that would answer.") var url: String
  @Option(name: .customShort("H"), help: ArgumentHelp("A header; may be repeated.", valueName: "Name: value")) var headers: [String] = []
  @OptionGroup var input: GatewayInput
  @Option(help: ArgumentHelp("A revision of the repository that the folder is in, instead of the files on disk.", valueName: "REV"))
  var at: String?
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    let request: RequestSketch
    do throws(RequestSketch.Fault) {
      request = try RequestSketch(method: method, url: url, headers: headers)
    } catch {
      Diagnostics.print("error: \(error)")
      throw ExitStatus.unusable
    }
    let compiled = try await input.compiled(at: at)
    for finding in compiled.findings where finding.severity == .error { Diagnostics.print(FindingReport.line(finding)) }
    let explanation = explain(request, in: compiled.model)
    switch format {
    case .text: print(explanation.text)
    case .json: print(try JSONReport.text(explanation))
    }
    if !explanation.isAnswered { throw ExitStatus.findings }
  }
}
