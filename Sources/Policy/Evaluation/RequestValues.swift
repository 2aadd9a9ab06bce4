import CEL
import Manifests

/// The values of one request for the policies that judge it: each is made when the first policy needs it.
struct RequestValues {
  private let request: AdmissionRequest
  private let environment: PolicyEnvironment
  private let namespaces: NamespaceView
  private let catalog: KindCatalog
  private var objects: [String: (new: Value, old: Value)] = [:]
  private var requests: [String: Value] = [:]
  private var namespace: Value?

  init(_ request: AdmissionRequest, environment: PolicyEnvironment, namespaces: NamespaceView, catalog: KindCatalog) {
    self.request = request
    self.environment = environment
    self.namespaces = namespaces
    self.catalog = catalog
  }

  /// The variables that a policy names, with the object in the version that it matches.
  mutating func values(for policy: CompiledPolicy, version: String, params: Value?) -> [String: Value] {
    var values: [String: Value] = [:]
    values.reserveCapacity(policy.inputs.count)
    for input in policy.inputs {
      switch input {
      case "object": values[input] = object(in: version).new
      case "oldObject": values[input] = object(in: version).old
      case "request": values[input] = requestValue(in: version)
      case "namespaceObject": values[input] = namespaceValue()
      case "params": values[input] = params ?? .null
      default: break
      }
    }
    return values
  }

  private mutating func object(in version: String) -> (new: Value, old: Value) {
    if let known = objects[version] { return known }
    func value(_ manifest: Manifest?) -> Value {
      manifest.map { ObjectValue.object($0, kind: request.kind, version: version, catalog: catalog) } ?? .null
    }
    let pair = (new: value(request.object), old: value(request.oldObject))
    objects[version] = pair
    return pair
  }

  private mutating func namespaceValue() -> Value {
    if let namespace { return namespace }
    let value: Value = request.namespace.isEmpty || request.kind.isNamespace ? .null : namespaces.value(of: request.namespace)
    namespace = value
    return value
  }

  private mutating func requestValue(in version: String) -> Value {
    if let known = requests[version] { return known }
    let kind = request.kind
    func gvk(_ version: String) -> Value {
      .map(["group": .string(kind.group), "version": .string(version), "kind": .string(kind.kind)])
    }
    func gvr(_ version: String) -> Value {
      .map(["group": .string(kind.group), "version": .string(version), "resource": .string(kind.plural)])
    }
    var fields: [String: Value] = [
      "kind": gvk(version), "resource": gvr(version), "requestKind": gvk(request.version), "requestResource": gvr(request.version),
      "name": .string(request.name), "operation": .string(request.operation.rawValue), "userInfo": environment.user.value,
      "dryRun": .bool(environment.isDryRun), "options": options,
    ]
    if !request.namespace.isEmpty { fields["namespace"] = .string(request.namespace) }
    let value = Value.map(fields)
    requests[version] = value
    return value
  }

  /// The options of the request's operation, without settings.
  private var options: Value {
    let kind =
      switch request.operation {
      case .create: "CreateOptions"
      case .update: "UpdateOptions"
      case .delete: "DeleteOptions"
      }
    return .map(["apiVersion": .string("meta.k8s.io/v1"), "kind": .string(kind)])
  }
}
