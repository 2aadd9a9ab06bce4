import CEL
import Manifests
import SourceYAML

/// A change as the values of the variables that change policies name.
struct ChangeValues {
  let bindings: [String: Value]

  init(_ input: ChangeInput, before: ManifestSet?, after: ManifestSet) {
    bindings = [
      "change": .map([
        "routes": input.routes.value { $0.value }, "hosts": input.hosts.value { $0.value },
        "objects": Self.objects(before, after, input).value { Self.value(of: $0) },
      ]),
      "commit": input.commit.value, "now": .timestamp(input.now), "routes": .list(input.routes.all.map(\.value)),
      "hosts": .list(input.hosts.all.map(\.value)),
    ]
  }

  private static func objects(_ before: ManifestSet?, _ after: ManifestSet, _ input: ChangeInput) -> ChangeSet<Manifest> {
    let old = ManifestSet((before?.manifests ?? []) + input.policies.before.manifests)
    let new = ManifestSet(after.manifests + input.policies.after.manifests)
    var changes = ChangeSet<Manifest>()
    for object in new.manifests {
      guard let earlier = old[object.key] else {
        changes.added.append(object)
        continue
      }
      if !earlier.root.hasSameContent(as: object.root) { changes.changed.append((earlier, object)) }
    }
    changes.removed = old.manifests.filter { new[$0.key] == nil }
    changes.countBefore = old.manifests.count
    return changes
  }

  private static func value(of manifest: Manifest) -> Value {
    .map([
      "group": .string(manifest.key.group), "version": .string(manifest.version), "kind": .string(manifest.key.kind),
      "namespace": .string(manifest.key.namespace), "name": .string(manifest.key.name),
      "object": ObjectValue.value(of: manifest.root, defaults: nil),
    ])
  }
}

extension ChangeSet {
  fileprivate func value(_ element: (Thing) -> Value) -> Value {
    .map([
      "added": .list(added.map(element)), "removed": .list(removed.map(element)),
      "changed": .list(changed.map { .map(["before": element($0.before), "after": element($0.after)]) }),
      "addedShare": .double(share(added.count)), "removedShare": .double(share(removed.count)),
      "changedShare": .double(share(changed.count)),
    ])
  }
}

extension ChangeRoute {
  fileprivate var value: Value {
    .map([
      "host": .string(host), "path": .string(path), "pathKind": .string(pathKind.rawValue),
      "methods": .list(methods.map { .string($0) }), "headers": .list(headers.map { .string($0) }), "kind": .string(kind),
      "namespace": .string(namespace), "name": .string(name), "action": .string(action), "timeout": .duration(timeout),
      "upstreams": .list(upstreams.map { .map(["service": .string($0.service), "weight": .int(Int64($0.weight))]) }),
    ])
  }
}

extension ChangeHost {
  fileprivate var value: Value {
    .map([
      "host": .string(host), "tls": .bool(tls), "minimumTLS": .string(minimumTLS), "kind": .string(kind),
      "namespace": .string(namespace), "name": .string(name),
    ])
  }
}

extension ChangeCommit {
  fileprivate var value: Value {
    .map([
      "id": .string(id), "author": author.value, "committer": committer.value, "message": .string(message),
      "time": time.map { .timestamp($0) } ?? .null,
      "signature": .map([
        "verified": .bool(signature.verified), "format": .string(signature.format), "signer": .string(signature.signer),
      ]),
    ])
  }
}

extension ChangeCommit.Person {
  fileprivate var value: Value { .map(["name": .string(name), "email": .string(email)]) }
}
