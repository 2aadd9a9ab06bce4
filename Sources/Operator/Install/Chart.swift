import Foundation
import Kubernetes
import SourceYAML

/// `deploy/`, found beside the program: what a cluster gets.
package struct Chart: Sendable {
  private let folder: String
  private let namespace: String
  private var values: JSONValue
  /// What was set, by key: `fleet.replicas`.
  package private(set) var settings: [String: String] = [:]

  /// - Parameters:
  ///   - folder: The folder `deploy`.
  ///   - settings: `KEY=VALUE`, each a name of `values.yaml`.
  /// - Throws: `StartFailure` for a file that cannot be read, or a setting that the chart does not know.
  package init(folder: String, namespace: String, settings: [String]) throws {
    self.folder = folder
    self.namespace = namespace
    let file = "\(folder)/chart/values.yaml"
    guard let root = try parseYAML(try Self.bytes(file), file: file).first else { throw StartFailure("\(file) is empty") }
    values = JSONValue(root)
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, set(parts[0], parts[1]) else {
        throw StartFailure("--set \(setting): write KEY=VALUE with a key of \(file)")
      }
    }
  }

  /// The same with what was set before, wherever nothing else is now; what the chart no longer knows is left out.
  package func keeping(_ before: [String: String]) -> Chart {
    var chart = self
    for (key, value) in before where settings[key] == nil { _ = chart.set(key, value) }
    return chart
  }

  /// - Returns: Whether the chart knows the key.
  private mutating func set(_ key: String, _ value: String) -> Bool {
    let names = key.split(separator: ".").map(String.init)
    guard names.count == 2, values[names[0]]?[names[1]] != nil else { return false }
    values[names[0]]?[names[1]] = .string(value)
    settings[key] = value
    return true
  }

  /// The folder `deploy` above a program: a checkout's, or an image's.
  package static func find(executable: String) throws -> String {
    var place = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
    while place.path != "/" {
      place.deleteLastPathComponent()
      for name in ["deploy", "share/nuncio/deploy"] {
        let path = place.appendingPathComponent(name).path
        if FileManager.default.fileExists(atPath: path + "/chart/Chart.yaml") { return path }
      }
    }
    throw StartFailure("there is no folder deploy above \(executable): name it with --deploy DIR")
  }

  /// The definitions of kinds, file by file.
  package func definitions() throws -> [(file: String, text: String)] { try texts("crds") }

  /// Everything else, rendered, file by file.
  package func manifests() throws -> [(file: String, text: String)] {
    try texts("chart/templates").map { file, text in
      (file, try ChartTemplate(name: file, text: text).rendered { path in self.value(path) })
    }
  }

  private func value(_ path: String) -> String? {
    if path == ".Release.Namespace" { return namespace }
    guard path.hasPrefix(".Values.") else { return nil }
    var found: JSONValue? = values
    for name in path.dropFirst(8).split(separator: ".") { found = found?[String(name)] }
    return switch found {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    default: nil
    }
  }

  private func texts(_ subfolder: String) throws -> [(file: String, text: String)] {
    let path = "\(folder)/\(subfolder)"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard !names.isEmpty else { throw StartFailure("\(path): no such folder, or nothing in it") }
    return try names.filter { $0.hasSuffix(".yaml") }.sorted().map {
      (file: "\(subfolder)/\($0)", text: String(decoding: try Self.bytes("\(path)/\($0)"), as: UTF8.self))
    }
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else { throw StartFailure("\(path) cannot be read") }
    return [UInt8](data)
  }
}
