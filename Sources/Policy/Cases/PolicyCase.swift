package import Manifests
import SourceYAML

/// Something that a policy must admit, or must refuse.
package struct PolicyCase: Sendable {
  /// What the policy has to say.
  package enum Expectation: String, Sendable, Codable { case pass, fail }

  /// The path below the policy's folder, without `.yaml`: `fail/too-long`.
  package let name: String
  package let expectation: Expectation
  package let after: ManifestSet
  /// Nil when everything is a creation.
  package let before: ManifestSet?
  /// A part of the message that is expected.
  let message: String?
  let variables: CaseVariables
  /// What is wrong with the case's own files.
  let findings: [Finding]
}

/// A folder with a `policy.yaml`, and its cases.
package struct PolicyTestFolder: Sendable {
  /// The path from where the search began; empty for that folder itself.
  package let path: String
  package let policies: PolicySet
  /// The first paragraph of the README that is no heading; nil without one.
  package let summary: String?
  package let cases: [PolicyCase]

  /// Finds every folder with a `policy.yaml` in a tree, in the order of their paths.
  ///
  /// - Parameter prefix: What goes before the files' names in findings.
  /// - Throws: `TreeTooLarge`, or what the tree throws when it cannot be read.
  package static func find(in tree: any FileTree, shownAs prefix: String = "") throws -> [PolicyTestFolder] {
    let entries = try tree.entries()
    let tree = PartOfTree(tree, entries)
    let roots = entries.map(\.path).filter { $0 == "policy.yaml" || $0.hasSuffix("/policy.yaml") }
      .filter { !$0.split(separator: "/").dropLast().contains("cases") }.map { String($0.dropLast("policy.yaml".count)) }
    return try roots.sorted().map { root in
      let files = Set(entries.map(\.path).filter { $0.hasPrefix(root) })
      return try PolicyTestFolder(tree, root: root, files: files, shownAs: prefix)
    }
  }

  private init(_ tree: PartOfTree, root: String, files: Set<String>, shownAs prefix: String) throws {
    // Folders below belong to themselves.
    let own = tree.files(of: root, shownAs: prefix)
    let loaded = try ManifestLoader.load(own, at: prefix + root, policies: .only)
    path = root.hasSuffix("/") ? String(root.dropLast()) : root
    let read = PolicySet(loaded.manifests.manifests)
    policies = read.adding(loaded.findings)
    summary = files.contains(root + "README.md") ? try Self.summary(String(decoding: tree.read(root + "README.md"), as: UTF8.self)) : nil
    let reader = CaseReader(tree: tree, root: root, files: files, prefix: prefix)
    cases = try files.sorted().compactMap { try reader.read($0) }
  }

  private static func summary(_ text: String) -> String? {
    let paragraphs = text.split(separator: "\n\n").map { String($0.replacing("\n", with: " ")).trimmingBlanks() }
    return paragraphs.first { !$0.isEmpty && !$0.hasPrefix("#") }
  }
}

/// Reads the files of one case: `NAME.yaml`, and beside it `NAME.old.yaml`, `NAME.variables.yaml`, `NAME.message.txt`.
private struct CaseReader {
  let tree: any FileTree
  let root: String
  let files: Set<String>
  let prefix: String

  /// Nil when the file begins no case.
  func read(_ file: String) throws -> PolicyCase? {
    let rest = file.dropFirst(root.count)
    guard rest.hasPrefix("cases/"), rest.hasSuffix(".yaml"), !rest.hasSuffix(".old.yaml"), !rest.hasSuffix(".variables.yaml") else {
      return nil
    }
    let name = String(rest.dropFirst("cases/".count).dropLast(".yaml".count))
    guard let expectation = name.split(separator: "/").first.flatMap({ PolicyCase.Expectation(rawValue: String($0)) }) else { return nil }
    let after = try objects(file)
    let old = try objects(sibling(file, "old.yaml"))
    let (variables, faults) = try CaseVariables.read(bytes(sibling(file, "variables.yaml")), file: prefix + sibling(file, "variables.yaml"))
    let message = try bytes(sibling(file, "message.txt")).map { String(decoding: $0, as: UTF8.self).trimmingBlanks() }
    return PolicyCase(
      name: name, expectation: expectation, after: after?.manifests ?? ManifestSet([]), before: old?.manifests, message: message,
      variables: variables, findings: (after?.findings ?? []) + (old?.findings ?? []) + faults)
  }

  private func sibling(_ file: String, _ ending: String) -> String { file.dropLast("yaml".count) + ending }

  private func bytes(_ file: String) throws -> [UInt8]? { files.contains(file) ? try tree.read(file) : nil }

  private func objects(_ file: String) throws -> LoadedManifests? {
    guard let bytes = try bytes(file) else { return nil }
    // Policies are objects of a case like all others: a change policy may be about them.
    let folder = String(file[...(file.lastIndex(of: "/") ?? file.startIndex)])
    return try ManifestLoader.load(MemoryTree([prefix + file: bytes]), at: prefix + folder, policies: .only)
  }
}
