/// Why a topology cannot be brought up: everything that is wrong with its file at once.
public struct TopologyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, as it was named.
  public var file: String
  /// What is wrong, in the order of the file.
  public var problems: [Problem]

  /// One thing that is wrong.
  public struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// Which value: a path such as `nodes[1].uplinks[0].address`; empty for the whole file.
    public var place: String
    /// What is wrong with it.
    public var what: String
    /// What to do about it.
    public var remedy: String

    /// One line: place, what is wrong, what to do.
    public var description: String { "\(place.isEmpty ? "the file" : place): \(what); \(remedy)" }
  }

  /// A line for the file, and one for each problem.
  public var description: String {
    "\(file) is no topology that the lab can bring up:\n" + problems.map { "  \($0)" }.joined(separator: "\n")
  }
}
