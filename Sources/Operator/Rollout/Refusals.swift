package import EnvoyConfig
import Foundation
import Gateway
package import Rollout

/// A proxy's refusal to the object, file and line that it is about.
package enum Refusals {
  /// Envoy's words name the resource for clusters and listeners; else it is the one that differs from stable's. A port in use
  /// becomes free again, and is waited for; every other refusal (a port that may not be bound, too) is the release's own.
  package static func explain(_ keys: [ResourceKey], message: String, own: ResourceSet?, stable: ResourceSet?) -> Refusal {
    let named = keys.filter { message.contains($0.name) }
    let changed = keys.filter { own?[$0]?.version != stable?[$0]?.version }
    let suspects = named.isEmpty ? (changed.isEmpty ? keys : changed) : named
    let first = suspects.first
    let origin = first.flatMap { own?.provenance[$0] }
    return Refusal(
      resource: first.map { suspects.count > 1 ? "\($0) (one of \(suspects.count))" : "\($0)" } ?? "a resource",
      place: origin.map { "\($0.object) at \($0.position)" }, message: message.trimmingCharacters(in: .whitespacesAndNewlines),
      isPortInUse: message.contains("Address already in use"),
      differsFromStable: suspects.contains { own?[$0]?.version != stable?[$0]?.version })
  }
}
