import Manifests
import Operator
import SourceYAML

/// SARIF 2.1.0 (OASIS) as GitHub code scanning takes it: rules, relative paths, regions, and fingerprints that do not move with
/// the lines.
struct SARIFReport: Encodable {
  private struct Run: Encodable {
    let tool: Tool
    let results: [Result]
    let columnKind = "unicodeCodePoints"

    enum CodingKeys: CodingKey { case tool, results, columnKind }
  }

  private struct Tool: Encodable { let driver: Driver }

  private struct Driver: Encodable {
    let name = "nuncio"
    let semanticVersion: String
    let rules: [Rule]

    enum CodingKeys: CodingKey { case name, semanticVersion, rules }
  }

  private struct Rule: Encodable {
    let id: String
    let shortDescription: Message
    let defaultConfiguration: Configuration
  }

  private struct Configuration: Encodable { let level: String }

  private struct Message: Encodable { let text: String }

  private struct Result: Encodable {
    let ruleId: String
    let ruleIndex: Int
    let level: String
    let message: Message
    let locations: [Location]
    let relatedLocations: [Location]?
    /// Under the one name that GitHub looks at.
    let partialFingerprints: [String: String]
    let baselineState: String?
  }

  private struct Location: Encodable {
    var id: Int?
    let physicalLocation: PhysicalLocation
    var logicalLocations: [LogicalLocation]?
    var message: Message?
  }

  private struct PhysicalLocation: Encodable {
    let artifactLocation: ArtifactLocation
    let region: Region
  }

  private struct ArtifactLocation: Encodable { let uri: String }

  private struct Region: Encodable {
    let startLine: Int
    let startColumn: Int
    let endColumn: Int?
  }

  private struct LogicalLocation: Encodable {
    let fullyQualifiedName: String
    let kind = "resource"

    enum CodingKeys: CodingKey { case fullyQualifiedName, kind }
  }

  private let version = "2.1.0"
  private let schema = "https://json.schemastore.org/sarif-2.1.0.json"
  private let runs: [Run]

  private enum CodingKeys: String, CodingKey {
    case version, runs
    case schema = "$schema"
  }

  init(_ report: ValidationReport) {
    let codes = Set(report.findings.map(\.finding.code.rawValue)).sorted()
    let numbers = Dictionary(codes.enumerated().map { ($1, $0) }) { first, _ in first }
    var seen: [String: Int] = [:]
    let results = report.findings.map { judged in
      let text = Self.identity(judged.finding)
      seen[text, default: 0] += 1
      return Self.result(
        judged, report, number: numbers[judged.finding.code.rawValue] ?? 0,
        fingerprint: "\(SHA256Digest.hex(prefix: 16, of: Array(text.utf8))):\(seen[text] ?? 1)")
    }
    let rules = codes.map { code in
      let isError = report.findings.contains { $0.finding.code.rawValue == code && $0.finding.severity == .error }
      return Rule(
        id: code, shortDescription: Message(text: code.replacing("-", with: " ")),
        defaultConfiguration: Configuration(level: isError ? "error" : "warning"))
    }
    runs = [Run(tool: Tool(driver: Driver(semanticVersion: Compiler.version, rules: rules)), results: results)]
  }

  /// What makes two findings the same one in two commits.
  private static func identity(_ finding: Finding) -> String {
    let place = finding.object?.description ?? finding.position?.file ?? ""
    return [finding.code.rawValue, place, finding.lastingMessage].joined(separator: "\n")
  }

  private static func result(_ judged: JudgedFinding, _ report: ValidationReport, number: Int, fingerprint: String) -> Result {
    let finding = judged.finding
    let object = finding.object.map { LogicalLocation(fullyQualifiedName: $0.description) }
    let location = finding.position.map { position in
      let length = report.source.excerpt(of: finding)?.length
      return Location(
        physicalLocation: PhysicalLocation(
          artifactLocation: ArtifactLocation(uri: uri(position.file)),
          region: Region(startLine: position.line, startColumn: position.column, endColumn: length.map { position.column + $0 })),
        logicalLocations: object.map { [$0] })
    }
    let rule = judged.rule.map { rule in
      Location(
        id: 1,
        physicalLocation: PhysicalLocation(
          artifactLocation: ArtifactLocation(uri: uri(rule.file)),
          region: Region(startLine: rule.line, startColumn: rule.column, endColumn: nil)),
        message: Message(text: judged.expression ?? "the rule"))
    }
    return Result(
      ruleId: finding.code.rawValue, ruleIndex: number, level: finding.severity.rawValue, message: Message(text: finding.message),
      // GitHub takes no result without a place.
      locations: [location ?? nowhere], relatedLocations: rule.map { [$0] }, partialFingerprints: ["primaryLocationLineHash": fingerprint],
      baselineState: report.baseName == nil ? nil : judged.isNew ? "new" : "unchanged")
  }

  private static var nowhere: Location {
    Location(
      physicalLocation: PhysicalLocation(
        artifactLocation: ArtifactLocation(uri: "."), region: Region(startLine: 1, startColumn: 1, endColumn: nil)))
  }

  /// A relative path as a URI reference (RFC 3986).
  private static func uri(_ path: String) -> String {
    let bytes = path.utf8.map { byte -> String in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E: String(UnicodeScalar(byte))
      default: "%" + String(byte >> 4, radix: 16, uppercase: true) + String(byte & 15, radix: 16, uppercase: true)
      }
    }
    return bytes.joined()
  }
}
