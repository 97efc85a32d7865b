/// A command as errors name it: on one line, and no longer than a reader takes in. A script stands whole in the evidence.
struct ExecTitle: CustomStringConvertible {
  private static let longest = 60

  let description: String

  init(_ command: [String]) {
    let line = command.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    description = line.count > Self.longest ? "\(line.prefix(Self.longest - 1))…" : line
  }
}
