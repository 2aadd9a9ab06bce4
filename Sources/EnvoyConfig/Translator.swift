import EnvoyAPI
package import Gateway
package import Manifests

/// How a model is put into Envoy's words.
package struct TranslateOptions: Sendable {
  /// The address of the listeners.
  package var bindAddress: String
  /// More virtual hosts than this in a route table travel one by one (VHDS).
  package var inlineVirtualHosts: Int
  /// More routes than this in a virtual host are looked up in a tree.
  package var flatRoutes: Int

  /// Makes options.
  package init(bindAddress: String = "0.0.0.0", inlineVirtualHosts: Int = 8, flatRoutes: Int = 100) {
    self.bindAddress = bindAddress
    self.inlineVirtualHosts = inlineVirtualHosts
    self.flatRoutes = flatRoutes
  }
}

/// Puts a gateway into Envoy's words. Pure: the same model gives the same bytes.
package func translate(_ model: GatewayModel, options: TranslateOptions) -> (ResourceSet, [Finding]) {
  var set = ResourceSet()
  var findings: [Finding] = []
  for (id, upstream) in model.upstreams {
    set.add(
      EncodedResource(name: id.name, type: .cluster, message: ClusterResource.make(id, upstream, discovery: .ads)), .cluster,
      origin: upstream.origin)
  }
  for (name, endpoints) in model.endpointSets {
    set.add(
      EncodedResource(name: name, type: .endpoints, message: EndpointResource.make(name, endpoints)), .endpoints, origin: endpoints.origin)
  }
  for (name, secret) in model.secrets {
    set.add(SecretResource.encoded(name, chain: secret.certificateChain, key: secret.privateKey), .secret, origin: secret.origin)
  }
  for listener in model.listeners {
    set.add(
      EncodedResource(
        name: listener.name, type: .listener, message: ListenerResource.make(listener, options: options, routes: .discovered)),
      .listener, origin: listener.origin)
    for table in RouteTable.tables(of: listener) { table.add(to: &set, options: options, findings: &findings) }
  }
  return (set, findings)
}
