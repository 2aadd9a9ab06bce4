import Foundation
import Glibc

/// Red for what is broken, yellow for what waits, green for what serves; never needed to understand.
enum Colour: String {
  case red = "31"
  case yellow = "33"
  case green = "32"

  /// The text in this colour when standard output is a terminal and `NO_COLOR` is not set, else the text alone.
  func paint(_ text: String) -> String {
    Self.wanted ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }

  private static let wanted = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
}
