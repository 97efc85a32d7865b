import Archives
import Foundation

/// What one or several archives of Cilium's tools say: of a cluster, of its nodes' agents, and of themselves.
public struct Sysdump: Sendable {
  /// What was read.
  public var sources: [ArchiveSource] = []
  /// What is wrong with parts of it.
  public var damages: [ArchiveDamage] = []
  /// The program that took the dump, such as `v0.16.20`; `nil` for a plain bugtool archive.
  public var cliVersion: String?
  /// What that program said of tasks that failed.
  public var failedTasks: [FileReference] = []
  /// Kinds of objects that the API server did not know, as `ciliumlocalredirectpolicies.cilium.io`, with where that is
  /// said.
  public var missingKinds: [String: FileReference] = [:]
  /// The objects of the Kubernetes API.
  public var objects = ClusterObjects()
  /// The agents, in the order of their folders.
  public var agents: [AgentRecord] = []
  /// The agents' logs.
  public var logs: [AgentLogRecord] = []
  /// How many files were seen.
  public var files = 0
  /// The folders with a list of nodes: one for each cluster, and each time that a dump was taken.
  var clusters: Set<String> = []

  /// Reads archives.
  ///
  /// - Parameters:
  ///   - paths: Files and folders; `-` for standard input.
  ///   - keepsAllObjects: Whether pods and endpoints are kept that no fact is made of, to be asked for by name.
  ///   - progress: Is told now and then how many files were seen, and in which folder.
  /// - Throws: `ArchiveError` where one of them cannot be read at all, or holds nothing of Cilium's, or several clusters.
  public static func read(
    _ paths: [String], limits: ArchiveLimits = ArchiveLimits(), input: FileHandle = .standardInput,
    keepsAllObjects: Bool = false,
    progress: @escaping (Int, String) -> Void = { _, _ in }
  ) throws(ArchiveError) -> Sysdump {
    var collector = SysdumpCollector(keepsAllObjects: keepsAllObjects, progress: progress)
    let sources = try ArchiveReader.read(paths, limits: limits, input: input, &collector)
    var dump = collector.finish()
    dump.sources = sources
    guard dump.isOfCilium else {
      throw ArchiveError(
        .notAnArchive, paths.joined(separator: ", "),
        "none of its \(dump.files) files is one of a sysdump or a bugtool archive (cmd/*.md, k8s-nodes-*.yaml, …)"
          + (dump.damages.first.map { "; of \(dump.damages.count) remarks the first: \($0)" } ?? ""))
    }
    guard dump.clusters.count <= 1 else {
      throw ArchiveError(
        .several, paths.joined(separator: ", "),
        "it holds \(dump.clusters.count) sysdumps, of several clusters or times: \(dump.clusters.sorted().joined(separator: ", "))"
      )
    }
    return dump
  }

  /// Takes files as they were collected, without an archive around them.
  ///
  /// - Parameter name: What they are called as a whole.
  public init(files: [ArchiveFile], name: String) {
    var collector = SysdumpCollector(keepsAllObjects: true) { _, _ in }
    for file in files where collector.interest(in: file.entry) == .content { collector.take(file) }
    self = collector.finish()
    sources = [ArchiveSource(name: name, format: "cluster", files: files.count)]
  }

  /// Whether anything is read from a file with this path.
  public static func wants(_ path: String) -> Bool {
    switch ArchiveLayout(path: path) {
    case .command(_, let file): AgentFileReader.wants(file)
    case .objects(let name): ClusterObjects.names.contains(name)
    case .log(_, let container, _): container == "cilium-agent"
    case .sysdumpLog: true
    case .state(_, let path): path.split(separator: "/").first?.hasSuffix("_next_fail") == true
    case .other: false
    }
  }

  /// An empty one.
  init() {}

  /// Whether anything in it is known.
  private var isOfCilium: Bool {
    if !agents.isEmpty || !logs.isEmpty || cliVersion != nil { return true }
    if objects.nodes.reference != nil || objects.configuration.reference != nil { return true }
    return objects.pods.reference != nil || objects.ciliumNodes.reference != nil
  }
}
