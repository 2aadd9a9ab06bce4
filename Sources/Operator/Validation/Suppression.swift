import Manifests
import SourceYAML

/// A warning that somebody chose to live with: which, until when, and why.
struct Suppression: Hashable {
  /// What it is about.
  enum Subject: Hashable {
    /// What stands on this line, or the object that begins there.
    case line(file: String, Int)
    /// An object, a file, or both.
    case place(object: String?, file: String?)
  }

  let code: String
  let subject: Subject
  /// The last day that it holds, in UTC, as seconds since 1970 of that day's end.
  let end: Int
  /// `2026-12-31`.
  let until: String
  let reason: String
  let position: SourcePosition

  func takes(_ finding: Finding, in manifests: ManifestSet) -> Bool {
    guard finding.code.rawValue == code else { return false }
    switch subject {
    case .line(let file, let line):
      let begin = finding.object.flatMap { manifests[$0] }?.position
      return [finding.position, begin].contains { $0?.file == file && $0?.line == line }
    case .place(let object, let file):
      let isObject = object.map { $0 == finding.object?.description } ?? true
      return isObject && (file.map { $0 == finding.position?.file } ?? true)
    }
  }
}

/// Why a suppression cannot be used.
struct SuppressionFault: Error {
  let position: SourcePosition
  let message: String
}

extension Suppression {
  private static let form = "write '# nuncio:allow CODE until 2026-12-31: reason'"

  /// Reads a comment; nil for one that is not about suppressions.
  init(_ note: SourceNote) throws(SuppressionFault) {
    func fault(_ words: String) -> SuppressionFault { SuppressionFault(position: note.position, message: "\(words): \(Self.form)") }
    let words = note.text.split(separator: " ", maxSplits: 3)
    guard words.first == "allow" else { throw fault("there is no comment 'nuncio:\(words.first ?? "")'") }
    guard words.count == 4, words[2] == "until" else { throw fault("a suppression names a code, its last day and a reason") }
    let parts = words[3].split(separator: ":", maxSplits: 1)
    let reason = parts.count == 2 ? parts[1].trimmed : ""
    guard !reason.isEmpty else { throw fault("a suppression without a reason") }
    guard let day = CalendarDay(parts[0].trimmed) else { throw fault("'\(parts[0].trimmed)' is not a day") }
    self.init(
      code: String(words[1]), subject: .line(file: note.position.file, note.subject), end: day.end, until: day.text, reason: reason,
      position: note.position)
  }

  /// Reads an item of `.nuncio/suppressions.yaml`.
  init(_ item: YAMLNode, in folder: FolderPath) throws(SuppressionFault) {
    func fault(_ words: String, _ place: YAMLNode? = nil) -> SuppressionFault {
      SuppressionFault(position: place?.position ?? item.position, message: words)
    }
    let known: Set<String> = ["code", "object", "file", "until", "reason"]
    if let other = item.entries.first(where: { !known.contains($0.key) }) {
      throw SuppressionFault(position: other.keyPosition, message: "'\(other.key)' is not a field of a suppression")
    }
    guard let code = item["code"]?.text, let reason = item["reason"]?.text?[...].trimmed, !reason.isEmpty, let until = item["until"]?.text
    else { throw fault("a suppression has 'code', 'until' and 'reason'") }
    let (object, file) = (item["object"]?.text, (item["file"]?.text).map(folder.path(of:)))
    guard object != nil || file != nil else { throw fault("say what it is about: 'object: Mapping shop/api', or 'file'") }
    guard let day = CalendarDay(until) else { throw fault("'\(until)' is not a day such as 2026-12-31", item["until"]) }
    self.init(
      code: code, subject: .place(object: object, file: file), end: day.end, until: day.text, reason: reason, position: item.position)
  }
}

/// A day of the calendar, in UTC.
struct CalendarDay {
  let text: String
  /// Seconds since 1970 when it is over.
  let end: Int

  /// Reads `2026-12-31`; nil for what is no day.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.map(\.count) == [4, 2, 2], text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 45 }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1970...9999).contains(year),
      (1...12).contains(month), (1...Self.days(of: month, in: year)).contains(day)
    else { return nil }
    self.text = text
    // Days since 1970-01-01 of the Gregorian calendar, with the year beginning in March.
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    end = (days + 1) * 86_400
  }

  private static func days(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start.prefix(upTo: start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex))
  }
}
