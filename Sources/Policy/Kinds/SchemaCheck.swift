import CEL
import Manifests
import SourceYAML

/// Checks a policy's expressions against the schemas of the kinds that it matches, and of its parameters.
///
/// At run time objects are `dyn`, so nothing found here keeps a policy from being evaluated. What no matched kind allows is an
/// error; what one kind allows and another does not may be meant, behind a condition, and is a warning.
struct SchemaCheck {
  /// As many kinds as an API server looks at.
  private static let maximumKinds = 10

  let policy: AdmissionPolicy
  let catalog: KindCatalog

  func findings() -> [Finding] {
    let names = Set(policy.match.rules.flatMap { catalog.schemas(for: $0) }).sorted().prefix(Self.maximumKinds)
    guard !names.isEmpty else { return [] }
    var faults: [Place: [(kind: SchemaName, fault: CELFault)]] = [:]
    for name in names {
      for (index, fault) in faultsByExpression(against: name) { faults[index, default: []].append((name, fault)) }
    }
    return faults.sorted { $0.key < $1.key }.compactMap { place, found in
      guard let first = found.first else { return nil }
      let position = expressions[place.index].position(ofByte: first.fault.span.offset)
      let kinds = found.map(\.kind.description).joined(separator: ", ")
      let severity: Finding.Severity = found.count == names.count ? .error : .warning
      return Finding(.policySchema, severity, "\(first.fault.message) (in \(kinds))", at: position, object: policy.key)
    }
  }

  /// One complaint about one expression.
  private struct Place: Hashable, Comparable {
    let index: Int
    let message: String

    static func < (left: Place, right: Place) -> Bool { (left.index, left.message) < (right.index, right.message) }
  }

  private var expressions: [PolicyExpression] {
    policy.variables.map(\.expression) + policy.matchConditions.map(\.expression)
      + policy.validations.flatMap { [$0.expression] + ($0.messageExpression.map { [$0] } ?? []) }
      + policy.auditAnnotations.map(\.expression)
  }

  private func faultsByExpression(against name: SchemaName) -> [(Place, CELFault)] {
    guard var environment = environment(for: name) else { return [] }
    var variables = CompiledVariables()
    variables.declare(in: &environment)
    var faults: [(Place, CELFault)] = []
    for (index, expression) in expressions.enumerated() {
      do throws(CELFault) {
        let program = try environment.compile(expression.text)
        if policy.variables.indices.contains(index) { variables.add(policy.variables[index].name, program) }
      } catch {
        // A name that no identifier can be is read with an index, which types do not know of.
        let isIndexOfObject = error.message.contains("'_[_]' applied to '(\(name.kind)")
        if !isIndexOfObject { faults.append((Place(index: index, message: error.message), error)) }
        if policy.variables.indices.contains(index) { variables.add(policy.variables[index].name, nil) }
      }
      variables.declare(in: &environment)
    }
    return faults
  }

  private func environment(for name: SchemaName) -> Environment? {
    var types = SchemaTypes()
    guard let object = catalog.type(of: name, name: name.kind, in: &types) else { return nil }
    let params = policy.paramKind.flatMap { kind in
      catalog.type(
        of: SchemaName(group: kind.group, version: kind.version, kind: kind.kind), name: "params.\(kind.kind)", in: &types)
    }
    var environment = AdmissionDeclarations.environment(hasParams: policy.paramKind != nil, object: object, params: params ?? .dyn)
    environment.objects.merge(types.objects) { own, _ in own }
    return environment
  }
}
