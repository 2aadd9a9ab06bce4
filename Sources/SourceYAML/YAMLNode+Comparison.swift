extension YAMLNode {
  /// Whether two nodes say the same: the order of a mapping's keys, comments and styles do not matter.
  package func hasSameContent(as other: YAMLNode) -> Bool {
    guard kind == other.kind else { return false }
    switch kind {
    case .null: return true
    case .bool: return bool == other.bool
    case .int, .float, .string: return text == other.text
    case .sequence:
      let (left, right) = (items, other.items)
      return left.count == right.count && zip(left, right).allSatisfy { $0.hasSameContent(as: $1) }
    case .mapping:
      let (left, right) = (entries, other.entries)
      guard left.count == right.count else { return false }
      for (index, entry) in left.enumerated() {
        // Almost always the keys are in the same order.
        let match = right[index].key == entry.key ? right[index].value : other[entry.key]
        guard let match, entry.value.hasSameContent(as: match) else { return false }
      }
      return true
    }
  }
}
