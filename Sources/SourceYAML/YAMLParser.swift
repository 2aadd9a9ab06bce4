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
        try loop(&parser, file: file, take)
        return nil
      } catch {
        return error
      }
    }
    if let fault { throw fault }
  }

  private static func loop(
    _ parser: inout yaml_parser_t, file: String, _ take: (borrowing yaml_event_t) throws(YAMLFault) -> Void
  ) throws(YAMLFault) {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) == 1 else { throw problem(parser, file: file) }
      defer { yaml_event_delete(&event) }
      if event.type == YAML_STREAM_END_EVENT { return }
      try take(event)
    }
  }

  private static func problem(_ parser: yaml_parser_t, file: String) -> YAMLFault {
    let words = parser.problem.map { String(cString: $0) } ?? "not YAML"
    let isReader = parser.error == YAML_READER_ERROR
    let mark = isReader ? parser.mark : parser.problem_mark
    let position = SourcePosition(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    if isReader { return .syntax("not UTF-8 text: \(words)", at: position) }
    guard let context = parser.context else { return .syntax(words, at: position) }
    return .syntax("\(words), \(String(cString: context))", at: position)
  }
}
