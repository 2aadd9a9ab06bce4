import Fleet
import Foundation
import Glibc
import Identity
import Synchronization
import Testing

@Suite(
  "Envoys on one machine", .serialized, .timeLimit(.minutes(2)),
  .enabled(if: realEnvoy != nil, "needs Envoy 1.40 in .tools"))
struct LocalFleetTests {
  private func pid(_ process: String?) throws -> Int32 { try #require(process?.prefix { $0.isNumber }.description).asPID() }

  @Test("share a port; each has a folder, a session and an environment of its own, and no file of the daemon's")
  func share() async throws {
    let site = try Site(proxies: 2)
    defer { site.clear() }
    // The daemon's lock, say: a proxy that inherits it keeps it when the daemon is dead.
    let lock = open(site.folder.path + "-lock", O_RDWR | O_CREAT, 0o600)
    defer {
      close(lock)
      unlink(site.folder.path + "-lock")
    }
    try await site.withFleet { fleet in
      #expect(await site.serves("one"))
      for (proxy, process) in await fleet.processes {
        let pid = try pid(process)
        #expect(getsid(pid) != getsid(0))
        // Envoy asks the kernel for SIGTERM when its parent (the very thread that made it) ends: nobody of ours may be that.
        let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat").map { String(decoding: $0, as: UTF8.self) } ?? ""
        let parent = stat.split(separator: ")").last?.split(separator: " ").dropFirst().first
        #expect(parent != nil && parent.map(String.init) != String(getpid()))
        #expect(FileManager.default.contents(atPath: "/proc/\(pid)/environ")?.isEmpty == true)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")) ?? []
        let targets = files.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\($0)") }
        #expect(!targets.contains { $0.hasSuffix("-lock") })
        let folder = try FileManager.default.attributesOfItem(atPath: site.folder.path + "/" + proxy.name)
        #expect(folder[.posixPermissions] as? Int == 0o700)
      }
    }
  }

  @Test("one that is killed is reported and started again")
  func restart() async throws {
    let site = try Site(proxies: 2)
    defer { site.clear() }
    try await site.withFleet { fleet in
      #expect(await site.serves("one"))
      let victim = ProxyID("edge-1")
      let process = try #require(await fleet.processes[victim])
      kill(try pid(process), SIGKILL)
      #expect(
        await site.happened {
          if case .ended(victim, process, _, wasAsked: false) = $0 { true } else { false }
        })
      #expect(await eventually { await fleet.processes[victim].map { $0 != process } ?? false })
      #expect(await site.serves("one"))
    }
  }

  @Test("outlive their daemon, and are adopted by the next: the same processes, no failed request")
  func adopt() async throws {
    let site = try Site(proxies: 2)
    defer { site.clear() }
    let before = try await site.withFleet { fleet in
      #expect(await site.serves("one"))
      return await fleet.processes
    }
    let traffic = Traffic(port: site.port)
    try await site.withFleet { fleet in
      #expect(await eventually { await fleet.processes.count == 2 })
      #expect(await fleet.processes == before)
      for (proxy, process) in before {
        #expect(await site.happened { if case .started(proxy, process, adopted: true) = $0 { true } else { false } })
      }
      try await Task.sleep(for: .seconds(2))
    }
    let counts = await traffic.stop()
    #expect(counts.good > 100 && counts.bad == 0)
  }

  @Test("one that died while the daemon was away is reported and started again; the other is adopted")
  func diedMeanwhile() async throws {
    let site = try Site(proxies: 2)
    defer { site.clear() }
    let before = try await site.withFleet { fleet in
      #expect(await site.serves("one"))
      return await fleet.processes
    }
    let victim = ProxyID("edge-0")
    let process = try #require(before[victim])
    kill(try pid(process), SIGKILL)
    #expect(await eventually { site.alive.count == 1 })
    site.events.withLock { $0 = [] }
    try await site.withFleet { fleet in
      #expect(await site.happened { if case .ended(victim, process, .unknown, wasAsked: false) = $0 { true } else { false } })
      #expect(await site.happened { if case .started(victim, _, adopted: false) = $0 { true } else { false } })
      #expect(await site.serves("one"))
      #expect(await fleet.processes[ProxyID("edge-1")] == before[ProxyID("edge-1")])
    }
  }

  @Test("a bootstrap that changed while the daemon was away: each is replaced by hot restart, no failed request, the old ones leave")
  func hotRestart() async throws {
    let site = try Site(proxies: 2)
    defer { site.clear() }
    let before = try await site.withFleet { fleet in
      #expect(await site.serves("one"))
      return await fleet.processes
    }
    site.generation.withLock { $0 = "two" }
    let traffic = Traffic(port: site.port)
    try await site.withFleet { fleet in
      #expect(await site.serves("two", within: .seconds(30)))
      let old = try before.values.map { try pid($0) }
      #expect(await eventually(within: .seconds(30)) { old.allSatisfy { !site.alive.contains($0) } })
      #expect(site.alive.count == 2)
      #expect(Set(await fleet.processes.values).isDisjoint(with: before.values))
    }
    let counts = await traffic.stop()
    #expect(counts.good > 100 && counts.bad == 0, "\(counts)")
  }

  @Test("a daemon that ends in the middle of a hot restart: the next one brings it to its end, no failed request")
  func interruptedRestart() async throws {
    let site = try Site(proxies: 2)
    defer { site.clear() }
    let before = try await site.withFleet { fleet in
      #expect(await site.serves("one"))
      return await fleet.processes
    }
    let traffic = Traffic(port: site.port)
    site.generation.withLock { $0 = "two" }
    let begun = ProxyPaths(ProxyID("edge-0"), in: site.folder.path).replacement
    try await site.withFleet { _ in
      #expect(await eventually { FileManager.default.fileExists(atPath: begun) })
    }
    try await site.withFleet { fleet in
      #expect(await site.serves("two", within: .seconds(30)))
      let old = try before.values.map { try pid($0) }
      #expect(await eventually(within: .seconds(30)) { old.allSatisfy { !site.alive.contains($0) } })
      #expect(site.alive.count == 2)
      #expect(await eventually { await Set(fleet.processes.values).isDisjoint(with: before.values) })
      #expect(!FileManager.default.fileExists(atPath: begun))
    }
    let counts = await traffic.stop()
    #expect(counts.good > 100 && counts.bad == 0, "\(counts)")
  }

  @Test("a fleet that grows starts what is new; one that shrinks drains and ends what is too many, also from before a restart")
  func resize() async throws {
    let site = try Site(proxies: 2)
    defer { site.clear() }
    let all = (0..<3).map { ProxyID("edge-\($0)") }
    try await site.withFleet { fleet in
      #expect(await site.serves("one"))
      await fleet.resize(all)
      #expect(await eventually { await fleet.processes.count == 3 })
      await fleet.resize([all[0], all[2]])
      #expect(await site.happened { if case .ended(all[1], _, _, wasAsked: true) = $0 { true } else { false } })
      #expect(await eventually { await Set(fleet.processes.keys) == [all[0], all[2]] })
    }
    try await site.withFleet { fleet in
      #expect(await site.happened { if case .ended(all[2], _, _, wasAsked: true) = $0 { true } else { false } })
      #expect(await eventually { await Set(fleet.processes.keys) == [all[0], all[1]] && site.alive.count == 2 })
    }
  }

  @Test("one that is wanted again while it drains ends as asked for, and is started anew at once")
  func wantedAgain() async throws {
    let site = try Site(proxies: 2)
    defer { site.clear() }
    let back = site.proxies[1]
    try await site.withFleet { fleet in
      #expect(await site.serves("one"))
      let process = try #require(await fleet.processes[back])
      await fleet.resize([site.proxies[0]])
      #expect(await eventually { await fleet.leaving.contains(process) })
      await fleet.resize(site.proxies)
      #expect(await site.happened { if case .ended(back, process, _, wasAsked: true) = $0 { true } else { false } })
      #expect(await eventually { await fleet.processes[back].map { $0 != process } ?? false && site.alive.count == 2 })
      #expect(!site.events.withLock { $0.contains { if case .ended(_, _, _, wasAsked: false) = $0 { true } else { false } } })
    }
  }

  @Test("a replacement that Envoy refuses leaves the old process serving, and one process alone")
  func refusedReplacement() async throws {
    let site = try Site(proxies: 1)
    defer { site.clear() }
    try await site.withFleet { fleet in
      #expect(await site.serves("one"))
      let process = await fleet.processes[ProxyID("edge-0")]
      site.generation.withLock { $0 = "broken" }
      try? await fleet.replace(ProxyID("edge-0"))
      #expect(await site.serves("one"))
      #expect(await fleet.processes[ProxyID("edge-0")] == process)
      #expect(await eventually { site.alive.count == 1 })
    }
  }

  @Test("a bootstrap that Envoy refuses at the start: it is tried again, with longer and longer pauses")
  func badBootstrap() async throws {
    let site = try Site(proxies: 1)
    defer { site.clear() }
    site.generation.withLock { $0 = "broken" }
    try await site.withFleet { _ in
      #expect(
        await eventually {
          site.events.withLock { $0.filter { if case .ended(_, _, _, wasAsked: false) = $0 { true } else { false } }.count >= 3 }
        })
      site.generation.withLock { $0 = "one" }
      #expect(await site.serves("one"))
    }
  }

  @Test("are all gone within 20 s of a shutdown, which says that it was asked for", arguments: [false, true])
  func shutDown(inReplacement: Bool) async throws {
    let site = try Site(proxies: 2)
    defer { site.clear() }
    try await site.withFleet { fleet in
      #expect(await site.serves("one"))
      if inReplacement {
        site.generation.withLock { $0 = "two" }
        try await fleet.replace(ProxyID("edge-0"))
      }
      let begin = ContinuousClock.now
      await fleet.shutDown()
      #expect(ContinuousClock.now - begin < .seconds(20))
      for proxy in site.proxies {
        #expect(await site.happened { if case .ended(proxy, _, _, wasAsked: true) = $0 { true } else { false } })
      }
      // The old one of a replacement has a few seconds of its own.
      #expect(await eventually(within: .seconds(10)) { site.alive.isEmpty })
    }
  }
}

extension String {
  fileprivate func asPID() throws -> Int32 { try #require(Int32(self)) }
}
