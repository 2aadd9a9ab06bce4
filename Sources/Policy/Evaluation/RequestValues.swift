import CEL
import Manifests

/// The variables of one request in one version, without those that a policy defines.
final class RequestBindings: Bindings {
  private let object: Value
  private let oldObject: Value
  private let request: Value
  private let namespaceObject: Value
  private let params: Value

  init(object: Value, oldObject: Value, request: Value, namespaceObject: Value, params: Value) {
    self.object = object
    self.oldObject = oldObject
    self.request = request
    self.namespaceObject = namespaceObject
    self.params = params
  }

  func value(of variable: String) -> Value? {
    switch variable {
    case "object": object
    case "oldObject": oldObject
    case "request": request
    case "namespaceObject": namespaceObject
    case "params": params
    default: nil
    }
  }

  /// The same request with a parameter.
  func with(params: Value) -> RequestBindings {
    RequestBindings(object: object, oldObject: oldObject, request: request, namespaceObject: namespaceObject, params: params)
  }
}

/// The values of one request: made once for all policies that judge it, in each version that one of them asks for.
struct RequestValues {
  private let request: AdmissionRequest
  private let environment: PolicyEnvironment
  private let namespaces: NamespaceView
  private let catalog: KindCatalog
  /// The variables that any policy names; others are not made.
  private let inputs: Set<String>
  private var known: [(version: String, bindings: RequestBindings)] = []

  init(
    _ request: AdmissionRequest, inputs: Set<String>, environment: PolicyEnvironment, namespaces: NamespaceView, catalog: KindCatalog
  ) {
    self.request = request
    self.inputs = inputs
    self.environment = environment
    self.namespaces = namespaces
    self.catalog = catalog
  }

  /// The variables with the object in the version that a policy matches.
  mutating func bindings(version: String, params: Value?) -> RequestBindings {
    let base = known.first { $0.version == version }?.bindings ?? make(version)
    return params.map { base.with(params: $0) } ?? base
  }

  private mutating func make(_ version: String) -> RequestBindings {
    func value(_ manifest: Manifest?) -> Value {
      manifest.map { ObjectValue.object($0, kind: request.kind, version: version, catalog: catalog) } ?? .null
    }
    let hasNamespace = !request.namespace.isEmpty && !request.kind.isNamespace
    let bindings = RequestBindings(
      object: value(request.object), oldObject: value(request.oldObject),
      request: inputs.contains("request") ? requestValue(in: version) : .null,
      namespaceObject: inputs.contains("namespaceObject") && hasNamespace ? namespaces.value(of: request.namespace) : .null,
      params: .null)
    known.append((version, bindings))
    return bindings
  }

  private func requestValue(in version: String) -> Value {
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
    return .map(fields)
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
