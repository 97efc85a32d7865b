import ArgumentParser

/// A length of time on the command line, as Go writes it: `200ms`, `1.5s`, `5m`, `1h30m`.
struct DurationArgument: ExpressibleByArgument, Hashable, Sendable {
  /// The length of time.
  let duration: Duration

  init(_ duration: Duration) { self.duration = duration }

  /// Reads one or more numbers, each with its unit.
  init?(argument: String) {
    var rest = argument[...]
    var sum = Duration.zero
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      guard let number = Double(digits), number.isFinite, number < 1e9 else { return nil }
      let unit = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(unit.count)
      switch unit {
      case "ms": sum += .milliseconds(number)
      case "s": sum += .seconds(number)
      case "m": sum += .seconds(number * 60)
      case "h": sum += .seconds(number * 3600)
      default: return nil
      }
    }
    duration = sum
  }

  var defaultValueDescription: String { description }
}

extension DurationArgument: CustomStringConvertible {
  /// In the largest unit that needs no fraction.
  var description: String {
    let milliseconds = Int((duration / .milliseconds(1)).rounded())
    if milliseconds % 1000 != 0 { return "\(milliseconds)ms" }
    let seconds = milliseconds / 1000
    if seconds > 0, seconds % 3600 == 0 { return "\(seconds / 3600)h" }
    return seconds > 0 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
  }
}
