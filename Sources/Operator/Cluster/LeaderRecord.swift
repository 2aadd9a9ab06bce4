import Foundation
import Logging
import Rollout

/// What a leader wrote last, in the state directory of one that stands by: a start without the API server serves it.
enum LeaderRecord {
  /// What was saved; nil for a file that is not there or cannot be read, which is as good as none.
  static func load(_ file: String) -> RolloutMemory? {
    FileManager.default.contents(atPath: file).flatMap { try? JSONDecoder().decode(RolloutMemory.self, from: $0) }
  }

  static func save(_ memory: RolloutMemory, to file: String, _ logger: Logger) {
    do { try DurableFile.write([UInt8](try JSONEncoder().encode(memory)), to: file) } catch {
      logger.warning("\(error). A start without the API server would serve an older release")
    }
  }
}

extension RolloutMemory {
  /// When something happened last, seconds since 1970.
  var lastChange: Int { history.last?.at ?? 0 }
}
