import Manifests

/// The fields of the kinds that are known without a definition: Kubernetes' own and the gateway's languages.
enum KnownFields {
  /// What a field holds.
  indirect enum FieldType: Hashable, Sendable {
    case text, whole, number, flag
    /// An amount with a unit, which an API server keeps as text.
    case quantity
    /// A number or text.
    case numberOrText
    case metadata
    case list(FieldType)
    case map(FieldType)
    /// An object of a type of the table.
    case object(Substring)
    /// Nothing is said.
    case anything

    init(_ code: Substring) {
      switch code {
      case "s": self = .text
      case "i": self = .whole
      case "n": self = .number
      case "b": self = .flag
      case "q": self = .quantity
      case "o": self = .numberOrText
      case "m": self = .metadata
      case "-": self = .anything
      case _ where code.first == "[": self = .list(FieldType(code.dropFirst()))
      case _ where code.first == "{": self = .map(FieldType(code.dropFirst()))
      default: self = .object(code)
      }
    }
  }

  /// The lines of the table by the names of their types.
  private static let lines: [Substring: Substring] = Dictionary(
    KindTable.text.split(separator: "\n").compactMap { line in
      line.firstIndex(of: " ").map { (line[..<$0], line[line.index(after: $0)...]) }
    }, uniquingKeysWith: { first, _ in first })

  /// Of every type the fields that are amounts or lead to some; types without any are not there.
  private static let amounts: [Substring: [String: FieldType]] = {
    var found: [Substring: [String: FieldType]] = [:]
    let fields = Dictionary(uniqueKeysWithValues: lines.keys.map { ($0, Self.fields(of: $0)) })
    func leads(_ type: FieldType) -> Bool {
      switch type {
      case .quantity: true
      case .list(let inner), .map(let inner): leads(inner)
      case .object(let name): found[name] != nil
      default: false
      }
    }
    // Types are looked at until no more lead to amounts, for they may hold each other.
    var count = -1
    while count != found.values.reduce(0, { $0 + $1.count }) {
      count = found.values.reduce(0) { $0 + $1.count }
      for (name, fields) in fields {
        for field in fields where leads(field.type) { found[name, default: [:]][String(field.name)] = field.type }
      }
    }
    return found
  }()

  /// Where amounts lie below a type; nil where none do.
  static func amounts(in type: FieldType) -> [String: FieldType]? { if case .object(let name) = type { amounts[name] } else { nil } }

  /// The name of a kind's type in the table; nil for a kind or a version that is not in it.
  static func name(of kind: String, in group: String, version: String) -> Substring? {
    let name = Substring("\(group.isEmpty ? "core" : group.prefix { $0 != "." })/\(version).\(kind)")
    return lines[name] == nil ? nil : name
  }

  /// The fields of a type; none for a name that is not in the table.
  static func fields(of type: Substring) -> [(name: Substring, type: FieldType)] {
    (lines[type] ?? "").split(separator: " ").compactMap { field in
      field.firstIndex(of: "=").map { (field[..<$0], FieldType(field[field.index(after: $0)...])) }
    }
  }
}
