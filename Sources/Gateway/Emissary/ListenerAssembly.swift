import Manifests

/// Puts Listeners, Hosts and routes together: which chains a port has, and what each of them serves.
struct ListenerAssembly {
  /// In the order of their names.
  let hosts: [Emissary.Host]
  /// Of each Host, in the order in which they are tried.
  let routes: [[Route]]

  /// A Listener with its chains; nil when no Host is served by it, which is said.
  func listener(_ listener: Emissary.Listener, findings: inout [Finding]) -> Listener? {
    let taken = hosts.indices.filter { listener.takes(hosts[$0]) }
    let variants = RouteVariants(listener: listener)
    let chains = listener.endsTLS ? tlsChains(taken, variants, findings: &findings) : []
    let cleartext: [VirtualHost] = taken.compactMap { index in
      let list = variants.cleartext(routes[index], hosts[index].insecure)
      return list.isEmpty ? nil : virtualHost(index, list)
    }
    let servesCleartext = !taken.isEmpty && !(listener.model == .secure && listener.endsTLS)
    guard servesCleartext || !chains.isEmpty else {
      findings.append(
        .warning(
          .unusedListener, taken.isEmpty ? "no Host is served by this Listener" : "no Host of this Listener has a certificate",
          at: listener.portPosition, object: listener.origin.object))
      return nil
    }
    return Listener(
      name: listener.name, port: listener.port, proxyProtocol: listener.proxyProtocol, trustedHops: listener.trustedHops,
      http2MaxConcurrentStreams: listener.http2MaxConcurrentStreams, cleartext: servesCleartext ? cleartext : nil, tlsChains: chains,
      origin: listener.origin)
  }

  /// One chain for each server name. Hosts that differ in their port alone share it, if they share the certificate too.
  private func tlsChains(_ taken: [Int], _ variants: RouteVariants, findings: inout [Finding]) -> [TLSChain] {
    var chains: [TLSChain] = []
    var byName: [String?: Int] = [:]
    for index in taken {
      guard let tls = hosts[index].tls else { continue }
      let host = virtualHost(index, variants.secure(routes[index], hosts[index].insecure))
      let name = serverName(hosts[index].hostname)
      guard let place = byName[name] else {
        byName[name] = chains.count
        chains.append(TLSChain(serverName: name, termination: tls, virtualHosts: [host]))
        continue
      }
      guard chains[place].termination == tls else {
        let first = chains[place].virtualHosts[0].origin
        findings.append(
          .error(
            .duplicateHost, "\(first.object) at \(first.position) has the same server name and other TLS settings",
            at: hosts[index].hostnamePosition, object: hosts[index].origin.object))
        continue
      }
      chains[place].virtualHosts.append(host)
    }
    return chains
  }

  private func virtualHost(_ index: Int, _ routes: [Route]) -> VirtualHost {
    VirtualHost(hostname: hosts[index].hostname, routes: routes, origin: hosts[index].origin)
  }

  private func serverName(_ hostname: String) -> String? {
    hostname == "*" ? nil : hostname.split(separator: ":").first.map(String.init)
  }
}
