/// Which nodes and pairs stay under watch although their turn is over: those that are failing, so that their outage is
/// seen to its end. Pure.
enum KeptSubjects {
  /// A node or pair that is failing when turns change.
  struct Candidate: Sendable, Hashable {
    var subject: Subject
    /// The turn whose pods watch it.
    var turn: Int
    /// How often it has stayed already.
    var times: Int
    /// How long nothing has answered, in seconds.
    var seconds: Double
  }

  /// Those that stay: what has not stayed yet rather than what has, and the longest outages first, so that a path that
  /// never works again does not keep others out for good.
  ///
  /// - Parameter nodes: Those that the cluster has; of a node that is gone nothing can come back.
  static func choose(_ failing: [Candidate], nodes: Set<String>, limit: Int) -> [Candidate] {
    let there = failing.filter {
      nodes.contains($0.subject.source) && nodes.contains($0.subject.target ?? $0.subject.source)
    }
    return Array(
      there.sorted {
        ($0.times, -$0.seconds, $0.subject.description) < ($1.times, -$1.seconds, $1.subject.description)
      }.prefix(limit))
  }
}
