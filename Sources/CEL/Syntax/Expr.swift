/// A parsed expression. Macros are expanded into nodes of their own.
public struct Expr: Sendable {
  /// What the node is.
  public let kind: Kind
  /// Where it is written.
  public let span: SourceSpan
  /// The levels of the tree from here down, at least 1.
  let height: Int

  /// The forms of expressions.
  public indirect enum Kind: Sendable {
    /// A number, text, bytes, a truth value or null.
    case literal(Value)
    /// A name; `isAbsolute` when it begins with a dot and skips the container.
    case identifier(String, isAbsolute: Bool)
    /// `operand.field`, `operand.?field`, or `has(operand.field)`.
    case select(Expr, field: Name, Access)
    /// `operand[index]` or `operand[?index]`.
    case index(Expr, Expr, isOptional: Bool)
    /// `a && b && c`, `a || b || c`: two or more terms.
    case logical(LogicalOperator, [Expr])
    /// `condition ? yes : no`.
    case conditional(Expr, Expr, Expr)
    /// Arithmetic, comparison, `in`, `!` and the sign.
    case operation(Operator, [Expr])
    /// `function(...)` or `target.function(...)`; `isAbsolute` when it begins with a dot.
    case call(target: Expr?, function: String, arguments: [Expr], isAbsolute: Bool)
    /// `[a, ?b]`.
    case list([Element])
    /// `{k: v, ?k: v}`.
    case map([Entry])
    /// `Name{field: value, ?field: value}`.
    case message(String, [Field])
    /// `all`, `exists`, `map` and so on.
    case comprehension(Comprehension)
    /// `cel.bind(name, value, body)`: the value is evaluated when the body first needs it, at most once.
    case bind(String, value: Expr, body: Expr)
    /// `cel.block([a, b], body)`: the items are `@index0`, `@index1`, ..., evaluated when first needed.
    case block([Expr], body: Expr)
    /// `target.optMap(name, body)`, or `optFlatMap` when flat.
    case optionalMap(Expr, variable: String, body: Expr, isFlat: Bool)
  }

  /// A field's name, and where it is written.
  public struct Name: Sendable {
    /// The name.
    public let text: String
    /// Where it is written.
    public let span: SourceSpan
  }

  /// How a field is asked for.
  public enum Access: Sendable {
    /// The field must be there.
    case value
    /// The answer is an optional.
    case optional
    /// `has`: the answer is whether it is there.
    case presence
  }

  /// An element of a list.
  public struct Element: Sendable {
    /// What it is.
    public let value: Expr
    /// An optional without a value is left out.
    public let isOptional: Bool
  }

  /// An entry of a map.
  public struct Entry: Sendable {
    /// The key.
    public let key: Expr
    /// The value.
    public let value: Expr
    /// An optional without a value is left out.
    public let isOptional: Bool
  }

  /// A field of a message.
  public struct Field: Sendable {
    /// The field's name.
    public let name: String
    /// Where the name is written.
    public let span: SourceSpan
    /// The value.
    public let value: Expr
    /// An optional without a value is left out.
    public let isOptional: Bool
  }

  /// A macro that goes over a list or a map.
  public struct Comprehension: Sendable {
    /// Which macro.
    public let kind: ComprehensionKind
    /// What it goes over.
    public let range: Expr
    /// The first variable: the element or the key; the index or the key when there are two.
    public let variable: String
    /// The second variable: the element or the value.
    public let second: String?
    /// Elements for which it is false are left out.
    public let filter: Expr?
    /// The predicate or the transformation.
    public let body: Expr
  }
}

/// `&&` or `||`.
public enum LogicalOperator: String, Sendable {
  /// `&&`
  case and = "&&"
  /// `||`
  case or = "||"
}

/// What a macro over a list or a map makes of it.
public enum ComprehensionKind: String, Sendable, CaseIterable {
  /// Whether the predicate holds for every element.
  case all
  /// Whether it holds for at least one.
  case exists
  /// Whether it holds for exactly one.
  case existsOne
  /// A list of what the body makes of the elements.
  case map
  /// A list of the elements for which the predicate holds.
  case filter
  /// `map` with two variables.
  case transformList
  /// A map with the keys of the range and new values.
  case transformMap
  /// A map of the entries that the body makes, each a map itself.
  case transformMapEntry
}

/// The operators that are not `&&`, `||` and `?:`. The raw value is the function's name in the specification.
public enum Operator: String, Sendable, CaseIterable {
  case add = "_+_"
  case subtract = "_-_"
  case multiply = "_*_"
  case divide = "_/_"
  case modulo = "_%_"
  case negate = "-_"
  case not = "!_"
  case equal = "_==_"
  case notEqual = "_!=_"
  case less = "_<_"
  case lessOrEqual = "_<=_"
  case greater = "_>_"
  case greaterOrEqual = "_>=_"
  case contained = "@in"
}
