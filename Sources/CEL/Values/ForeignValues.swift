/// A list that somebody else keeps, such as a sequence in a YAML file. Elements are turned into values when they are asked for.
public protocol ForeignList: AnyObject, Sendable {
  /// The number of elements.
  var count: Int { get }
  /// The element at an index, 0 to `count - 1`.
  func element(at index: Int) -> Value
}

/// An object or a map with text as keys that somebody else keeps. Values are made when they are asked for.
public protocol ForeignMap: AnyObject, Sendable {
  /// The number of entries.
  var count: Int { get }
  /// All keys, each once, in the order in which macros visit them.
  var keys: [String] { get }
  /// The value of a key; nil when there is none.
  ///
  /// - Throws: `EvaluationFault` when it cannot be had: the expression that asks fails with it.
  func value(forKey key: String) throws(EvaluationFault) -> Value?
}
