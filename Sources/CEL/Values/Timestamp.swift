import Foundation

/// A point in time, from the year 1 to the year 9999.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Whole seconds since 1970, rounded down.
  public let seconds: Int64
  /// 0 to 999,999,999.
  public let nanoseconds: Int32

  static let epoch = Timestamp(unchecked: 0, 0)
  private static let range = Int64(-62_135_596_800)...Int64(253_402_300_799)

  private init(unchecked seconds: Int64, _ nanoseconds: Int32) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// A point in time; nil when it is outside of the years 1 to 9999.
  public init?(seconds: Int64, nanoseconds: Int32 = 0) {
    guard Self.range.contains(seconds), 0..<1_000_000_000 ~= nanoseconds else { return nil }
    self.init(unchecked: seconds, nanoseconds)
  }

  /// The order of time.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// The point that is a length of time later; nil when it is out of range.
  func adding(_ duration: CELDuration, sign: Int64 = 1) -> Timestamp? {
    let (whole, rest) = duration.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    var seconds = seconds + sign * whole
    var nanoseconds = Int64(nanoseconds) + sign * rest
    if nanoseconds < 0 {
      seconds -= 1
      nanoseconds += 1_000_000_000
    } else if nanoseconds >= 1_000_000_000 {
      seconds += 1
      nanoseconds -= 1_000_000_000
    }
    return Timestamp(seconds: seconds, nanoseconds: Int32(nanoseconds))
  }

  /// The time from another point to this one; nil when it does not fit into a duration.
  func distance(from other: Timestamp) -> CELDuration? {
    let (nanoseconds, overflow) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return nil }
    let (total, overflowed) = nanoseconds.addingReportingOverflow(Int64(self.nanoseconds) - Int64(other.nanoseconds))
    return overflowed ? nil : CELDuration(nanoseconds: total)
  }

  /// The parts of a date and a time of day.
  struct Parts {
    let year: Int
    /// 1 to 12.
    let month: Int
    /// 1 to 31.
    let day: Int
    /// 0 is 1 January.
    let dayOfYear: Int
    /// 0 is Sunday.
    let dayOfWeek: Int
    let hour: Int
    let minute: Int
    let second: Int
  }

  /// What a calendar and a clock show where local time is `offset` seconds ahead of UTC.
  func parts(offset: Int = 0) -> Parts {
    let local = seconds + Int64(offset)
    let days = Int((Double(local) / 86_400).rounded(.down))
    let time = Int(local) - days * 86_400
    let (year, month, day) = Self.civil(days)
    return Parts(
      year: year, month: month, day: day, dayOfYear: days - Self.days(year: year, month: 1, day: 1), dayOfWeek: ((days + 4) % 7 + 7) % 7,
      hour: time / 3600, minute: time % 3600 / 60, second: time % 60)
  }

  /// The offset of a zone at this point: a name of the time zone database, `UTC`, or `+hh:mm`; nil when there is no such zone.
  func offset(in zone: String) -> Int? {
    if let fixed = Self.fixedOffset(zone) { return fixed }
    guard let zone = TimeZone(identifier: zone) else { return nil }
    return zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
  }

  /// `+01:00`, `-02:30`, `02:00`, and the names of no offset.
  private static func fixedOffset(_ text: String) -> Int? {
    if text.isEmpty || text == "UTC" || text == "Z" { return 0 }
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest = rest.dropFirst() }
    let halves = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy({ (1...2).contains($0.utf8.count) && $0.allSatisfy(\.isNumberDigit) }),
      let hours = Int(halves[0]), let minutes = Int(halves[1]), hours < 24, minutes < 60
    else { return nil }
    return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
  }

  /// Days since 1970 of a date of the Gregorian calendar.
  static func days(year: Int, month: Int, day: Int) -> Int {
    // Years begin in March here, so that the leap day is the last of its year.
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The date of a number of days since 1970.
  static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
  }
}
