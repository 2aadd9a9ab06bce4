/// The nodes of one file: one array of small cells and one of text, so that a large file costs two allocations.
final class YAMLTree: Sendable {
  /// One node.
  struct Cell {
    enum Form: UInt8 { case plain, quoted, sequence, mapping, alias }

    var form: Form
    /// Set when a tag says what kind a scalar has.
    var forced: YAMLNode.Kind?
    var line: UInt32
    var column: UInt32
    /// Of a scalar: where its text begins. Of an alias: the cell that it stands for. Else: the first child, 0 for none.
    var start: UInt32
    /// Of a scalar: the length of its text. Else: the number of children.
    var count: UInt32
    /// The next child of the same parent; 0 for none.
    var next: UInt32 = 0
  }

  let file: String
  let cells: [Cell]
  let bytes: [UInt8]
  /// The file as it was read: the reader's array, not a copy of it.
  let source: [UInt8]

  init(file: String, cells: [Cell], bytes: [UInt8], source: [UInt8]) {
    self.file = file
    self.source = source
    self.cells = cells
    self.bytes = bytes
  }

  func text(_ cell: Cell) -> String {
    String(decoding: bytes[Int(cell.start)..<Int(cell.start + cell.count)], as: UTF8.self)
  }
}
