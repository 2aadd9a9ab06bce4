import CLibyaml

/// Reads every document of a file. JSON is read too.
///
/// - Returns: The roots of the documents that hold something, in order.
/// - Throws: `YAMLFault`, with the place.
package func parseYAML(_ bytes: [UInt8], file: String, limits: YAMLLimits = .standard) throws(YAMLFault) -> [YAMLNode] {
  guard bytes.count <= limits.bytes else {
    throw .tooLarge(limit: limits.bytes, at: SourcePosition(file: file, line: 1, column: 1))
  }
  var builder = TreeBuilder(file: file, limits: limits, source: bytes)
  try EventReader.read(bytes, file: file) { (event) throws(YAMLFault) in try builder.take(event) }
  return builder.finish()
}

/// libyaml's event loop: the one place with its raw structures.
enum EventReader {
  static func read(_ bytes: [UInt8], file: String, _ take: (borrowing yaml_event_t) throws(YAMLFault) -> Void) throws(YAMLFault) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else {
      throw .syntax("out of memory", at: SourcePosition(file: file, line: 1, column: 1))
    }
    defer { yaml_parser_delete(&parser) }
    // The buffer must outlive the parser's use of it; the closure below is where all of that use happens.
    let fault: YAMLFault? = bytes.withUnsafeBufferPointer { buffer in
      yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      // Once an encoding is set libyaml takes a byte order mark for text.
      let text = UnsafeBufferPointer(rebasing: buffer.starts(with: [0xEF, 0xBB, 0xBF]) ? buffer.dropFirst(3) : buffer[...])
      yaml_parser_set_input_string(&parser, text.baseAddress, text.count)
      do throws(YAMLFault) {
        try loop(&parser, text, file: file, take)
        return nil
      } catch {
        return error
      }
    }
    if let fault { throw fault }
  }

  private static func loop(
    _ parser: inout yaml_parser_t, _ text: UnsafeBufferPointer<UInt8>, file: String,
    _ take: (borrowing yaml_event_t) throws(YAMLFault) -> Void
  ) throws(YAMLFault) {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) == 1 else { throw problem(parser, text, file: file) }
      defer { yaml_event_delete(&event) }
      if event.type == YAML_STREAM_END_EVENT { return }
      try take(event)
    }
  }

  private static func problem(_ parser: yaml_parser_t, _ text: UnsafeBufferPointer<UInt8>, file: String) -> YAMLFault {
    let words = parser.problem.map { String(cString: $0) } ?? "not YAML"
    if parser.error == YAML_READER_ERROR {
      // The reader is ahead of the scanner, so the place is counted from its own offset.
      let position = place(of: Int(parser.problem_offset), in: text, file: file)
      return .syntax(words.hasPrefix("control characters") ? words : "not UTF-8 text: \(words)", at: position)
    }
    let mark = parser.problem_mark
    let position = SourcePosition(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    guard let context = parser.context else { return .syntax(words, at: position) }
    return .syntax("\(words), \(String(cString: context))", at: position)
  }

  private static func place(of offset: Int, in text: UnsafeBufferPointer<UInt8>, file: String) -> SourcePosition {
    let before = text.prefix(offset)
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    // Code points: every byte but those that continue one.
    return SourcePosition(file: file, line: line, column: 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 })
  }
}
