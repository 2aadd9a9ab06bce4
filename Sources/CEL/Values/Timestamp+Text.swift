/// RFC 3339: `2009-02-13T23:31:30.5Z`, `2009-02-13T23:31:30+01:00`.
extension Timestamp: CustomStringConvertible {
  /// Reads RFC 3339; nil when it is not, names no day, or is out of range.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20,
      let year = Self.number(bytes, 0, 4), bytes[4] == UInt8(ascii: "-"),
      let month = Self.number(bytes, 5, 2), bytes[7] == UInt8(ascii: "-"),
      let day = Self.number(bytes, 8, 2), bytes[10] | 0x20 == UInt8(ascii: "t"),
      let hour = Self.number(bytes, 11, 2), bytes[13] == UInt8(ascii: ":"),
      let minute = Self.number(bytes, 14, 2), bytes[16] == UInt8(ascii: ":"),
      let second = Self.number(bytes, 17, 2)
    else { return nil }
    guard 1...12 ~= month, day >= 1, day <= Self.daysIn(month, of: year), hour < 24, minute < 60, second < 60 else { return nil }
    var index = 19
    var nanoseconds: Int32 = 0
    if bytes[index] == UInt8(ascii: ".") {
      guard let fraction = Self.fraction(bytes, &index) else { return nil }
      nanoseconds = fraction
    }
    guard let offset = Self.offset(bytes[index...]) else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    self.init(seconds: Int64(days * 86_400 + hour * 3600 + minute * 60 + second - offset), nanoseconds: nanoseconds)
  }

  private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int? {
    var result = 0
    for byte in bytes[start..<(start + count)] {
      guard isDigit(byte) else { return nil }
      result = result * 10 + Int(byte - 0x30)
    }
    return result
  }

  /// Digits behind the point; more than nine are cut off.
  private static func fraction(_ bytes: [UInt8], _ index: inout Int) -> Int32? {
    index += 1
    let start = index
    var result: Int32 = 0
    while index < bytes.count, isDigit(bytes[index]) {
      if index - start < 9 { result = result * 10 + Int32(bytes[index] - 0x30) }
      index += 1
    }
    guard index > start else { return nil }
    for _ in 0..<max(0, 9 - (index - start)) { result *= 10 }
    return result
  }

  /// `Z`, `+hh:mm` or `-hh:mm` in seconds.
  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first else { return nil }
    if first | 0x20 == UInt8(ascii: "z") { return bytes.count == 1 ? 0 : nil }
    guard first == UInt8(ascii: "+") || first == UInt8(ascii: "-"), bytes.count == 6 else { return nil }
    let rest = Array(bytes)
    guard rest[3] == UInt8(ascii: ":"), let hours = number(rest, 1, 2), let minutes = number(rest, 4, 2), hours < 24, minutes < 60 else {
      return nil
    }
    return (hours * 3600 + minutes * 60) * (first == UInt8(ascii: "-") ? -1 : 1)
  }

  static func daysIn(_ month: Int, of year: Int) -> Int {
    switch month {
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// RFC 3339 in UTC, with as many decimals as it needs.
  public var description: String {
    let parts = parts()
    func padded(_ number: Int, _ width: Int = 2) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    let date = "\(padded(parts.year, 4))-\(padded(parts.month))-\(padded(parts.day))"
    return "\(date)T\(padded(parts.hour)):\(padded(parts.minute)):\(padded(parts.second))\(decimals(Int(nanoseconds)))Z"
  }
}
