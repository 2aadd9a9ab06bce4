import CLibyaml

/// Events to cells; refuses what a tree must not hold while it grows.
struct TreeBuilder {
  private struct Open {
    let index: Int
    var last = 0
    let anchor: String?
    let sizeBefore: Int
  }

  private struct Anchor {
    var index: Int
    /// Nodes below it with aliases written out; nil while it is still open.
    var size: Int?
  }

  private let file: String
  private let limits: YAMLLimits
  private let source: [UInt8]
  /// Cell 0 is never used, so that 0 can mean none.
  private var cells: [YAMLTree.Cell]
  private var bytes: [UInt8] = []
  private var stack: [Open] = []
  private var anchors: [String: Anchor] = [:]
  private var roots: [Int] = []
  private var size = 0

  init(file: String, limits: YAMLLimits, source: [UInt8]) {
    self.file = file
    self.limits = limits
    self.source = source
    let size = source.count
    cells = [YAMLTree.Cell(form: .plain, line: 0, column: 0, start: 0, count: 0)]
    cells.reserveCapacity(size / 10 + 16)
    bytes.reserveCapacity(size)
  }

  consuming func finish() -> [YAMLNode] {
    let tree = YAMLTree(file: file, cells: cells, bytes: bytes, source: source)
    return roots.map { YAMLNode(tree: tree, index: $0) }
  }

  mutating func take(_ event: borrowing yaml_event_t) throws(YAMLFault) {
    switch event.type {
    case YAML_SCALAR_EVENT: try scalar(event)
    case YAML_ALIAS_EVENT: try alias(event)
    case YAML_SEQUENCE_START_EVENT:
      try open(.sequence, event, anchor: text(event.data.sequence_start.anchor), tag: text(event.data.sequence_start.tag))
    case YAML_MAPPING_START_EVENT:
      try open(.mapping, event, anchor: text(event.data.mapping_start.anchor), tag: text(event.data.mapping_start.tag))
    case YAML_SEQUENCE_END_EVENT: close()
    case YAML_MAPPING_END_EVENT:
      try checkKeys()
      close()
    case YAML_DOCUMENT_START_EVENT: anchors = [:]
    default: break
    }
  }

  private func position(_ cell: YAMLTree.Cell) -> SourcePosition {
    SourcePosition(file: file, line: Int(cell.line), column: Int(cell.column))
  }

  private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private func cell(_ form: YAMLTree.Cell.Form, _ event: borrowing yaml_event_t) -> YAMLTree.Cell {
    YAMLTree.Cell(
      form: form, line: UInt32(event.start_mark.line + 1), column: UInt32(event.start_mark.column + 1), start: 0, count: 0)
  }

  private mutating func add(_ cell: YAMLTree.Cell, weight: Int = 1) throws(YAMLFault) {
    size += weight
    guard size <= limits.nodes else { throw .tooManyNodes(limit: limits.nodes, at: position(cell)) }
    let index = cells.count
    cells.append(cell)
    guard let top = stack.indices.last else {
      let isEmpty = cell.form == .plain && cell.count == 0
      if !isEmpty { roots.append(index) }
      return
    }
    let parent = stack[top].index
    if cells[parent].form == .mapping, cells[parent].count % 2 == 0, cell.form == .sequence || cell.form == .mapping || cell.form == .alias
    {
      throw .keyIsNotText(at: position(cell))
    }
    if stack[top].last == 0 { cells[parent].start = UInt32(index) } else { cells[stack[top].last].next = UInt32(index) }
    cells[parent].count += 1
    stack[top].last = index
  }

  private mutating func scalar(_ event: borrowing yaml_event_t) throws(YAMLFault) {
    let scalar = event.data.scalar
    var new = cell(scalar.style == YAML_PLAIN_SCALAR_STYLE ? .plain : .quoted, event)
    new.start = UInt32(bytes.count)
    new.count = UInt32(scalar.length)
    if let tag = text(scalar.tag) { new.forced = try kind(of: tag, at: position(new)) }
    bytes.append(contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
    try add(new)
    if let name = text(scalar.anchor) { anchors[name] = Anchor(index: cells.count - 1, size: 1) }
  }

  private mutating func alias(_ event: borrowing yaml_event_t) throws(YAMLFault) {
    var new = cell(.alias, event)
    let name = text(event.data.alias.anchor) ?? ""
    guard let anchor = anchors[name] else { throw .undefinedAlias(name, at: position(new)) }
    guard let size = anchor.size else { throw .recursiveAlias(name, at: position(new)) }
    new.start = UInt32(anchor.index)
    try add(new, weight: size)
  }

  private mutating func open(
    _ form: YAMLTree.Cell.Form, _ event: borrowing yaml_event_t, anchor: String?, tag: String?
  ) throws(YAMLFault) {
    let new = cell(form, event)
    guard stack.count < limits.depth else { throw .tooDeep(limit: limits.depth, at: position(new)) }
    if let tag, tag != "tag:yaml.org,2002:map", tag != "tag:yaml.org,2002:seq" { throw .unknownTag(tag, at: position(new)) }
    let before = size
    try add(new)
    if let anchor { anchors[anchor] = Anchor(index: cells.count - 1, size: nil) }
    stack.append(Open(index: cells.count - 1, anchor: anchor, sizeBefore: before))
  }

  private mutating func close() {
    guard let done = stack.popLast() else { return }
    if let name = done.anchor { anchors[name] = Anchor(index: done.index, size: size - done.sizeBefore) }
  }

  private func kind(of tag: String, at position: SourcePosition) throws(YAMLFault) -> YAMLNode.Kind? {
    switch tag {
    case "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:binary", "tag:yaml.org,2002:timestamp": .string
    case "tag:yaml.org,2002:int": .int
    case "tag:yaml.org,2002:float": .float
    case "tag:yaml.org,2002:bool": .bool
    case "tag:yaml.org,2002:null": .null
    default: throw .unknownTag(tag, at: position)
    }
  }

  /// Duplicate keys and wrong merges of the mapping that ends here.
  private func checkKeys() throws(YAMLFault) {
    guard let mapping = stack.last.map({ cells[$0.index] }) else { return }
    var seen = Set<ArraySlice<UInt8>>()
    var keys: [ArraySlice<UInt8>] = []
    let isLarge = mapping.count > 24
    var next = Int(mapping.start)
    while next != 0 {
      let key = cells[next]
      let value = cells[next].next
      let name = bytes[Int(key.start)..<Int(key.start + key.count)]
      let isNull = key.form == .plain && (key.forced ?? ScalarRules.kind(of: name)) == .null
      if isNull { throw .keyIsNotText(at: position(key)) }
      let isMerge = key.form == .plain && name.elementsEqual("<<".utf8)
      if isMerge { try checkMerge(Int(value)) }
      let isNew = isLarge ? seen.insert(name).inserted : !keys.contains { $0.elementsEqual(name) }
      guard isNew else { throw .duplicateKey(String(decoding: name, as: UTF8.self), at: position(key)) }
      if !isLarge { keys.append(name) }
      next = Int(cells[Int(value)].next)
    }
  }

  private func checkMerge(_ index: Int) throws(YAMLFault) {
    var target = cells[index]
    if target.form == .alias { target = cells[Int(target.start)] }
    switch target.form {
    case .mapping: return
    case .sequence:
      var next = Int(target.start)
      while next != 0 {
        let item = cells[next].form == .alias ? cells[Int(cells[next].start)] : cells[next]
        guard item.form == .mapping else { throw .badMerge(at: position(cells[next])) }
        next = Int(cells[next].next)
      }
    case .plain, .quoted, .alias: throw .badMerge(at: position(cells[index]))
    }
  }
}
