/// An expression whose names are resolved and whose types are known.
public struct CheckedExpr: Sendable {
  let root: CheckedNode
  /// The places that variables of macros need in a frame.
  let localCount: Int
  let inference: Inference
  /// The environment's rules for evaluations.
  let rules: EvaluationRules

  /// The type of the whole expression; `dyn` where it is not known.
  public var type: CELType { type(of: root) }

  func type(of node: CheckedNode) -> CELType { inference.resolved(node.type, open: .dyn) }
}

/// A node of a checked expression.
struct CheckedNode: Sendable {
  let kind: Kind
  let type: CELType
  let span: SourceSpan

  indirect enum Kind: Sendable {
    case constant(Value)
    /// A variable of the environment.
    case input(String)
    /// A variable of a macro, by its place in the frame.
    case local(Int)
    case select(CheckedNode, field: Expr.Name, Expr.Access)
    case index(CheckedNode, CheckedNode, isOptional: Bool)
    case logical(LogicalOperator, [CheckedNode])
    case conditional(CheckedNode, CheckedNode, CheckedNode)
    case operation(Operator, [CheckedNode])
    /// The overloads that the types of the arguments leave, in order.
    case call(String, isMember: Bool, [CheckedNode], [FunctionOverload])
    case list([Element])
    case map([Entry])
    case comprehension(Comprehension)
    case bind(local: Int, value: CheckedNode, body: CheckedNode)
    case block(locals: [Int], [CheckedNode], body: CheckedNode)
    case optionalMap(CheckedNode, local: Int, body: CheckedNode, isFlat: Bool)
    /// What is only found to be wrong when it is evaluated, where types are not checked.
    case failure(String)
  }

  struct Element: Sendable {
    let value: CheckedNode
    let isOptional: Bool
  }

  struct Entry: Sendable {
    let key: CheckedNode
    let value: CheckedNode
    let isOptional: Bool
  }

  struct Comprehension: Sendable {
    let kind: ComprehensionKind
    let range: CheckedNode
    let local: Int
    let second: Int?
    let filter: CheckedNode?
    let body: CheckedNode
  }
}
