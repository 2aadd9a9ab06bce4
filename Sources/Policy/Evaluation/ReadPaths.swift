import CEL
import Manifests
import SourceYAML

/// What an expression reads of the object: chains such as `object.spec.tls.min_tls_version`, through variables, macros and
/// `cel.bind`, so that a finding can point at the field and not only at the object.
struct ReadPaths: Sendable {
  /// A chain of fields from the object's root. An element of a list that a macro goes over ends it.
  typealias Path = [String]

  let paths: [Path]
  /// What the expression itself stands for, when it is a chain: what its own fields are below.
  private let value: [Path]

  /// Nothing.
  init() {
    paths = []
    value = []
  }

  /// - Parameter variables: The chains that each of the policy's variables stands for.
  init(_ expr: Expr, variables: [String: ReadPaths] = [:]) {
    var walk = Walk(variables: variables)
    walk.visit(expr, [:])
    paths = walk.paths
    value = walk.chain(expr, [:]) ?? []
  }

  /// Variables of variables may name the same chains over and over: each once, and no more than a person could mean.
  private static func distinct(_ paths: [Path]) -> [Path] {
    var seen = Set<Path>()
    return Array(paths.filter { $0.count <= 64 && seen.insert($0).inserted }.prefix(64))
  }

  /// The place of the deepest field that is read and there. When nothing of what is read is there: of what would hold it.
  func place(in root: YAMLNode) -> SourcePosition? {
    var best: (depth: Int, isWhole: Bool, position: SourcePosition)?
    for path in paths {
      guard let found = Self.resolve(path, in: root) else { continue }
      if let best, (best.isWhole ? 1 : 0, best.depth) >= (found.isWhole ? 1 : 0, found.depth) { continue }
      best = found
    }
    return best?.position
  }

  private static func resolve(_ path: Path, in root: YAMLNode) -> (depth: Int, isWhole: Bool, position: SourcePosition)? {
    var node = root
    var place: SourcePosition?
    var depth = 0
    for step in path {
      if let index = Int(step), node.kind == .sequence, node.items.indices.contains(index) {
        node = node.items[index]
        place = node.position
      } else if let entry = node.entries.first(where: { $0.key == step }) {
        node = entry.value
        let isScalar = node.kind != .mapping && node.kind != .sequence
        place = isScalar && !node.isNull ? node.position : entry.keyPosition
      } else {
        break
      }
      depth += 1
    }
    return place.map { (depth, depth == path.count, $0) }
  }

  private struct Walk {
    let variables: [String: ReadPaths]
    var paths: [Path] = []

    /// - Parameter names: What the names of macros stand for.
    mutating func visit(_ expr: Expr, _ names: [String: [Path]]) {
      let isChoice = if case .conditional = expr.kind { true } else { false }
      if !isChoice, let chain = chain(expr, names) {
        paths = ReadPaths.distinct(paths + chain)
        return
      }
      switch expr.kind {
      case .comprehension(let loop):
        visit(loop.range, names)
        var inner = names
        let range = chain(loop.range, names)
        inner[loop.variable] = loop.second == nil ? range : []
        if let second = loop.second { inner[second] = range }
        if let filter = loop.filter { visit(filter, inner) }
        visit(loop.body, inner)
      case .bind(let name, let value, let body):
        visit(value, names)
        visit(body, names.merging([name: chain(value, names) ?? []]) { _, new in new })
      case .optionalMap(let operand, let name, let body, _):
        visit(operand, names)
        visit(body, names.merging([name: chain(operand, names) ?? []]) { _, new in new })
      default:
        for child in expr.children { visit(child, names) }
      }
    }

    /// The chains that an expression stands for; nil when it is no chain. Conversions, defaults and choices are seen through.
    func chain(_ expr: Expr, _ names: [String: [Path]]) -> [Path]? {
      switch expr.kind {
      case .identifier(let name, _):
        if let known = names[name] { return known }
        return name == "object" || name == "oldObject" ? [[]] : nil
      case .select(let operand, let field, _):
        if case .identifier("variables", _) = operand.kind, names["variables"] == nil { return standsFor(field.text) }
        return chain(operand, names)?.map { $0 + [field.text] }
      case .index(let operand, let index, _):
        switch index.kind {
        case .literal(.string(let key)): return chain(operand, names)?.map { $0 + [key] }
        case .literal(.int(let position)): return chain(operand, names)?.map { $0 + [String(position)] }
        default: return nil
        }
      case .call(let target?, "orValue", _, _), .call(let target?, "value", _, _): return chain(target, names)
      case .call(nil, let function, let arguments, _) where arguments.count == 1 && Self.conversions.contains(function):
        return chain(arguments[0], names)
      case .conditional(_, let yes, let no):
        let both = [yes, no].compactMap { chain($0, names) }.flatMap { $0 }
        return both.isEmpty ? nil : ReadPaths.distinct(both)
      default: return nil
      }
    }

    private static let conversions: Set<String> = ["dyn", "string", "int", "double", "bool"]

    private func standsFor(_ variable: String) -> [Path] {
      guard let known = variables[variable] else { return [] }
      return known.value.isEmpty ? known.paths : known.value
    }
  }
}
