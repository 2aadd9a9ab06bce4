import Testbed

extension ClusterGateway {
  /// Runs a test with a gateway whose first release is live on three proxies, and ends everything, whatever comes of it.
  ///
  /// - Parameters:
  ///   - prepare: What is done before anything starts.
  ///   - proxies: The replicas that proxies go to; all of them by default.
  static func live(
    replicas: Int = 1, holds: String = "2s", breaksServer: Bool = false, proxies: [Int]? = nil,
    prepare: (ClusterGateway) async throws -> Void = { _ in }, _ body: (ClusterGateway) async throws -> Void
  ) async throws {
    let gateway = try await ClusterGateway(replicas: replicas, holds: holds, breaksServer: breaksServer)
    try await gateway.live(proxies: proxies, prepare: prepare, body)
  }

  /// The same with something between the first replica and the API server that refuses what the test says.
  static func fronted(replicas: Int, holds: String, _ body: @escaping @Sendable (ClusterGateway, RefusingFront) async throws -> Void)
    async throws
  {
    let gateway = try await ClusterGateway(replicas: replicas, holds: holds, breaksServer: true, isFronted: true)
    guard let front = gateway.front else { return }
    try await front.serving { try await gateway.live { try await body($0, front) } }
  }

  private func live(
    proxies: [Int]? = nil, prepare: (ClusterGateway) async throws -> Void = { _ in }, _ body: (ClusterGateway) async throws -> Void
  ) async throws {
    let gateway = self
    do {
      try await prepare(gateway)
      if let proxies { gateway.sendProxies(to: proxies) }
      try gateway.commit(cart: "shop", "First routes")
      for one in gateway.operators {
        try one.start()
        // The first one leads.
        try await gateway.leader()
      }
      for name in ["edge-a", "edge-b", "edge-c"] { try await gateway.startProxy(name) }
      try await gateway.operators[0].wait("release 1 live", seconds: 60) { $0.stable?.number == 1 && $0.isEverywhere(1) }
      try await body(gateway)
    } catch {
      for index in gateway.operators.indices { print("operator-\(index):\n\(gateway.log(index).suffix(4000))") }
      await gateway.end()
      throw error
    }
    await gateway.end()
  }
}
