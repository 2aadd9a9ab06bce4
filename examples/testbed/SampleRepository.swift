import Foundation

/// The demo's Git repository, its history made on the spot from the folders beside this file.
package struct SampleRepository {
  package let path: String
  private let samples: String
  private let values: [String: String]

  /// - Parameter values: What stands for `${NAME}` in the samples.
  package init(path: String, samples: String, values: [String: String]) throws {
    self.path = path
    self.samples = samples
    self.values = values
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try git("init", "--quiet", "--initial-branch=main", ".")
    try git("config", "user.name", "Demo")
    try git("config", "user.email", "demo@example.com")
  }

  /// Copies a step's files over what is there and commits.
  ///
  /// - Returns: The commit, seven digits.
  package func commit(_ step: String, _ message: String) throws -> String {
    let folder = "\(samples)/\(step)"
    var files: [String: String] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() where name.hasSuffix(".yaml") {
      var text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      for (key, value) in values { text = text.replacing("${\(key)}", with: value) }
      files[name] = text
    }
    return try commit(files: files, message)
  }

  /// Writes files and commits.
  ///
  /// - Returns: The commit, seven digits.
  @discardableResult
  package func commit(files: [String: String], _ message: String) throws -> String {
    for (name, text) in files {
      let target = URL(fileURLWithPath: "\(path)/\(name)")
      try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: target, atomically: true, encoding: .utf8)
    }
    try git("add", "--all")
    try git("commit", "--quiet", "--message", message)
    return try git("rev-parse", "--short=7", "HEAD").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Takes the last commit back, as a new commit.
  package func revertLast() throws { try git("revert", "--no-edit", "HEAD") }

  /// Runs Git in the repository.
  @discardableResult
  package func git(_ arguments: String...) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", path] + arguments
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw DemoFailure("git \(arguments.joined(separator: " ")) failed") }
    return text
  }
}

/// The demo cannot go on.
package struct DemoFailure: Error, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}
