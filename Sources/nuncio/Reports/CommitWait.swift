import ArgumentParser
import Operator

/// Follows a commit on its way, one word for each step, on one line.
struct CommitWait {
  let commit: String
  let daemon: DaemonAddress
  let format: OutputFormat

  /// - Throws: `ExitCode` 1 when the commit does not become live, 2 when the daemon does not know it.
  func run(for timeout: Duration) async throws {
    let start = ContinuousClock.now
    var line = ProgressLine(isShown: format == .text)
    var shown = ""
    if format == .text { StandardOutput.write(String(commit.prefix(7))) }
    while true {
      let progress = try await daemon.ask(.get, "/api/v1/commits/\(commit)", as: CommitProgress.self)
      let step = Self.step(progress)
      let passed = start.duration(to: .now)
      if step != shown {
        line.add("\(step) \(Self.seconds(passed))")
        shown = step
      }
      if try end(progress, passed, isLate: passed >= timeout, line) { return }
      try await Task.sleep(for: .milliseconds(250))
    }
  }

  /// Whether the way is at its end.
  private func end(_ progress: CommitProgress, _ passed: Duration, isLate: Bool, _ line: ProgressLine) throws -> Bool {
    switch progress.phase {
    case .live, .rejected, .rolledBack: break
    case .unknown, .waiting, .rolling, .baking: guard isLate else { return false }
    }
    line.end()
    if format == .json { print(try JSONReport.text(progress)) }
    if progress.phase == .live { return true }
    let reason = progress.reason.map { ": \($0)" } ?? ""
    switch progress.phase {
    case .unknown:
      Diagnostics.print("error: the daemon does not know \(commit): is it pushed to the branch that the source follows?")
      throw ExitStatus.unusable
    case .rejected, .rolledBack: Diagnostics.print("error: \(progress.commit.prefix(7)) \(Self.step(progress))\(reason)")
    default: Diagnostics.print("error: \(progress.commit.prefix(7)) is not live after \(Self.seconds(passed))\(reason)")
    }
    throw ExitStatus.findings
  }

  private static func step(_ progress: CommitProgress) -> String {
    let share = "\(progress.proxies) of \(progress.fleet)"
    switch progress.phase {
    case .unknown: return "not seen yet"
    case .waiting: return "waiting"
    case .rolling: return "rolling \(share)"
    case .baking: return "baking \(share)"
    case .live: return "live on \(share)"
    case .rejected: return "rejected"
    case .rolledBack: return "rolled back"
    }
  }

  private static func seconds(_ duration: Duration) -> String {
    let tenths = Int(duration / .milliseconds(100))
    return tenths < 600 ? "\(tenths / 10).\(tenths % 10) s" : "\(tenths / 600)m\(tenths / 10 % 60)s"
  }
}

/// A line of standard output that grows by one step after the other.
private struct ProgressLine {
  let isShown: Bool
  private var isFirst = true

  init(isShown: Bool) { self.isShown = isShown }

  mutating func add(_ step: String) {
    guard isShown else { return }
    StandardOutput.write((isFirst ? "  " : " | ") + step)
    isFirst = false
  }

  func end() { if isShown { StandardOutput.write("\n") } }
}
