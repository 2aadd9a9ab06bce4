/// A value in a file, with its place: a light handle into the file's tree.
package struct YAMLNode: Sendable {
  /// What Kubernetes takes a value for (YAML 1.1 with JSON's types, as sigs.k8s.io/yaml reads it).
  package enum Kind: UInt8, Sendable { case null, bool, int, float, string, sequence, mapping }

  private let tree: YAMLTree
  private let index: Int
  /// Where the node is written; for what an alias stands for, the place of the alias.
  private let place: Int

  init(tree: YAMLTree, index: Int) {
    self.tree = tree
    self.place = index
    self.index = tree.cells[index].form == .alias ? Int(tree.cells[index].start) : index
  }

  private var cell: YAMLTree.Cell { tree.cells[index] }

  private var scalarBytes: ArraySlice<UInt8> { tree.bytes[Int(cell.start)..<Int(cell.start + cell.count)] }

  /// Where it stands.
  package var position: SourcePosition {
    let cell = tree.cells[place]
    return SourcePosition(file: tree.file, line: Int(cell.line), column: Int(cell.column))
  }

  /// The file's bytes, and where in them a scalar begins (what an alias stands for, not the alias); nil for what is no scalar.
  var writtenScalar: (source: [UInt8], line: Int, column: Int)? {
    cell.form == .plain || cell.form == .quoted ? (tree.source, Int(cell.line), Int(cell.column)) : nil
  }

  /// What it is.
  package var kind: Kind {
    switch cell.form {
    case .sequence: .sequence
    case .mapping: .mapping
    case .quoted: cell.forced ?? .string
    case .plain: cell.forced ?? ScalarRules.kind(of: scalarBytes)
    case .alias: .null  // unreachable: a handle never stays on an alias
    }
  }

  /// The text of any scalar; nil for sequences and mappings.
  package var text: String? {
    switch cell.form {
    case .plain, .quoted: tree.text(cell)
    case .sequence, .mapping, .alias: nil
    }
  }

  /// The text of a string; nil for every other kind (`yes`, `12` and `null` without quotes are none).
  package var string: String? { kind == .string ? text : nil }
  /// A whole number, decimal, 0x, 0o or with a leading 0.
  package var int: Int? { kind == .int ? text.flatMap(ScalarRules.int) : nil }
  /// Any number.
  package var double: Double? {
    switch kind {
    case .int: int.map(Double.init)
    case .float: text.flatMap(ScalarRules.double)
    case .null, .bool, .string, .sequence, .mapping: nil
    }
  }
  /// A truth value.
  package var bool: Bool? { kind == .bool ? text.map(ScalarRules.bool) : nil }
  /// Whether it is null, written out or left empty.
  package var isNull: Bool { kind == .null }

  /// The values of a sequence, in order; none for other kinds.
  package var items: [YAMLNode] {
    guard cell.form == .sequence else { return [] }
    return children
  }

  /// The entries of a mapping in order, with what `<<` merges in behind them; none for other kinds.
  package var entries: [(key: String, keyPosition: SourcePosition, value: YAMLNode)] {
    var result: [(key: String, keyPosition: SourcePosition, value: YAMLNode)] = []
    var merges: [YAMLNode] = []
    eachPair { key, value in
      if key.isMerge {
        merges.append(contentsOf: value.mergeSources)
      } else {
        result.append((key.text ?? "", key.position, value))
      }
      return true
    }
    guard !merges.isEmpty else { return result }
    var seen = Set(result.map(\.key))
    for entry in merges.flatMap(\.entries) where seen.insert(entry.key).inserted { result.append(entry) }
    return result
  }

  /// The value of a key; nil when there is none, or when this is no mapping.
  package subscript(_ key: String) -> YAMLNode? {
    var found: YAMLNode?
    var merges: [YAMLNode] = []
    eachPair { candidate, value in
      if candidate.scalarBytes.elementsEqual(key.utf8) {
        found = value
      } else if candidate.isMerge {
        merges.append(contentsOf: value.mergeSources)
      }
      return found == nil
    }
    return found ?? merges.lazy.compactMap { $0[key] }.first
  }

  private var isMerge: Bool { cell.form == .plain && scalarBytes.elementsEqual("<<".utf8) }

  private var mergeSources: [YAMLNode] { cell.form == .sequence ? items : [self] }

  private var children: [YAMLNode] {
    var result: [YAMLNode] = []
    result.reserveCapacity(Int(cell.count))
    var next = Int(cell.start)
    while next != 0 {
      result.append(YAMLNode(tree: tree, index: next))
      next = Int(tree.cells[next].next)
    }
    return result
  }

  /// Visits the pairs as they are written, until `visit` says false.
  private func eachPair(_ visit: (YAMLNode, YAMLNode) -> Bool) {
    guard cell.form == .mapping else { return }
    var next = Int(cell.start)
    while next != 0 {
      let value = Int(tree.cells[next].next)
      guard value != 0, visit(YAMLNode(tree: tree, index: next), YAMLNode(tree: tree, index: value)) else { return }
      next = Int(tree.cells[value].next)
    }
  }
}
