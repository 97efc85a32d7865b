/// What an agent makes of a node's devices for the datapath.
struct DevicePlan: Sendable, Hashable {
  /// The names of the selected devices, in the order of their indices.
  var selected: [String]
  var mtu: AgentFacts.MTUFact
  /// What becomes of packets that pods send out of the pod network, by their family.
  var egress: [AddressFamily: PodEgress]
  /// Behind what pods are hidden on a device without an address of the family.
  var fallbackAddresses: [String]
  /// On which addresses NodePorts are answered, and which are the host's own.
  var nodePortAddresses: [String]
  var hostAddresses: [String]

  /// Who answers on NodePorts.
  func nodePorts(_ config: AgentConfig, peers: [TunnelPeer]) -> NodePortServing {
    guard config.nodePort else { return .kubeProxy }
    return .cilium(
      addresses: nodePortAddresses, atSockets: hostAddresses + peers.flatMap { $0.nodeIPs + $0.externalIPs })
  }
}

extension DevicePlan {
  /// - Throws: `AgentError` with the agent's own message where it cannot do with these devices.
  init(
    _ config: AgentConfig, devices: [KernelDevice], routes: [KernelRoute], verdicts: [String: DeviceVerdict],
    nodeIP: String?
  ) throws {
    let chosen = devices.filter { verdicts[$0.name]?.isSelected == true }.sorted { $0.index < $1.index }
    if let refusal = AgentStart(config: config, selected: chosen, nodeIP: nodeIP).refusal { throw AgentError(refusal) }
    let deviceMTU = DeviceMTU.value(
      config: config, devices: devices, selected: chosen, routes: routes, nodeIP: nodeIP)
    let egress = config.families.map { family in
      (
        family,
        PodForwarding(config: config, family: family, devices: devices, selected: Set(chosen.map(\.name))).egress
      )
    }
    self.init(
      selected: chosen.map(\.name),
      mtu: AgentFacts.MTUFact(device: deviceMTU, route: deviceMTU - config.tunnelOverhead),
      egress: Dictionary(egress, uniquingKeysWith: { first, _ in first }),
      fallbackAddresses: config.release == .v115
        ? [] : NodeAddressTable.fallbacks(selected: chosen, devices: devices).map(\.address),
      nodePortAddresses: chosen.flatMap {
        NodeAddressTable.deviceRows($0, isSelected: true, config)
      }.filter(\.nodePort).map(\.address),
      hostAddresses: egress.flatMap(\.1.hostAddresses))
  }
}
