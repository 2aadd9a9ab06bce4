extension Library {
  /// What a calendar and a clock show, in UTC or in the zone that is given.
  static let timestampParts: [FunctionOverload] =
    timestampPart("getFullYear") { parts, _ in parts.year }
    + timestampPart("getMonth") { parts, _ in parts.month - 1 }
    + timestampPart("getDate") { parts, _ in parts.day }
    + timestampPart("getDayOfMonth") { parts, _ in parts.day - 1 }
    + timestampPart("getDayOfWeek") { parts, _ in parts.dayOfWeek }
    + timestampPart("getDayOfYear") { parts, _ in parts.dayOfYear }
    + timestampPart("getHours") { parts, _ in parts.hour }
    + timestampPart("getMinutes") { parts, _ in parts.minute }
    + timestampPart("getSeconds") { parts, _ in parts.second }
    + timestampPart("getMilliseconds") { _, time in Int(time.nanoseconds) / 1_000_000 }

  private static func timestampPart(
    _ name: String, _ part: @escaping @Sendable (Timestamp.Parts, Timestamp) -> Int
  ) -> [FunctionOverload] {
    [
      FunctionOverload(.member, name) { (time: Timestamp) in Int64(part(time.parts(), time)) },
      FunctionOverload(.member, name) { (time: Timestamp, zone: String) throws(EvaluationFault) in
        guard let offset = time.offset(in: zone) else { throw EvaluationFault("unknown time zone \(zone)") }
        return Int64(part(time.parts(offset: offset), time))
      },
    ]
  }

  /// The whole length in a unit; the specification's milliseconds are those beyond the last second.
  static func durationParts(_ dialect: Dialect) -> [FunctionOverload] {
    [
      FunctionOverload(.member, "getHours") { (length: CELDuration) in length.nanoseconds / 3_600_000_000_000 },
      FunctionOverload(.member, "getMinutes") { (length: CELDuration) in length.nanoseconds / 60_000_000_000 },
      FunctionOverload(.member, "getSeconds") { (length: CELDuration) in length.nanoseconds / 1_000_000_000 },
      FunctionOverload(.member, "getMilliseconds") { (length: CELDuration) in
        (dialect == .kubernetes ? length.nanoseconds : length.nanoseconds % 1_000_000_000) / 1_000_000
      },
    ]
  }
}
