import Foundation

/// What a Lease (`coordination.k8s.io/v1`) says of who leads.
struct LeaseRecord: Hashable, Sendable {
  var holder: String?
  var duration: Duration
  /// As it is written: it is compared, never read, for clocks differ.
  var renewed: String
  var transitions: Int
  /// Where the holder is found, in its own words.
  var address: String?

  private static let addressAnnotation = "nuncio.dev/address"

  init(_ object: KubernetesObject) {
    let spec = object.json["spec"]
    holder = spec?["holderIdentity"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    duration = .seconds(spec?["leaseDurationSeconds"]?.int ?? 15)
    renewed = spec?["renewTime"]?.string ?? ""
    transitions = spec?["leaseTransitions"]?.int ?? 0
    address = object.annotations[Self.addressAnnotation]
  }

  /// Writes down where the holder is found.
  static func set(_ address: String?, in lease: inout KubernetesObject) {
    var annotations = lease.annotations
    annotations[addressAnnotation] = address
    lease.metadata["annotations"] = JSONValue(annotations)
  }

  /// A Lease in the words of its holder.
  static func spec(holder: String, duration: Duration, acquired: String, renewed: String, transitions: Int) -> JSONValue {
    [
      "holderIdentity": .string(holder), "leaseDurationSeconds": .integer(duration.components.seconds),
      "acquireTime": .string(acquired), "renewTime": .string(renewed), "leaseTransitions": .integer(Int64(transitions)),
    ]
  }

  /// Now, as a Lease has it (`MicroTime`).
  static func time(_ date: Date = Date()) -> String {
    let micros = Int((date.timeIntervalSince1970 * 1e6).rounded())
    let seconds = Date(timeIntervalSince1970: Double(micros / 1_000_000)).formatted(.iso8601)
    let fraction = String(micros % 1_000_000)
    return seconds.dropLast() + "." + String(repeating: "0", count: 6 - fraction.count) + fraction + "Z"
  }
}
