import Foundation

/// What a file descriptor is connected to.
struct TerminalDevice: Sendable {
  var isTerminal: Bool
  /// In columns; a generous width where it is no terminal.
  var width: Int
  var isColoured: Bool

  static func standardOutput(_ colour: ColourMode) -> TerminalDevice { TerminalDevice(STDOUT_FILENO, colour) }
  static func standardError(_ colour: ColourMode) -> TerminalDevice { TerminalDevice(STDERR_FILENO, colour) }

  private init(_ descriptor: Int32, _ colour: ColourMode) {
    let environment = ProcessInfo.processInfo.environment
    isTerminal = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
    width = Self.width(descriptor) ?? environment["COLUMNS"].flatMap { Int($0) } ?? 120
    switch colour {
    case .always: isColoured = true
    case .never: isColoured = false
    // https://no-color.org
    case .auto: isColoured = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
    }
  }

  private static func width(_ descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
