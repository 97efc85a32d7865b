import Cilium
import Foundation
import Kubernetes

/// Reads the counters of a scenario's nodes: two short commands in each agent's container, and two lists of the API. No
/// table is read: the agents' metrics say how full the maps are.
struct CounterReader: Sendable {
  let reader: ClusterReader
  var shell: AgentShell
  private(set) var nodes: [String]
  /// The tunnel's device; `nil` where nothing is tunnelled.
  let tunnelDevice: String?
  /// The nodes whose kernels check strictly where packets come from: only there it is counted what that drops.
  var strictNodes: Set<String> = []

  /// The same for no more than some nodes.
  func only(_ some: [String]) -> CounterReader {
    var reader = self
    let wanted = Set(some)
    reader.nodes = nodes.filter(wanted.contains)
    return reader
  }

  /// The reading that some counters are part of: with the API's lists, as they are now. A node that is missing is read.
  func reading(_ known: [String: NodeCounters]) async -> CounterReading {
    async let agents = agents()
    async let dnsPods = dnsPods()
    var counters = known
    await FanOut.each(nodes.filter { known[$0] == nil }, atOnce: Pace.askedAgents) { node in
      (node, await read(node))
    } take: { node, read in
      counters[node] = read
    }
    return CounterReading(at: .now, nodes: counters, agents: await agents, dnsPods: await dnsPods)
  }

  /// What is counted on one node. What cannot be read is said in its place.
  func read(_ node: String) async -> NodeCounters {
    async let metrics = metrics(of: node)
    async let tunnel = tunnel(of: node)
    async let kernel = kernel(of: node)
    return await NodeCounters(metrics: metrics, tunnel: tunnel, kernel: kernel)
  }

  /// What ``read(_:)`` asks of an agent.
  func commands(_ program: AgentProgram) -> [[String]] {
    [[program.name] + Self.metricsWords] + (tunnelDevice.map { [Self.tunnelCommand($0)] } ?? [])
  }

  private static let metricsWords = ["metrics", "list", "--match-pattern", MetricName.pattern, "-o", "json"]

  private static func tunnelCommand(_ device: String) -> [String] { ["ip", "-s", "link", "show", "dev", device] }

  private func metrics(of node: String) async -> Result<MetricsList, AgentShell.Failure> {
    await Result { try MetricsList.parse(json: try await shell.cilium(Self.metricsWords, on: node).stdout) }
  }

  private func tunnel(of node: String) async -> Result<InterfaceCounters, AgentShell.Failure>? {
    guard let tunnelDevice else { return nil }
    return await Result {
      try InterfaceCounters.parse(text: try await shell.run(Self.tunnelCommand(tunnelDevice), on: node).stdoutText)
    }
  }

  private func kernel(of node: String) async -> Result<KernelCounters, AgentShell.Failure>? {
    guard strictNodes.contains(node) else { return nil }
    return await Result {
      try KernelCounters.parse(text: try await shell.run(["cat", "/proc/net/netstat"], on: node).stdoutText)
    }
  }

  private func agents() async -> Result<[String: AgentInstance], AgentShell.Failure> {
    await Result { try await reader.agents() }
  }

  private func dnsPods() async -> Result<[DNSPodFacts], AgentShell.Failure> {
    await Result { try await reader.dnsPods() }
  }

  /// The device that Cilium tunnels by (`pkg/defaults/node.go`); `nil` with native routing.
  static func tunnelDevice(_ configuration: CiliumConfigMap) -> String? {
    guard configuration.usesTunnel else { return nil }
    return "cilium_\(configuration.tunnelProtocol)"
  }
}
