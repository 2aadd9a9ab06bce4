/// How much of a file is read before it is refused; the repository is untrusted.
package struct YAMLLimits: Sendable {
  /// Bytes of the file.
  package var bytes: Int
  /// Nesting of sequences and mappings. libyaml's own cost is quadratic in it.
  package var depth: Int
  /// Nodes once every alias is written out.
  package var nodes: Int

  /// 5 MiB, 64 levels, and 2 million nodes.
  package static let standard = YAMLLimits(bytes: 5 << 20, depth: 64, nodes: 2_000_000)

  /// Makes limits.
  package init(bytes: Int, depth: Int, nodes: Int) {
    self.bytes = bytes
    self.depth = depth
    self.nodes = nodes
  }
}

/// Why a file cannot be read, and where.
package enum YAMLFault: Error, Sendable, Equatable {
  /// libyaml's words.
  case syntax(String, at: SourcePosition)
  /// A key stands twice in one mapping.
  case duplicateKey(String, at: SourcePosition)
  /// A key is itself a sequence or a mapping, or null.
  case keyIsNotText(at: SourcePosition)
  /// An alias to an anchor that is not there (yet).
  case undefinedAlias(String, at: SourcePosition)
  /// An alias inside of what it stands for.
  case recursiveAlias(String, at: SourcePosition)
  /// A merge (`<<`) of something that is not a mapping.
  case badMerge(at: SourcePosition)
  /// A tag that Kubernetes does not read.
  case unknownTag(String, at: SourcePosition)
  /// Nested more deeply than `limit`.
  case tooDeep(limit: Int, at: SourcePosition)
  /// More than `limit` nodes, aliases written out.
  case tooManyNodes(limit: Int, at: SourcePosition)
  /// More than `limit` bytes.
  case tooLarge(limit: Int, at: SourcePosition)

  /// Where.
  package var position: SourcePosition {
    switch self {
    case .syntax(_, let position), .duplicateKey(_, let position), .keyIsNotText(let position),
      .undefinedAlias(_, let position), .recursiveAlias(_, let position), .badMerge(let position),
      .unknownTag(_, let position), .tooDeep(_, let position), .tooManyNodes(_, let position), .tooLarge(_, let position):
      position
    }
  }

  /// What is wrong, for a person. It repeats no value: `password: *hunter2` is an alias to YAML.
  package var message: String {
    switch self {
    case .syntax(let words, _): words
    case .duplicateKey(let key, _): "the key '\(key)' stands twice in this mapping"
    case .keyIsNotText: "a key must be text, and not empty"
    case .undefinedAlias: "no anchor of this name before this alias (put text that begins with '*' in quotes)"
    case .recursiveAlias: "this alias stands inside of what it names"
    case .badMerge: "'<<' merges mappings only"
    case .unknownTag: "this tag is not supported (put text that begins with '!' in quotes)"
    case .tooDeep(let limit, _): "nested more than \(limit) levels deep"
    case .tooManyNodes(let limit, _): "more than \(limit) values once aliases are written out"
    case .tooLarge(let limit, _): "larger than \(limit) bytes"
    }
  }
}
