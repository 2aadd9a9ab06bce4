/// Who may take its whole configuration now: when a large fleet connects at once, so many at a time. Pure.
struct FirstPushes {
  /// The streams that may be under way together.
  static let limit = 8
  /// A proxy that takes longer has had its turn.
  static let patience = Duration.seconds(15)

  private var running: Set<Int> = []
  private var waiting: [Int] = []

  /// Whether a stream may begin; if not, it has a place in the queue.
  mutating func begin(_ stream: Int) -> Bool {
    if running.contains(stream) { return true }
    guard running.count < Self.limit else {
      if !waiting.contains(stream) { waiting.append(stream) }
      return false
    }
    running.insert(stream)
    return true
  }

  /// A stream has its configuration, was refused, or is gone.
  ///
  /// - Returns: The stream whose turn it is.
  mutating func end(_ stream: Int) -> Int? {
    waiting.removeAll { $0 == stream }
    guard running.remove(stream) != nil, !waiting.isEmpty else { return nil }
    let next = waiting.removeFirst()
    running.insert(next)
    return next
  }
}
