import Foundation
import SourceYAML

/// A real API server for one test run, when the program is there; stopped when it goes away.
final class TestAPIServer {
  /// What a request came to.
  struct Answer {
    let status: Int
    /// The texts of `Warning` headers.
    let warnings: [String]
    let body: [UInt8]

    /// A field of a Status or of an object.
    func text(_ field: String) -> String? {
      (try? parseYAML(body, file: "answer").first)?[field]?.string
    }
  }

  struct NotReady: Error {}

  private let process: Process
  private let data: URL
  private let address: String
  private let token: String

  /// The repository that the tests are part of.
  static let repository: URL = {
    var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    for _ in ["file", "APIServer", "PolicyTests", "Tests"] { folder.deleteLastPathComponent() }
    return folder
  }()

  /// Where the program lies relative to the repository; nil when it is not there.
  static var program: String? {
    let path = repository.appendingPathComponent("../shared/testkube/bin/testkube").standardizedFileURL.path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }

  /// Starts it and waits until it is ready.
  init(program: String) throws {
    data = FileManager.default.temporaryDirectory.appendingPathComponent("nuncio-api-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["--listen", "127.0.0.1:0", "--data", data.path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let config = data.appendingPathComponent("kubeconfig")
    let deadline = Date(timeIntervalSinceNow: 60)
    while !FileManager.default.fileExists(atPath: config.path) {
      guard Date() < deadline, process.isRunning else {
        process.terminate()
        throw NotReady()
      }
      Thread.sleep(forTimeInterval: 0.1)
    }
    let clusters = try parseYAML([UInt8](Data(contentsOf: config)), file: "kubeconfig").first?["clusters"]
    guard let address = clusters?.items.first?["cluster"]?["server"]?.string else { throw NotReady() }
    self.address = address
    token = try String(contentsOf: data.appendingPathComponent("token"), encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: data)
  }

  /// One request.
  struct Request {
    var method = "GET"
    let path: String
    var body: String?
    /// Of the body.
    var type = "application/yaml"
  }

  /// Sends requests one after the other over one connection.
  func send(_ requests: [Request]) throws -> [Answer] {
    let curl = Process()
    curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    curl.arguments = ["--config", "-"]
    let (input, output) = (Pipe(), Pipe())
    curl.standardInput = input
    curl.standardOutput = output
    try curl.run()
    try input.fileHandleForWriting.write(contentsOf: Data(try requests.map { try configuration($0) }.joined(separator: "next\n").utf8))
    try input.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    curl.waitUntilExit()
    let answers = try text.components(separatedBy: Self.mark).dropLast().map { try Self.answer(Array($0.utf8)) }
    guard answers.count == requests.count else { throw NotReady() }
    return answers
  }

  private static let mark = "\u{1E}end of answer\u{1E}"

  /// A body as curl takes it: a line of its configuration has 100 KB at most, longer ones go through a file.
  private func argument(_ body: String) throws -> String {
    guard body.utf8.count > 50_000 else { return body }
    let file = data.appendingPathComponent("body-\(UUID().uuidString)")
    try Data(body.utf8).write(to: file)
    return "@\(file.path)"
  }

  private func configuration(_ request: Request) throws -> String {
    func quoted(_ text: String) -> String {
      "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n"))\""
    }
    var lines = [
      "silent", "show-error", "include", "http1.1", "max-time = 30", "cacert = \(quoted(data.appendingPathComponent("pki/ca.crt").path))",
      "header = \(quoted("Authorization: Bearer \(token)"))", "header = \(quoted("Accept: application/json"))",
      "header = \(quoted("Content-Type: \(request.type)"))", "header = \"Expect:\"", "request = \(request.method)",
      "write-out = \(quoted(Self.mark))", "url = \(quoted(address + request.path))",
    ]
    if let body = request.body { lines.append("data-binary = \(quoted(try argument(body)))") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func answer(_ bytes: [UInt8]) throws -> Answer {
    guard let end = bytes.indices.dropLast(3).first(where: { bytes[$0..<$0 + 4].elementsEqual("\r\n\r\n".utf8) }) else { throw NotReady() }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { throw NotReady() }
    let warnings = lines.filter { $0.lowercased().hasPrefix("warning: 299") }.compactMap { line -> String? in
      guard let start = line.firstIndex(of: "\""), let stop = line.lastIndex(of: "\""), start < stop else { return nil }
      return String(line[line.index(after: start)..<stop]).replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
    }
    return Answer(status: status, warnings: warnings, body: Array(bytes[(end + 4)...]))
  }
}
