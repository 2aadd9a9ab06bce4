import Gateway
import Testing

@Suite("Endpoints of the world: who is behind a Service's port")
struct ServiceEndpointsTests {
  private let port = ServicePort(namespace: "shop", service: "cart", port: 80)

  private func slice(_ endpoints: [SliceFact.Endpoint], port: Int = 9000) -> SliceFact {
    SliceFact(service: "cart", ports: ["http": port], endpoints: endpoints)
  }

  private func ready(_ address: String) -> SliceFact.Endpoint { .init(address: address, isReady: true, isServing: true) }

  private func service() -> ServiceEndpoints {
    var world = ServiceEndpoints()
    _ = world.set(service: ServiceFact(ports: ["http": 80]), namespace: "shop", name: "cart")
    return world
  }

  @Test("a port is there with its first slice, whichever of both comes first, and goes with the last")
  func coming() {
    var world = ServiceEndpoints()
    #expect(world.set(slice: slice([ready("10.0.0.1")]), namespace: "shop", name: "cart-a").isEmpty, "a slice without its Service")
    #expect(
      world.set(service: ServiceFact(ports: ["http": 80]), namespace: "shop", name: "cart")
        == [port: [EndpointSet.Endpoint(address: "10.0.0.1", port: 9000)]])
    #expect(world.set(slice: nil, namespace: "shop", name: "cart-a") == [port: nil])
    #expect(world.endpoints.isEmpty)
  }

  @Test("ready ones count; without any, those that still answer; an endpoint in two slices counts once")
  func readiness() {
    var world = service()
    let leaving = SliceFact.Endpoint(address: "10.0.0.2", isReady: false, isServing: true)
    _ = world.set(slice: slice([ready("10.0.0.1"), leaving]), namespace: "shop", name: "a")
    _ = world.set(slice: slice([ready("10.0.0.1")]), namespace: "shop", name: "b")
    #expect(world.endpoints[port]?.map(\.address) == ["10.0.0.1"])
    _ = world.set(slice: nil, namespace: "shop", name: "b")
    _ = world.set(slice: slice([leaving]), namespace: "shop", name: "a")
    #expect(world.endpoints[port]?.map(\.address) == ["10.0.0.2"])
  }

  @Test("what changes nothing is told to nobody; a link-local address is left out")
  func quiet() {
    var world = service()
    _ = world.set(slice: slice([ready("10.0.0.1")]), namespace: "shop", name: "a")
    #expect(world.set(slice: slice([ready("10.0.0.1"), ready("169.254.169.254")]), namespace: "shop", name: "a").isEmpty)
    #expect(world.set(slice: slice([ready("10.0.0.1")]), namespace: "other", name: "a").isEmpty)
  }
}
