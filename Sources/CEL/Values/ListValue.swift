/// A list: its own elements, or somebody else's.
public struct ListValue: Sendable {
  private enum Storage {
    case own([Value])
    case foreign(any ForeignList)
  }

  private let storage: Storage

  /// A list of values.
  public init(_ values: [Value]) { storage = .own(values) }
  /// A list that somebody else keeps.
  public init(_ foreign: any ForeignList) { storage = .foreign(foreign) }

  /// The number of elements.
  public var count: Int {
    switch storage {
    case .own(let values): values.count
    case .foreign(let list): list.count
    }
  }

  /// The element at an index, which must be there.
  public subscript(index: Int) -> Value {
    switch storage {
    case .own(let values): values[index]
    case .foreign(let list): list.element(at: index)
    }
  }

  /// All elements.
  public var values: [Value] {
    switch storage {
    case .own(let values): values
    case .foreign(let list): (0..<list.count).map { list.element(at: $0) }
    }
  }
}
