/// What several agents of an archive say alike, kept once.
struct SharedAnswers: Sendable {
  /// Entries of node lists.
  let nodes = Interner<NodeEntries.Shared>()
  /// Whom health checks ask.
  let targets = Interner<HealthMesh.Target>()
  /// Options that agents work with.
  let options = Interner<[String: String]>()
  /// Options that agents were started with.
  let flags = Interner<[String: String]>()
}
