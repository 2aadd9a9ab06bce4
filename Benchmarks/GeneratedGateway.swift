import Manifests

/// A repository of Mappings as large as one likes, the same at every run.
struct GeneratedGateway {
  let mappings: Int
  let hosts: Int

  /// One file for every 100 Mappings, and one for the Listener and the Hosts.
  var tree: MemoryTree {
    var files: [String: [UInt8]] = ["gateway.yaml": Array(gateway.utf8)]
    for start in stride(from: 0, to: mappings, by: 100) {
      let documents = (start..<min(start + 100, mappings)).map(mapping)
      files["routes/\(start).yaml"] = Array(documents.joined(separator: "---\n").utf8)
    }
    return MemoryTree(files)
  }

  private var gateway: String {
    let listener = """
      apiVersion: getambassador.io/v3alpha1
      kind: Listener
      metadata: {name: http, namespace: edge}
      spec: {port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}

      """
    let all = (0..<hosts).map { index in
      """
      apiVersion: getambassador.io/v3alpha1
      kind: Host
      metadata: {name: host-\(index), namespace: edge}
      spec:
        hostname: \(hostname(index))
        requestPolicy: {insecure: {action: Route}}

      """
    }
    return ([listener] + all).joined(separator: "---\n")
  }

  private func hostname(_ index: Int) -> String { "h\(index).example.com" }

  private func mapping(_ index: Int) -> String {
    """
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata:
      name: route-\(index)
      namespace: shop
      labels:
        app: shop
        team: team-\(index % 20)
    spec:
      hostname: \(hostname(index % hosts))
      prefix: /service-\(index)/
      service: backend-\(index % 200):8080
      timeout_ms: 5000
      add_request_headers:
        x-route: route-\(index)
      retry_policy:
        retry_on: 5xx
        num_retries: 2

    """
  }
}
