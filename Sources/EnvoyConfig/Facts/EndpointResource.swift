import EnvoyAPI
import Gateway

/// Endpoints in Envoy's words. An empty set is a resource too: it says that nobody is there.
enum EndpointResource {
  static func make(_ name: String, _ set: EndpointSet) -> EnvoyLoadAssignment {
    make(name, set.endpoints.map { ($0.address, $0.port) })
  }

  static func make(_ name: String, _ addresses: [(address: String, port: Int)]) -> EnvoyLoadAssignment {
    var locality = Envoy_Config_Endpoint_V3_LocalityLbEndpoints()
    locality.lbEndpoints = addresses.map { address, port in
      var endpoint = Envoy_Config_Endpoint_V3_LbEndpoint()
      endpoint.endpoint.address.socketAddress.address = address
      endpoint.endpoint.address.socketAddress.portValue = UInt32(port)
      return endpoint
    }
    var result = EnvoyLoadAssignment()
    result.clusterName = name
    result.endpoints = [locality]
    return result
  }
}
