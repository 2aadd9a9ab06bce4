/// A commit's id.
package struct CommitID: Hashable, Sendable, Codable, CustomStringConvertible {
  /// 40 hexadecimal digits.
  package let hex: String

  /// Takes 40 hexadecimal digits; nil for anything else.
  package init?(_ text: String) {
    let hex = text.lowercased()
    guard hex.utf8.count == 40, hex.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else { return nil }
    self.hex = hex
  }

  /// The first seven digits.
  package var short: String { String(hex.prefix(7)) }
  package var description: String { hex }
}

/// What is known of a commit.
package struct Commit: Hashable, Sendable, Codable {
  package var id: CommitID
  /// The id of the tree at the source's path.
  package var tree: String
  package var author: String
  package var message: String
  /// Seconds since 1970.
  package var time: Int

  /// The message's first line.
  package var summary: String { message.split(separator: "\n").first.map(String.init) ?? "" }
}

/// What of a repository is followed.
package enum GitReference: Hashable, Sendable, Codable, CustomStringConvertible {
  case branch(String)
  case tag(String)
  case commit(CommitID)

  package var description: String {
    switch self {
    case .branch(let name): "branch \(name)"
    case .tag(let name): "tag \(name)"
    case .commit(let id): "commit \(id.hex)"
    }
  }
}
