import Foundation
import Synchronization

@testable import Lab

/// A cluster of the recorded nodes for the agents: the kernel's answers are recordings, what the agents do is noted.
final class FakeCluster: AgentEnvironment, NodeNetwork {
  private struct State {
    var config: [String: String] = [:]
    var faults: Set<LabFault> = []
    var ciliumNodes: [String: AgentCiliumNode] = [:]
    var applied: [String: [DatapathConfiguration]] = [:]
    /// What `ip -j -d addr` says instead of the recording.
    var devices: String?
    /// How often agents asked whether the kernel has changed.
    var watched = 0
  }

  private let state = Mutex(State())

  init(devices: String?) throws {
    let data = try AgentFixtures.config(AgentFixtures.both).data
    state.withLock { $0.config = data }
    set(devices: devices)
  }

  func set(devices: String?) { state.withLock { $0.config["devices"] = devices } }
  func set(_ fault: LabFault, active: Bool) {
    state.withLock { state in
      if active { state.faults.insert(fault) } else { state.faults.remove(fault) }
    }
  }
  func applied(on node: String) -> [DatapathConfiguration] { state.withLock { $0.applied[node] ?? [] } }
  func ciliumNode(_ name: String) -> AgentCiliumNode? { state.withLock { $0.ciliumNodes[name] } }

  var network: any NodeNetwork { self }
  func ciliumConfig() async -> [String: String] { state.withLock { $0.config } }
  func nodes() async -> [AgentNode] {
    [("instance-master", "100.64.0.1", "10.244.0.0/24"), ("instance-worker", "100.64.0.2", "10.244.1.0/24")].map {
      AgentNode(
        name: $0.0, uid: $0.0, labels: [:], addresses: [AgentNode.Address(type: "InternalIP", address: $0.1)],
        podCIDRs: [$0.2])
    }
  }
  func pods(on node: String) async -> [AgentPod] { [] }
  func services() async -> [ServiceTranslation] { [] }
  func upsertCiliumNode(_ node: AgentCiliumNode) async throws { state.withLock { $0.ciliumNodes[node.name] = node } }
  func ciliumNodes() async -> [AgentCiliumNode] {
    state.withLock { $0.ciliumNodes.values.sorted { $0.name < $1.name } }
  }
  func isFaultActive(_ fault: LabFault, on node: String) async -> Bool {
    let isOn = state.withLock { $0.faults.contains(fault) }
    let names = await nodes().map(\.name)
    return isOn && PlacedFault(fault).strikes(node, of: names)
  }

  func apply(_ configuration: DatapathConfiguration, on node: String) async throws {
    state.withLock { $0.applied[node, default: []].append(configuration) }
  }
  func setServices(_ services: [ServiceTranslation], on node: String) async throws {}
  func kernelChanged(on node: String) async throws -> Bool {
    state.withLock { $0.watched += 1 }
    return true
  }
  func set(devicesListing: String?) { state.withLock { $0.devices = devicesListing } }
  var timesWatched: Int { state.withLock { $0.watched } }
  func setFault(_ fault: PlacedFault, active: Bool) async throws {}
  func run(_ command: [String], on node: String) async throws -> CommandOutput {
    let recording = AgentFixtures.recordings[node == "instance-master" ? 2 : 3]
    let stdout =
      switch (command.first, command.last) {
      case ("ip", "addr"): try state.withLock { $0.devices } ?? recording.file("ip-j-addr.json")
      case ("ip", "all"): try recording.file("ip-route.json")
      default: ""
      }
    return CommandOutput(status: 0, stdout: stdout, stderr: "")
  }
}
