import CEL
import Foundation
import Testing

@Suite("CEL: the specification's own cases")
struct ConformanceTests {
  /// Cases that fail, and why they must.
  private static let exceptions = [
    "parse/bytes_literals/triple_single_quoted_unescaped_punctuation":
      "the expected bytes hold a backslash that the expression does not: the case's text lost its escape"
  ]

  /// The cases are not part of the repository: they lie beside it.
  private static let lines: [String] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/data/cel/cases.jsonl")
      .standardizedFileURL
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").map(String.init)
  }()

  @Test("every case gives its value or its error", .enabled(if: !lines.isEmpty, "shared/data/cel/cases.jsonl is not there"))
  func all() throws {
    var failures: [String] = []
    for line in Self.lines {
      let testCase = try ConformanceCase(line: line)
      let isException = Self.exceptions[testCase.name] != nil
      guard let problem = problem(testCase) else {
        // A case that passes has no place on the list.
        if isException { failures.append("\(testCase.name): passes, and is listed as an exception") }
        continue
      }
      if isException { continue }
      failures.append("\(testCase.name): \(testCase.expression)\n    \(problem)")
    }
    #expect(failures.isEmpty, "\(failures.count) of \(Self.lines.count) cases fail:\n\(failures.joined(separator: "\n"))")
    #expect(Self.exceptions.count <= 10)
  }

  private func problem(_ testCase: ConformanceCase) -> String? {
    let answer = Result { try testCase.evaluate() }
    switch (testCase.expected, answer) {
    case (.error, .failure), (nil, _): return nil
    case (.error, .success(let value)): return "expected an error, got \(value)"
    case (.value(let expected), .failure(let error)): return "expected \(expected), got error \(error)"
    case (.value(let expected), .success(let value)): return isSame(expected, value) ? nil : "expected \(expected), got \(value)"
    }
  }

  /// As the cases mean it: of the same type, NaN like NaN, the order of maps aside.
  private func isSame(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.double(let left), .double(let right)): return left == right && left.sign == right.sign || left.isNaN && right.isNaN
    case (.list(let left), .list(let right)):
      return left.count == right.count && zip(left.values, right.values).allSatisfy { isSame($0, $1) }
    case (.map(let left), .map(let right)):
      return left.count == right.count
        && left.keys.allSatisfy { key in
          guard let one = try? left.value(for: key), let other = try? right.value(for: key) else { return false }
          return isSame(one, other)
        }
    default: return (try? CaseForm.text(left)) == (try? CaseForm.text(right))
    }
  }
}
