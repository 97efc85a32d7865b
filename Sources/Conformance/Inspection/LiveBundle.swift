import Archives
import Foundation
import Kubernetes

/// Asks a cluster for what a sysdump would tell netproof of it, and no more: objects of the API, and what agents and their
/// kernels print. Reads only; nothing is made, and no packet is sent but to the API server.
///
/// What comes of it has a sysdump's paths and forms, so that a bundle, a live diagnosis and a sysdump are read by the same
/// code.
public struct LiveBundle: Sendable {
  private let client: KubernetesClient
  private let cilium: CiliumLocation

  /// Makes a reader of a cluster.
  public init(client: KubernetesClient, cilium: CiliumLocation) {
    self.client = client
    self.cilium = cilium
  }

  /// Asks everything, a limited number of agents side by side.
  ///
  /// - Parameter take: Is handed each file, one after the other.
  /// - Throws: ``CiliumMissing``, ``KubernetesError``; what a single agent does not answer is in its file, as in a sysdump.
  public func read(at now: Date = Date(), take: (ArchiveFile) throws -> Void) async throws {
    let reader = ClusterReader(client: client, cilium: cilium)
    let files = BundleFiles(now: now)
    for file in try await BundleObjects(reader: reader, client: client).read() {
      try take(files.objects(file.name, file.data))
    }
    let agents = try await reader.agents()
    let shell = AgentShell(reader, agents, programs: AgentPrograms())
    try await Self.read(agents, shell, files, take: take)
  }

  static func read(
    _ agents: [String: AgentInstance], _ shell: AgentShell, _ files: BundleFiles, take: (ArchiveFile) throws -> Void
  ) async throws {
    var failure: (any Error)?
    await FanOut.each(agents.sorted { $0.key < $1.key }, atOnce: Pace.askedAgents) { node, agent in
      await BundleAgent(node: node, pod: agent.reference.name, shell: shell, files: files).read()
    } take: { answers in
      do {
        for file in answers where failure == nil { try take(file) }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    try Task.checkCancellation()
  }
}

/// Where files stand in a bundle.
struct BundleFiles: Sendable {
  let now: Date
  let time: String

  init(now: Date) {
    self.now = now
    // 2026-11-29T16:22:43Z → 20261129-162243
    let digits = RecordTime.text(now).filter(\.isNumber)
    time = "\(digits.prefix(8))-\(digits.dropFirst(8).prefix(6))"
  }

  var top: String { "netproof-bundle-\(time)" }

  func objects(_ name: String, _ data: Data) -> ArchiveFile { file("\(top)/\(name)-\(time).yaml", data) }

  func command(_ pod: String, _ name: String, _ data: Data) -> ArchiveFile {
    file("\(top)/cilium-bugtool-\(pod)-\(time)/cmd/\(name)", data)
  }

  /// The name of an agent's description of itself, which tells when it was asked.
  var description: String { "cilium-debuginfo-\(time).000+0000-UTC.json" }

  private func file(_ path: String, _ data: Data) -> ArchiveFile {
    ArchiveFile(entry: ArchiveEntry(path: path, size: data.count, modified: now), data: data)
  }
}
