import ArgumentParser
import Glibc

/// The exit statuses of every subcommand.
enum ExitStatus {
  /// The input has findings of severity error, or a rollback has laggards.
  static let findings = ExitCode(1)
  /// The call or its input cannot be used.
  static let unusable = ExitCode(2)
  /// The daemon cannot be reached.
  static let unreachable = ExitCode(3)
}

/// Lines for people go to standard error, so that standard output stays one document.
enum Diagnostics {
  /// Writes one line to standard error.
  static func print(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    bytes.withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// A line for who waits at a terminal: work that is not done by then shows that it goes on. None elsewhere.
  static func notice(_ line: String, after delay: Duration) -> Task<Void, Never>? {
    guard isatty(STDERR_FILENO) == 1 else { return nil }
    return Task.detached {
      // Cancelled: the work is done.
      guard (try? await Task.sleep(for: delay)) != nil else { return }
      print(line.printable)
    }
  }
}

/// Text that is to be seen at once, also in a pipe.
enum StandardOutput {
  /// Writes without a newline.
  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    bytes.withUnsafeBytes { _ = Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }
}
