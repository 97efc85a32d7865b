/// Identifies a run in labels, names and records.
enum RunID {
  /// Eight characters that DNS labels allow; unlikely to meet another run's.
  static func make() -> String {
    let letters = Array("bcdfghjklmnpqrstvwxz2456789")
    return String((0..<8).map { _ in letters[Int.random(in: letters.indices)] })
  }
}
