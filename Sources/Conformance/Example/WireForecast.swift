import Cilium

/// What the rules say of packets on a node's wires and in its tables, in values: for documents that show examples.
public struct WireForecast: Sendable, Hashable {
  /// The node.
  public var node: String
  /// The device by which tunnelled packets to the other node leave; `nil` when no route leads there.
  public var tunnelDevice: String?
  /// The tunnel's outer addresses, this node's first: the Kubernetes node IPs.
  public var outerAddresses: [String]
  /// Whether tunnelled packets arrive.
  public var tunnelArrives: Bool
  /// The device by which packets to the internet leave.
  public var externalDevice: String?
  /// The source address with which they leave; `nil` for the pod's own.
  public var externalSource: String?
  /// Whether the address is given by Cilium's NAT table; otherwise netfilter or nobody does.
  public var isBPF: Bool
  /// The device by which packets to the other node's address leave.
  public var nodeAddressDevice: String?
  /// The source address with which they leave; `nil` for the pod's own.
  public var nodeAddressSource: String?
  /// The other node's address, under which pods ask for it.
  public var nodeAddress: String?
  /// A pod's address on the node, as an example.
  public var podAddress: String?

  /// The forecast for packets from a node's pod to the internet and to the next node.
  ///
  /// - Returns: `nil` when the node, or another one, is not among the facts.
  public init?(from name: String, facts: ClusterFacts) {
    guard let node = facts.node(name), let target = facts.nodes.first(where: { $0.name != name }) else { return nil }
    let model = PathModel(facts: facts)
    let external = model.egressToInternet(from: node)
    let peer = model.peerAddress(target)
    let toNode = peer.flatMap { model.egress(from: node, to: $0) }
    self.node = name
    tunnelDevice = target.internalIP.flatMap { model.routeDevice(of: node, to: .v4($0)) }?.name
    outerAddresses = [node.internalIP, target.internalIP].compactMap { $0?.description }
    tunnelArrives = model.tunnelWorks(from: node, to: target).isTrue
    externalDevice = external?.device.name
    externalSource = external?.translatedTo?.description
    isBPF = model.masqueradeMode(of: node) == .bpf
    nodeAddressDevice = toNode?.device.name
    nodeAddressSource = toNode?.translatedTo?.description
    nodeAddress = peer?.description
    podAddress = node.podCIDR.map { block in
      block.description.split(separator: "/")[0].split(separator: ".").dropLast().joined(separator: ".") + ".41"
    }
  }
}
