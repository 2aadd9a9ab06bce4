package import Manifests
import SourceYAML

/// All suppressions of a revision: they silence warnings, and what is wrong with them is a warning that nothing silences.
struct Suppressions {
  /// Where they stand, beside comments: below the source's path.
  static let file = ".nuncio/suppressions.yaml"

  private let active: [Suppression]
  private var findings: [Finding] = []
  private var used = Set<Suppression>()
  private var refused: [Suppression: Finding] = [:]

  /// - Parameters:
  ///   - bytes: Of the file; nil when there is none.
  ///   - folder: Where the files that it names count from, and it itself.
  init(notes: [SourceNote], bytes: [UInt8]?, in folder: FolderPath, now: Int) {
    var found: [Suppression] = []
    var findings: [Finding] = []
    func take(_ read: () throws(SuppressionFault) -> Suppression) {
      do throws(SuppressionFault) { found.append(try read()) } catch {
        findings.append(.warning(.suppressionMalformed, error.message, at: error.position))
      }
    }
    for note in notes { take { () throws(SuppressionFault) in try Suppression(note) } }
    if let bytes {
      do throws(SuppressionFault) {
        for item in try Self.items(bytes, folder.path(of: Self.file)) {
          take { () throws(SuppressionFault) in try Suppression(item, in: folder) }
        }
      } catch {
        findings.append(.warning(.suppressionMalformed, error.message, at: error.position))
      }
    }
    for old in found where old.end <= now {
      findings.append(
        .warning(
          .suppressionExpired,
          "this suppression of \(old.code) ended on \(old.until) (\(old.reason)). Mend what it hides, or say a new day",
          at: old.position))
    }
    active = found.filter { $0.end > now }
    self.findings = findings
  }

  private static func items(_ bytes: [UInt8], _ file: String) throws(SuppressionFault) -> [YAMLNode] {
    let documents: [YAMLNode]
    do throws(YAMLFault) { documents = try parseYAML(bytes, file: file) } catch {
      throw SuppressionFault(position: error.position, message: error.message)
    }
    var items: [YAMLNode] = []
    for document in documents {
      guard let list = document["suppressions"], list.kind == .sequence else {
        throw SuppressionFault(position: document.position, message: "the file holds one list, 'suppressions'")
      }
      items += list.items
    }
    return items
  }

  /// The suppression that silences a finding; nil when it is to be seen.
  mutating func silencer(of finding: Finding, isSilenceable: Bool, in manifests: ManifestSet) -> Suppression? {
    guard let suppression = active.first(where: { $0.takes(finding, in: manifests) }) else { return nil }
    used.insert(suppression)
    guard finding.severity == .warning, isSilenceable else {
      let what = finding.severity == .error ? "an error" : "what a change policy says"
      refused[suppression] = .warning(
        .suppressionRefused, "\(suppression.code) is \(what): only warnings about objects can be silenced", at: suppression.position)
      return nil
    }
    return suppression
  }

  /// What is wrong with the suppressions, once all findings were shown to `silencer`.
  ///
  /// - Parameter isWhole: Whether policies judged every object, and not only those that changed: else nobody can say that a
  ///   suppression of what a policy says is not needed.
  func ownFindings(isWhole: Bool) -> [Finding] {
    let unused = active.filter { !used.contains($0) && (isWhole || !$0.code.hasPrefix("policy/")) }.map { suppression in
      Finding.warning(
        .suppressionUnused, "nothing here is a \(suppression.code): take this suppression out", at: suppression.position)
    }
    return findings + refused.values + unused
  }
}

extension FindingCode {
  package static let suppressionMalformed = FindingCode(rawValue: "suppression-malformed")
  package static let suppressionExpired = FindingCode(rawValue: "suppression-expired")
  package static let suppressionUnused = FindingCode(rawValue: "suppression-unused")
  package static let suppressionRefused = FindingCode(rawValue: "suppression-refused")
}
