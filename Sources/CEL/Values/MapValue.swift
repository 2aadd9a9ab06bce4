/// A map: its own entries in the order in which they came, or somebody else's.
public struct MapValue: Sendable {
  private enum Storage {
    case own(Entries)
    case foreign(any ForeignMap)
  }

  /// On the heap, so that a map is as small as a list.
  private final class Entries: Sendable {
    let keys: [Value]
    let values: [Value]
    let places: [MapKey: Int]

    init(keys: [Value], values: [Value], places: [MapKey: Int]) {
      self.keys = keys
      self.values = values
      self.places = places
    }
  }

  private let storage: Storage

  /// A map with text as keys, in the order of the keys.
  public init(_ entries: [String: Value]) {
    var builder = Builder()
    for (key, value) in entries.sorted(by: { $0.key < $1.key }) { builder.append(key, value) }
    self = builder.map
  }

  /// A map that somebody else keeps.
  public init(_ foreign: any ForeignMap) { storage = .foreign(foreign) }

  /// Collects entries.
  struct Builder {
    private var keys: [Value] = []
    private var values: [Value] = []
    private var places: [MapKey: Int] = [:]
    private let repeatedKeys: EvaluationRules.RepeatedKeys

    init(repeatedKeys: EvaluationRules.RepeatedKeys = .refused) { self.repeatedKeys = repeatedKeys }

    var count: Int { keys.count }

    /// Adds an entry.
    ///
    /// - Throws: when its key is there already and may not be, or is no key.
    mutating func insert(_ key: Value, _ value: Value) throws(EvaluationFault) {
      // A double finds an entry, but is no key of one.
      if case .double = key { throw EvaluationFault("unsupported key type: double") }
      guard let place = MapKey(key) else { throw EvaluationFault("unsupported key type: \(key.typeName)") }
      if let earlier = places[place] {
        guard repeatedKeys == .lastCounts else { throw EvaluationFault("Failed with repeated key: \(displayText(key))") }
        values[earlier] = value
        return
      }
      places[place] = keys.count
      keys.append(key)
      values.append(value)
    }

    /// Adds an entry whose key is text that is not there yet.
    mutating func append(_ key: String, _ value: Value) {
      places[MapKey(key)] = keys.count
      keys.append(.string(key))
      values.append(value)
    }

    var map: MapValue { MapValue(storage: .own(Entries(keys: keys, values: values, places: places))) }
  }

  private init(storage: Storage) { self.storage = storage }

  /// The number of entries.
  public var count: Int {
    switch storage {
    case .own(let entries): entries.keys.count
    case .foreign(let map): map.count
    }
  }

  /// The keys, in order.
  public var keys: [Value] {
    switch storage {
    case .own(let entries): entries.keys
    case .foreign(let map): map.keys.map { .string($0) }
    }
  }

  /// The value of a key; nil when there is none. Numbers are found across their types.
  public func value(for key: Value) throws(EvaluationFault) -> Value? {
    guard let key = MapKey(key) else { return nil }
    return try value(for: key)
  }

  func value(for key: MapKey) throws(EvaluationFault) -> Value? {
    switch storage {
    case .own(let entries): return entries.places[key].map { entries.values[$0] }
    case .foreign(let map):
      guard let text = key.text else { return nil }
      return try map.value(forKey: text)
    }
  }
}
