import CProcess

/// How the C library keeps memory that is free.
package enum FreeMemory {
  /// Gives it back to the machine: what a compile takes for a moment would else stay with the process for good, once for each of
  /// its threads.
  package static func isGivenBack() { cprocess_keep_little_memory(64 << 10, 2) }

  /// Gives back what lies free between what is in use, now and then, until it is cancelled: many proxies that come at once leave a
  /// lot of it behind.
  static func givingBack() async {
    while (try? await Task.sleep(for: .seconds(15))) != nil { cprocess_give_back_memory() }
  }
}
