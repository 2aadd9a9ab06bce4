import Gateway
import Manifests
import SourceYAML

/// A stored set of resources cannot be read.
package struct StoredFormError: Error, CustomStringConvertible {
  package var description: String { "the stored resources are damaged, or were written by another version" }
}

extension ResourceSet {
  private static let magic = Array("nuncio resources 1\n".utf8)

  /// The form in which a release is kept: for each resource its type, name, body, and where it comes from; every part with
  /// its length (four bytes, little-endian) before it.
  package func encoded() -> [UInt8] {
    var out = Self.magic
    for (key, resource) in sorted {
      let origin = provenance[key]
      let object = origin.map { [$0.object.group, $0.object.kind, $0.object.namespace, $0.object.name] } ?? []
      let place = origin.map { [$0.position.file, String($0.position.line), String($0.position.column)] } ?? []
      let texts = [key.type.rawValue, key.name] + object + place
      Self.append(Array(texts.joined(separator: "\u{0}").utf8), to: &out)
      Self.append(resource.body, to: &out)
    }
    return out
  }

  /// Reads what `encoded()` wrote.
  ///
  /// - Throws: `StoredFormError`.
  package init(decoding bytes: [UInt8]) throws(StoredFormError) {
    self.init()
    guard bytes.starts(with: Self.magic) else { throw StoredFormError() }
    var rest = bytes[Self.magic.count...]
    while !rest.isEmpty {
      let texts = String(decoding: try Self.part(&rest), as: UTF8.self).split(separator: "\u{0}", omittingEmptySubsequences: false).map(
        String.init)
      let body = Array(try Self.part(&rest))
      guard texts.count == 2 || texts.count == 9, let type = ResourceType(rawValue: texts[0]) else { throw StoredFormError() }
      var origin: Origin?
      if texts.count == 9 {
        guard let line = Int(texts[7]), let column = Int(texts[8]) else { throw StoredFormError() }
        origin = Origin(
          object: ObjectKey(group: texts[2], kind: texts[3], namespace: texts[4], name: texts[5]),
          position: SourcePosition(file: texts[6], line: line, column: column))
      }
      add(EncodedResource(name: texts[1], type: type, body: body), type, origin: origin)
    }
  }

  private static func append(_ part: [UInt8], to out: inout [UInt8]) {
    let count = UInt32(truncatingIfNeeded: part.count)
    for shift in stride(from: UInt32(0), to: 32, by: 8) { out.append(UInt8(truncatingIfNeeded: count >> shift)) }
    out += part
  }

  private static func part(_ rest: inout ArraySlice<UInt8>) throws(StoredFormError) -> ArraySlice<UInt8> {
    guard rest.count >= 4 else { throw StoredFormError() }
    let count = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    rest = rest.dropFirst(4)
    guard rest.count >= count else { throw StoredFormError() }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
