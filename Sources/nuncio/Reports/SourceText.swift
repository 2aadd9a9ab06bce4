import Manifests
import SourceYAML

/// The lines that findings are about, read when they are asked for.
final class SourceText {
  /// A line and what of it is meant.
  struct Excerpt: Equatable {
    /// Control characters and tabs are spaces, so that a caret below stands where it should.
    let line: String
    /// In characters, from 0.
    let start: Int
    /// In characters, 1 or more.
    let length: Int
  }

  private let read: (String) -> [UInt8]?
  private var files: [String: File] = [:]

  private struct File {
    let lines: [Substring]
    /// Whether lines may hold what must not be shown, whatever they are said to be about.
    let holdsSecret: Bool
    /// Whether a line that nobody can tell the object of may.
    let mayHoldSecret: Bool

    init(_ text: String) {
      lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      holdsSecret = text.contains(#/\bSecret\b/#)
      mayHoldSecret = text.contains("Secret") || text.contains("stringData")
    }
  }

  /// - Parameter read: The bytes of a file; nil when there is none.
  init(read: @escaping (String) -> [UInt8]?) { self.read = read }

  /// The line of a finding; nil when it says nothing, or may hold a secret.
  func excerpt(of finding: Finding) -> Excerpt? {
    guard let position = finding.position, finding.object?.kind != "Secret", let file = file(position.file),
      !file.holdsSecret, !(finding.object == nil && file.mayHoldSecret), file.lines.indices.contains(position.line - 1)
    else { return nil }
    let line = file.lines[position.line - 1].unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format ? " " : Character(scalar)
    }
    let start = position.column - 1
    guard start >= 0, start < line.count else { return nil }
    let length = Self.length(of: line[start...])
    // An object as a whole: its first line says nothing.
    guard !["apiVersion", "kind", "metadata"].contains(String(line[start..<start + length])) else { return nil }
    return Excerpt(line: String(line), start: start, length: length)
  }

  private func file(_ name: String) -> File? {
    if let file = files[name] { return file }
    guard let bytes = read(name) else { return nil }
    let file = File(String(decoding: bytes, as: UTF8.self))
    files[name] = file
    return file
  }

  /// How far a value goes: to its closing quote; a key to its colon; else to a comment, or the end of a flow item.
  private static func length(of rest: ArraySlice<Character>) -> Int {
    guard let first = rest.first else { return 1 }
    if first == "\"" || first == "'" {
      let end = rest.dropFirst().firstIndex(of: first)
      return end.map { $0 - rest.startIndex + 1 } ?? rest.count
    }
    if first == "{" || first == "[" || first == "&" || first == "*" || first == "-" { return 1 }
    var end = rest.startIndex
    while end < rest.endIndex {
      let next = end + 1 < rest.endIndex ? rest[end + 1] : " "
      if rest[end] == ":", next == " " { break }
      if rest[end] == " ", next == "#" { break }
      if ",]}".contains(rest[end]), next == " " || next == "," || next == "}" || next == "]" { break }
      end += 1
    }
    while end > rest.startIndex + 1, rest[end - 1] == " " { end -= 1 }
    return max(1, end - rest.startIndex)
  }
}
