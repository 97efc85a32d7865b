import Foundation

extension ShardMerge {
  /// How much time may lie between parts that do not say which run they are of: enough to start one after another by
  /// hand or in a script, not enough for the run of the morning and that of the evening.
  public static let patience: TimeInterval = 15 * 60

  /// - Throws: ``Mismatch`` when the records are of several runs.
  static func checkOneRun(_ parts: [RunRecord]) throws {
    guard let first = parts.first else { return }
    for part in parts.dropFirst() { try check(part, against: first) }
    if first.sample?.shard?.run == nil { try checkTimes(parts) }
  }

  private static func name(_ part: RunRecord) -> String { "part \(part.sample?.shard?.description ?? "?")" }

  /// Parts of one run overlap or follow one another.
  private static func checkTimes(_ parts: [RunRecord]) throws {
    let inOrder = parts.sorted { $0.startedAt < $1.startedAt }
    guard var end = inOrder.first.map(lastSeen) else { return }
    for part in inOrder.dropFirst() {
      let gap = part.startedAt.timeIntervalSince(end)
      guard gap <= patience else {
        throw Mismatch(
          description: """
            The parts are not of one run: \(name(part)) began \(Int(gap / 60)) minutes after every part before it had \
            ended, at \(part.startedAt.formatted(.iso8601)). Parts that are run far apart must be told that they belong \
            together, by --run-name
            """)
      }
      end = max(end, lastSeen(part))
    }
  }

  /// When a part ended; of one that was killed, the last that is known of it.
  private static func lastSeen(_ part: RunRecord) -> Date {
    part.finishedAt ?? part.scenarios.flatMap { [$0.startedAt, $0.finishedAt ?? $0.startedAt] }.max() ?? part.startedAt
  }

  private static func check(_ part: RunRecord, against first: RunRecord) throws {
    let name = Self.name(part)
    func equal(_ what: String, _ left: String?, _ right: String?) throws {
      guard left != right else { return }
      throw Mismatch(
        description:
          "The parts are not of one run: \(what) is \(left ?? "none") in \(Self.name(first)), \(right ?? "none") in \(name)"
      )
    }
    guard first.sample?.shard?.run == part.sample?.shard?.run else {
      let told = { (record: RunRecord) in record.sample?.shard?.run ?? "none" }
      throw Mismatch(
        description: """
          The parts are not of one run: its name is \(told(first)) in \(Self.name(first)), \(told(part)) in \(name). A part \
          that could not deliver leaves the record of the run before in its place; look at the Job's pods
          """)
    }
    try equal("netproof's version", first.tool.version, part.tool.version)
    try equal("the record's form", first.schema, part.schema)
    try equal("the cluster", first.cluster.server, part.cluster.server)
    try equal("Kubernetes' version", first.cluster.kubernetesVersion, part.cluster.kubernetesVersion)
    try equal("the seed (--seed fixes it, where midnight in UTC comes between)", first.sample?.seed, part.sample?.seed)
    try equal("the limit of pairs", first.sample.map { "\($0.limit)" }, part.sample.map { "\($0.limit)" })
    try equal("the number of pairs", first.sample.map { "\($0.drawn)" }, part.sample.map { "\($0.drawn)" })
    try equal(
      "the list of nodes", first.cluster.nodes.map(\.name).joined(separator: ", "),
      part.cluster.nodes.map(\.name).joined(separator: ", "))
    try equal(
      "the setting",
      first.cluster.configuration.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
        separator: " "),
      part.cluster.configuration.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
    try equal("what was probed outside", "\(first.endpoints)", "\(part.endpoints)")
    try equal(
      "the list of scenarios", first.scenarios.map(\.scenario.rawValue).joined(separator: ", "),
      part.scenarios.map(\.scenario.rawValue).joined(separator: ", "))
  }
}
