import Foundation
import Synchronization

/// Many nodes on paper, what is broken at them, and which pods run on them.
final class SimulatedCluster: Sendable {
  let nodes: [SimulatedNode]
  let faults: [SimulatedFault]
  /// The agents' release.
  let cilium: LabCilium
  let startedAt = Date().addingTimeInterval(-3600)
  let flows = SimulatedFlows()
  private let faultsByNode: Mutex<[String: Set<SimulatedFault.Kind>]>
  private let gone = Mutex<Set<SimulatedNode>>([])
  private let nodesByAddress: [String: SimulatedNode]
  private let peerList: String
  private let pods = Mutex<[String: PlacedPod]>([:])

  /// A pod with its place.
  struct PlacedPod: Sendable, Hashable {
    var namespace: String
    var labels: [String: String]
    var node: SimulatedNode
  }

  init(count: Int, seed: UInt64, cilium: LabCilium = .guide, faults kinds: [SimulatedFault.Kind]? = nil) {
    self.cilium = cilium
    nodes = (0..<count).map { SimulatedNode(index: $0) }
    let last = nodes.last?.name ?? ""
    faults = kinds.map { $0.map { SimulatedFault(kind: $0, node: last) } } ?? SimulatedFault.sprinkle(nodes, seed: seed)
    faultsByNode = Mutex(Dictionary(grouping: faults, by: \.node).mapValues { Set($0.map(\.kind)) })
    nodesByAddress = Dictionary(nodes.map { ($0.tailnetAddress, $0) }, uniquingKeysWith: { first, _ in first })
    let facts = nodes.map { SimulatedAgent.fact($0, isLocal: false) }
    let config = AgentConfig(data: CiliumConfiguration.data(devices: nil, release: cilium), release: cilium)
    let header = ["Name", "IPv4 Address", "Endpoint CIDR", "IPv6 Address", "Endpoint CIDR", "Source"]
    let rows = facts.map { ["\(config.clusterName)/\($0.name)", $0.nodeIP, $0.podCIDR, "", "", "custom-resource"] }
    peerList = TabWriter().format(rows: [header] + rows)
  }

  /// `devices` in `cilium-config`.
  var devicesSetting: String { cilium.deviceList(SimulatedNode.selectedDevices) }

  func has(_ fault: SimulatedFault.Kind, _ node: SimulatedNode) -> Bool {
    faultsByNode.withLock { $0[node.name]?.contains(fault) == true }
  }

  /// Breaks or heals something.
  func set(_ fault: SimulatedFault, active: Bool) {
    faultsByNode.withLock { faults in
      var kinds = faults[fault.node] ?? []
      if active { kinds.insert(fault.kind) } else { kinds.remove(fault.kind) }
      faults[fault.node] = kinds
    }
  }

  /// Whether a node is there no longer.
  func isGone(_ node: SimulatedNode) -> Bool { gone.withLock { $0.contains(node) } }

  /// Takes a node away.
  func lose(_ node: SimulatedNode) { gone.withLock { _ = $0.insert(node) } }

  /// The node whose pods have addresses like this one.
  func home(ofPodAddress address: String) -> SimulatedNode? {
    let parts = address.split(separator: ".").compactMap { Int($0) }
    guard parts.count == 4, parts[0] == 10, parts[1] >= 128 else { return nil }
    let index = (parts[1] - 128) * 256 + parts[2]
    return nodes.indices.contains(index) ? nodes[index] : nil
  }

  /// `cilium-dbg node list`. A thousand agents have a thousand nodes each: the rows are made once.
  func nodeList(of node: SimulatedNode) -> String {
    guard let name = peerList.range(of: "/\(node.name) "),
      let source = peerList[name.upperBound...].range(of: "custom-resource")
    else { return peerList }
    return peerList.replacingCharacters(in: source, with: "local")
  }

  /// The node by the index in its name.
  func node(named name: String) -> SimulatedNode? {
    guard let index = name.split(separator: "-").last.flatMap({ Int($0) }), nodes.indices.contains(index) else {
      return nil
    }
    return nodes[index]
  }

  func node(address: String) -> SimulatedNode? { nodesByAddress[address] }

  /// Gives a pod an address of its node.
  func place(_ pod: PlacedPod) -> String {
    pods.withLock { pods in
      let free = (10..<250).map { "\(pod.node.podPrefix).\($0)" }.first { pods[$0] == nil }
      let address = free ?? "\(pod.node.podPrefix).250"
      pods[address] = pod
      return address
    }
  }

  func remove(address: String) { pods.withLock { _ = $0.removeValue(forKey: address) } }

  func pod(address: String) -> PlacedPod? { pods.withLock { $0[address] } }

  /// The pods that a Service's selector means.
  func pods(in namespace: String, _ selector: [String: String]) -> [PlacedPod] {
    pods.withLock { pods in
      pods.values.filter { pod in
        pod.namespace == namespace && selector.allSatisfy { pod.labels[$0.key] == $0.value }
      }
    }
  }
}
