import Foundation

/// A moment as people say it: the time of day, the day when it is not today's, and how long ago.
struct WallTime {
  private let date: Date
  private let now: Date
  private let calendar: Calendar

  /// - Parameter iso: ISO 8601, as the control API writes it.
  /// - Returns: nil when it is not that.
  init?(_ iso: String, now: Date = Date(), calendar: Calendar = .current) {
    guard let date = try? Date(iso, strategy: .iso8601) else { return nil }
    (self.date, self.now, self.calendar) = (date, now, calendar)
  }

  /// `02:14:07` today, `Sun 17:20` in the week before, `2026-11-12 17:20` earlier.
  var text: String {
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
    let time = "\(two(parts.hour)):\(two(parts.minute))"
    if calendar.isDate(date, inSameDayAs: now) { return "\(time):\(two(parts.second))" }
    if now.timeIntervalSince(date) < 6 * 86_400, let weekday = parts.weekday {
      return "\(["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][weekday - 1]) \(time)"
    }
    return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day)) \(time)"
  }

  /// `4 s ago`, `2m41s ago`, `3h12m ago`, `5 days ago`.
  var ago: String {
    let seconds = max(0, Int(now.timeIntervalSince(date)))
    return "\(Self.span(seconds: seconds)) ago"
  }

  /// `4 s`, `2m41s`, `3h12m`, `5 days`.
  static func span(seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60)m\(seconds % 60)s"
    case ..<(2 * 86_400): "\(seconds / 3600)h\(seconds / 60 % 60)m"
    default: "\(seconds / 86_400) days"
    }
  }

  private func two(_ number: Int?) -> String {
    let number = number ?? 0
    return number < 10 ? "0\(number)" : "\(number)"
  }
}
