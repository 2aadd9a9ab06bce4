import CEL

/// What the expressions of change policies may name. A name that is not here is an error when the policy is loaded.
enum ChangeDeclarations {
  static let environment: Environment = {
    var environment = Environment.kubernetes
    for type in types { environment.objects[type.name] = type }
    environment.variables = [
      "change": .object("nuncio.Change"), "commit": .object("nuncio.Commit"), "now": .timestamp,
      "routes": .list(.object("nuncio.Route")), "hosts": .list(.object("nuncio.Host")),
    ]
    return environment
  }()

  private static let types: [ObjectType] =
    changes(of: "Route") + changes(of: "Host") + changes(of: "Object") + [
      ObjectType(
        name: "nuncio.Change",
        fields: [
          "routes": .object("nuncio.RouteChanges"), "hosts": .object("nuncio.HostChanges"), "objects": .object("nuncio.ObjectChanges"),
        ]),
      ObjectType(
        name: "nuncio.Route",
        fields: [
          "host": .string, "path": .string, "pathKind": .string, "methods": .list(.string), "headers": .list(.string), "kind": .string,
          "namespace": .string, "name": .string, "upstreams": .list(.object("nuncio.Upstream")),
          "action": .string, "timeout": .duration,
        ]),
      ObjectType(name: "nuncio.Upstream", fields: ["service": .string, "weight": .int]),
      ObjectType(
        name: "nuncio.Host",
        fields: ["host": .string, "tls": .bool, "minimumTLS": .string, "kind": .string, "namespace": .string, "name": .string]),
      ObjectType(
        name: "nuncio.Object",
        fields: [
          "group": .string, "version": .string, "kind": .string, "namespace": .string, "name": .string, "object": .dyn,
        ]),
      ObjectType(
        name: "nuncio.Commit",
        fields: [
          "id": .string, "author": .object("nuncio.Person"), "committer": .object("nuncio.Person"), "message": .string,
          "time": .timestamp, "signature": .object("nuncio.Signature"),
        ]),
      ObjectType(name: "nuncio.Person", fields: ["name": .string, "email": .string]),
      ObjectType(name: "nuncio.Signature", fields: ["verified": .bool, "format": .string, "signer": .string]),
    ]

  private static func changes(of thing: String) -> [ObjectType] {
    let type = CELType.object("nuncio.\(thing)")
    return [
      ObjectType(
        name: "nuncio.\(thing)Changes",
        fields: [
          "added": .list(type), "removed": .list(type), "changed": .list(.object("nuncio.\(thing)Change")), "addedShare": .double,
          "removedShare": .double, "changedShare": .double,
        ]),
      ObjectType(name: "nuncio.\(thing)Change", fields: ["before": type, "after": type]),
    ]
  }
}
