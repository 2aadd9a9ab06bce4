import CLibyaml

/// A value that is to be written as YAML.
package indirect enum YAMLValue: Sendable {
  /// `isText` tells a string from what looks like one, such as a number.
  case scalar(String, isText: Bool)
  case sequence([YAMLValue])
  case mapping([(key: String, value: YAMLValue)])
}

/// YAML could not be written: only for want of memory.
package struct YAMLWriteFault: Error, Sendable {}

/// Writes one document in block style; what is read from it is what was given.
///
/// - Throws: `YAMLWriteFault`.
package func writeYAML(_ value: YAMLValue) throws(YAMLWriteFault) -> String {
  let writer = YAMLWriter()
  return try writer.write(value)
}

/// libyaml's emitter, for one document.
private final class YAMLWriter {
  private var emitter = yaml_emitter_t()
  private var output: [UInt8] = []

  func write(_ value: YAMLValue) throws(YAMLWriteFault) -> String {
    guard yaml_emitter_initialize(&emitter) == 1 else { throw YAMLWriteFault() }
    defer { yaml_emitter_delete(&emitter) }
    yaml_emitter_set_output(
      &emitter,
      { context, bytes, count in
        guard let context, let bytes else { return 0 }
        let writer = Unmanaged<YAMLWriter>.fromOpaque(context).takeUnretainedValue()
        writer.output.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        return 1
      }, Unmanaged.passUnretained(self).toOpaque())
    yaml_emitter_set_unicode(&emitter, 1)
    // Lines of people's texts stay as long as they are.
    yaml_emitter_set_width(&emitter, -1)
    try emit { yaml_stream_start_event_initialize(&$0, YAML_UTF8_ENCODING) }
    try emit { yaml_document_start_event_initialize(&$0, nil, nil, nil, 1) }
    try emit(value)
    try emit { yaml_document_end_event_initialize(&$0, 1) }
    try emit { yaml_stream_end_event_initialize(&$0) }
    guard yaml_emitter_flush(&emitter) == 1 else { throw YAMLWriteFault() }
    return String(decoding: output, as: UTF8.self)
  }

  private func emit(_ make: (inout yaml_event_t) -> Int32) throws(YAMLWriteFault) {
    var event = yaml_event_t()
    guard make(&event) == 1, yaml_emitter_emit(&emitter, &event) == 1 else { throw YAMLWriteFault() }
  }

  private func emit(_ value: YAMLValue) throws(YAMLWriteFault) {
    switch value {
    case .scalar(let text, let isText): try scalar(text, isText: isText)
    case .sequence(let items):
      let style = items.isEmpty ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE
      try emit { yaml_sequence_start_event_initialize(&$0, nil, nil, 1, style) }
      for item in items { try emit(item) }
      try emit { yaml_sequence_end_event_initialize(&$0) }
    case .mapping(let entries):
      let style = entries.isEmpty ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE
      try emit { yaml_mapping_start_event_initialize(&$0, nil, nil, 1, style) }
      for (key, value) in entries {
        try scalar(key, isText: true)
        try emit(value)
      }
      try emit { yaml_mapping_end_event_initialize(&$0) }
    }
  }

  /// A text that would be read as something else is quoted; one of several lines is a block.
  private func scalar(_ text: String, isText: Bool) throws(YAMLWriteFault) {
    var bytes = Array(text.utf8)
    let isMisread = isText && (text.isEmpty || ScalarRules.kind(of: bytes[...]) != .string)
    let style = isMisread ? YAML_SINGLE_QUOTED_SCALAR_STYLE : text.contains("\n") ? YAML_LITERAL_SCALAR_STYLE : YAML_ANY_SCALAR_STYLE
    let count = Int32(bytes.count)
    // The emitter copies; an empty text still needs an address.
    bytes.append(0)
    try emit { event in
      bytes.withUnsafeBufferPointer { yaml_scalar_event_initialize(&event, nil, nil, $0.baseAddress, count, 1, 1, style) }
    }
  }
}
