import Fleet
import Foundation
import Identity
import Testing

@Suite("Which Envoy is started, and what is said when none can be")
struct EnvoyBinaryTests {
  /// A program in a folder of its own that answers `--version` as it is told.
  private func fake(_ name: String, says text: String, mode: Int = 0o755, in folder: TestFolder) throws -> String {
    let path = folder.path + "/" + name
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("#!/bin/sh\necho '\(text)'\n".utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  private static func answer(_ version: String) -> String { "envoy  version: 9e5580/\(version)/Clean/RELEASE/BoringSSL" }

  @Test(
    "a version is enough from 1.40 on",
    arguments: [("1.39.9", false), ("1.4.0", false), ("1.40.0", true), ("1.40.1", true), ("1.41.0-dev", true), ("2.0.0", true)])
  func version(_ version: String, isEnough: Bool) throws {
    let folder = try TestFolder()
    let path = try fake("fake-envoy", says: Self.answer(version), in: folder)
    if isEnough {
      #expect(try EnvoyBinary.find(flag: path, environment: [:], executable: "/nowhere/nuncio").path == path)
    } else {
      #expect(throws: FleetError.envoyTooOld(path: path, version: version)) {
        try EnvoyBinary.find(flag: path, environment: [:], executable: "/nowhere/nuncio")
      }
    }
  }

  @Test("the flag comes before NUNCIO_ENVOY, that before .tools above the program (its newest by number), that before PATH")
  func order() throws {
    let folder = try TestFolder()
    let flag = try fake("flag/fake-envoy", says: Self.answer("1.40.1"), in: folder)
    let named = try fake("named/fake-envoy", says: Self.answer("1.40.2"), in: folder)
    _ = try fake("house/.tools/envoy-1.9.0/bin/envoy", says: Self.answer("1.9.0"), in: folder)
    let tools = try fake("house/.tools/envoy-1.40.3/bin/envoy", says: Self.answer("1.40.3"), in: folder)
    let onPath = try fake("bin/envoy", says: Self.answer("1.40.4"), in: folder)
    let inHouse = folder.path + "/house/build/debug/nuncio"
    let path = ["PATH": "/nowhere:" + folder.path + "/bin"]
    let both = path.merging(["NUNCIO_ENVOY": named]) { _, new in new }
    #expect(try EnvoyBinary.find(flag: flag, environment: both, executable: inHouse).path == flag)
    #expect(try EnvoyBinary.find(flag: nil, environment: both, executable: inHouse).path == named)
    #expect(try EnvoyBinary.find(flag: nil, environment: path, executable: inHouse).path == tools)
    #expect(try EnvoyBinary.find(flag: nil, environment: path, executable: "/nowhere/nuncio").path == onPath)
  }

  @Test("what cannot be used is named, with what to do")
  func faults() throws {
    let folder = try TestFolder()
    let locked = try fake("locked-envoy", says: Self.answer("1.40.0"), mode: 0o644, in: folder)
    let other = try fake("not-envoy", says: "nginx version: nginx/1.22.1", in: folder)
    #expect(throws: FleetError.envoyMissing) { try EnvoyBinary.find(flag: nil, environment: [:], executable: "/nowhere/nuncio") }
    for path in [folder.path + "/absent", locked, other] {
      let error = #expect(throws: FleetError.self) { try EnvoyBinary.find(flag: path, environment: [:], executable: "/nowhere/nuncio") }
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains(path) && text.contains("--envoy"))
    }
  }

  @Test("a state directory too deep for a Unix socket is an error that names --state")
  func deepState() throws {
    let folder = try TestFolder()
    let deep = folder.path + "/" + String(repeating: "d", count: 100)
    let error = #expect(throws: FleetError.self) { try ProxyPaths(ProxyID("edge-0"), in: deep).create() }
    #expect(error.map { "\($0)" }?.contains("--state") == true)
    #expect(!FileManager.default.fileExists(atPath: deep))
  }
}
