import Conformance

/// The session that the suites verify.
enum AmbientSession {
  /// The session that the program has bound, if any.
  ///
  /// `swift test` without a cluster has none: the suites then have no cases.
  static func current() async throws -> Session? { Session.current }
}
