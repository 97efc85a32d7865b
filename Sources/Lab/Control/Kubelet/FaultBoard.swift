/// Which faults are on, and who has to know.
actor FaultBoard: FaultControl {
  private var active: FaultSet = []
  /// Counts the switches: what was found out under an older number may not hold any more.
  private(set) var generation = 0
  private let network: any NodeNetwork
  private let nodes: [String]
  private var launcher: (any AgentLauncher)?
  private let objects: ClusterFaults?

  /// - Parameters:
  ///   - nodes: The names of all nodes.
  ///   - objects: What changes with faults that are in the API's objects.
  init(network: any NodeNetwork, nodes: [String] = [], objects: ClusterFaults? = nil) {
    self.network = network
    self.nodes = nodes
    self.objects = objects
  }

  /// The agents come into being after the board.
  func connect(_ launcher: any AgentLauncher) { self.launcher = launcher }

  func place(of fault: LabFault) -> PlacedFault? { active[fault] }

  /// Whether it is on a node.
  func isActive(_ fault: LabFault, on node: String) -> Bool { active.strike(fault, on: node, of: nodes) }

  /// Switches a fault. Switching on what is on is no error: elsewhere it is moved there.
  func set(_ fault: PlacedFault, active wanted: Bool) async throws {
    let present = active[fault.fault]
    guard wanted ? present != fault : present != nil else { return }
    if let present {
      try await change(present, to: false)
      guard wanted else { return }
    }
    try await change(fault, to: true)
  }

  private func change(_ fault: PlacedFault, to wanted: Bool) async throws {
    if wanted { active.insert(fault) } else { active.remove(fault.fault) }
    defer { generation += 1 }
    do {
      try await network.setFault(fault, active: wanted)
      try await launcher?.faultChanged(fault.fault, active: wanted)
      try await objects?.change(fault, active: wanted)
    } catch {
      if wanted { active.remove(fault.fault) } else { active.insert(fault) }
      throw error
    }
  }
}
