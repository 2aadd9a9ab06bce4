import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Operator

/// Where the daemon is, and how to be let in.
struct DaemonAddress: ParsableArguments {
  @Option(help: ArgumentHelp("The daemon's address.", valueName: "URL"))
  var server = "http://127.0.0.1:8877"

  @Option(help: ArgumentHelp("The file with the daemon's token. Default: NUNCIO_TOKEN, else the state directory's.", valueName: "FILE"))
  var tokenFile: String?

  @Option(help: ArgumentHelp("The daemon's state directory, to find its token in.", valueName: "DIR"))
  var state: String?

  /// Asks the daemon, and reads its answer.
  ///
  /// - Throws: `ExitCode` 3 when nobody answers, 2 when the token is refused, with a line on standard error.
  func ask<Answer: Decodable>(_ method: HTTPMethodName, _ path: String, body: (any Encodable)? = nil, as: Answer.Type) async throws
    -> Answer
  {
    var request = HTTPClientRequest(url: server + path)
    request.method = .init(rawValue: method.rawValue)
    request.headers.add(name: "authorization", value: "Bearer \(try token())")
    if let body {
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(body)))
    }
    let response: HTTPClientResponse
    let bytes: ByteBuffer
    do {
      response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
      bytes = try await response.body.collect(upTo: 64 << 20)
    } catch {
      Diagnostics.print("error: no daemon answers at \(server): is `nuncio run` running? Name another with --server")
      throw ExitStatus.unreachable
    }
    if response.status == .unauthorized {
      Diagnostics.print("error: the daemon at \(server) refused the token. Name its file with --token-file, or the daemon's --state")
      throw ExitStatus.unusable
    }
    do {
      return try JSONDecoder().decode(Answer.self, from: Data(bytes.readableBytesView))
    } catch {
      Diagnostics.print("error: what answers at \(server) (status \(response.status.code)) is not a nuncio of this version")
      throw ExitStatus.unreachable
    }
  }

  private func token() throws -> String {
    let environment = ProcessInfo.processInfo.environment
    if let tokenFile {
      guard let text = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
        Diagnostics.print("error: \(tokenFile) cannot be read (--token-file)")
        throw ExitStatus.unusable
      }
      return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    if let token = environment["NUNCIO_TOKEN"], !token.isEmpty { return token }
    let directory = StateDirectory.find(flag: state, environment: environment)
    // No token there means that the daemon has another state directory, or none runs: its answer tells.
    return (try? directory.token()) ?? ""
  }
}

/// The methods that the control API knows.
enum HTTPMethodName: String {
  case get = "GET"
  case post = "POST"
}
