/// What a streaming reader made of its input: nothing is dropped unseen.
public struct ReadingTally: Hashable, Sendable {
  /// How many entries were read.
  public internal(set) var entries = 0
  /// How many lines, or elements of a JSON array, could not be read.
  public internal(set) var unknown = 0
  /// The first of those, at most twenty, each cut to 160 characters.
  public internal(set) var samples: [String] = []

  /// Makes an empty tally.
  public init() {}

  mutating func countUnknown(_ bytes: some Collection<UInt8>) {
    unknown += 1
    guard samples.count < 20 else { return }
    let text = String(decoding: bytes.prefix(640), as: UTF8.self)
    samples.append(text.count > 160 ? String(text.prefix(160)) + "…" : text)
  }

  /// An output of which nothing is an entry is another command's.
  func requireEntries(of what: String) throws(ParseError) {
    guard entries == 0, let first = samples.first else { return }
    throw ParseError(
      what: what, found: first,
      hint: "none of \(unknown) lines is an entry; does this release have the command, and did it run as root?")
  }
}
