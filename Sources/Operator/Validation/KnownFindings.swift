package import Manifests
import SourceYAML

/// Findings that were there before: the same code about the same object in the same words, wherever the lines went.
struct KnownFindings {
  private struct Key: Hashable {
    let code: FindingCode
    let object: ObjectKey?
    let message: String
    /// Of a finding without an object.
    let file: String?

    init(_ finding: Finding) {
      code = finding.code
      object = finding.object
      message = finding.lastingMessage
      file = finding.object == nil ? finding.position?.file : nil
    }
  }

  private var left: [Key: Int] = [:]

  init(_ findings: [Finding]) {
    for finding in findings { left[Key(finding), default: 0] += 1 }
  }

  /// Whether a finding is an old one; each old finding accounts for one.
  mutating func take(_ finding: Finding) -> Bool {
    let key = Key(finding)
    guard let count = left[key], count > 0 else { return false }
    left[key] = count - 1
    return true
  }
}

extension Finding {
  /// The message without `:12:3` behind the names of files, which move when lines are added above.
  package var lastingMessage: String { message.replacing(#/:\d+:\d+/#, with: "") }
}
