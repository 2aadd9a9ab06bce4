import CEL

/// What the expressions of admission policies may name, as k8s.io/apiserver declares it.
enum AdmissionDeclarations {
  /// The environment of a policy's expressions. `object` and `oldObject` have the type `object`, which is `dyn` unless types
  /// are checked against a schema.
  static func environment(hasParams: Bool, object: CELType = .dyn, params: CELType = .dyn) -> Environment {
    var environment = base
    environment.variables["object"] = object
    environment.variables["oldObject"] = object
    if hasParams { environment.variables["params"] = params }
    return environment
  }

  private static let base: Environment = {
    var environment = Environment.kubernetes
    for type in requestTypes + namespaceTypes { environment.objects[type.name] = type }
    environment.variables["request"] = .object("kubernetes.AdmissionRequest")
    environment.variables["namespaceObject"] = .object("kubernetes.Namespace")
    return environment
  }()

  private static let requestTypes: [ObjectType] = [
    ObjectType(name: "kubernetes.GroupVersionKind", fields: ["group": .string, "version": .string, "kind": .string]),
    ObjectType(name: "kubernetes.GroupVersionResource", fields: ["group": .string, "version": .string, "resource": .string]),
    ObjectType(
      name: "kubernetes.UserInfo",
      fields: ["username": .string, "uid": .string, "groups": .list(.string), "extra": .map(.string, .list(.string))]),
    ObjectType(
      name: "kubernetes.AdmissionRequest",
      fields: [
        "kind": .object("kubernetes.GroupVersionKind"), "resource": .object("kubernetes.GroupVersionResource"), "subResource": .string,
        "requestKind": .object("kubernetes.GroupVersionKind"), "requestResource": .object("kubernetes.GroupVersionResource"),
        "requestSubResource": .string, "name": .string, "namespace": .string, "operation": .string,
        "userInfo": .object("kubernetes.UserInfo"), "dryRun": .bool, "options": .dyn,
      ]),
  ]

  private static let namespaceTypes: [ObjectType] = [
    ObjectType(name: "kubernetes.NamespaceSpec", fields: ["finalizers": .list(.string)]),
    ObjectType(
      name: "kubernetes.NamespaceCondition",
      fields: ["status": .string, "type": .string, "lastTransitionTime": .timestamp, "message": .string, "reason": .string]),
    ObjectType(
      name: "kubernetes.NamespaceStatus", fields: ["conditions": .list(.object("kubernetes.NamespaceCondition")), "phase": .string]),
    ObjectType(
      name: "kubernetes.NamespaceMetadata",
      fields: [
        "name": .string, "generateName": .string, "namespace": .string, "labels": .map(.string, .string),
        "annotations": .map(.string, .string), "UID": .string, "creationTimestamp": .timestamp, "deletionGracePeriodSeconds": .int,
        "deletionTimestamp": .timestamp, "generation": .int, "resourceVersion": .string, "finalizers": .list(.string),
      ]),
    ObjectType(
      name: "kubernetes.Namespace",
      fields: [
        "metadata": .object("kubernetes.NamespaceMetadata"), "spec": .object("kubernetes.NamespaceSpec"),
        "status": .object("kubernetes.NamespaceStatus"),
      ]),
  ]
}
