/// A message of Protocol Buffers that is a value of the language: `google.protobuf.Int32Value{value: 1}` is 1.
struct WellKnownMessage: Sendable {
  struct Field: Sendable {
    let name: String
    let type: CELType
    /// The value of a field that is left out.
    let initial: Value
  }

  let fields: [Field]
  /// Makes the value of those of all fields, in their order.
  let make: FunctionOverload

  /// The messages that there are, by their full names.
  static let all: [String: WellKnownMessage] = {
    let messages = [
      wrapper("BoolValue", false), wrapper("StringValue", ""), wrapper("BytesValue", [UInt8]()), wrapper("DoubleValue", 0.0),
      wrapper("FloatValue", 0.0) { Double(Float($0)) }, wrapper("Int64Value", Int64(0)), wrapper("UInt64Value", UInt64(0)),
      wrapper("Int32Value", Int64(0)) { number throws(EvaluationFault) in
        guard Int32(exactly: number) != nil else { throw EvaluationFault("integer overflow") }
        return number
      },
      wrapper("UInt32Value", UInt64(0)) { number throws(EvaluationFault) in
        guard UInt32(exactly: number) != nil else { throw EvaluationFault("unsigned integer overflow") }
        return number
      },
      time("Duration") { $0 },
      time("Timestamp") { length throws(EvaluationFault) in
        guard let time = Timestamp.epoch.adding(length) else { throw EvaluationFault("timestamp overflow: out of range") }
        return time
      },
    ]
    return Dictionary(uniqueKeysWithValues: messages.map { ($0.make.name, $0) })
  }()

  private static func wrapper<T: ValueRepresentable>(
    _ name: String, _ initial: T, _ converted: @escaping @Sendable (T) throws(EvaluationFault) -> T = { $0 }
  ) -> WellKnownMessage {
    WellKnownMessage(
      fields: [Field(name: "value", type: T.celType, initial: initial.value)],
      make: FunctionOverload(.global, "google.protobuf.\(name)", result: .nullable(T.celType)) { (value: T) throws(EvaluationFault) in
        try converted(value)
      })
  }

  /// Seconds and nanoseconds.
  private static func time<T: ValueRepresentable>(
    _ name: String, _ made: @escaping @Sendable (CELDuration) throws(EvaluationFault) -> T
  ) -> WellKnownMessage {
    WellKnownMessage(
      fields: ["seconds", "nanos"].map { Field(name: $0, type: .int, initial: .int(0)) },
      make: FunctionOverload(.global, "google.protobuf.\(name)") { (seconds: Int64, nanoseconds: Int64) throws(EvaluationFault) in
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (total, overflowed) = whole.addingReportingOverflow(nanoseconds)
        guard !overflow, !overflowed else { throw EvaluationFault("duration overflow: out of range") }
        return try made(CELDuration(nanoseconds: total))
      })
  }
}
