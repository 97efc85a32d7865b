/// Which faults are on, and who has to know.
actor FaultBoard: FaultControl {
  private var active: Set<LabFault> = []
  /// Counts the switches: what was found out under an older number may not hold any more.
  private(set) var generation = 0
  private let network: any NodeNetwork
  private var launcher: (any AgentLauncher)?

  init(network: any NodeNetwork) { self.network = network }

  /// The agents come into being after the board.
  func connect(_ launcher: any AgentLauncher) { self.launcher = launcher }

  func isActive(_ fault: LabFault) -> Bool { active.contains(fault) }

  /// Switches a fault. Switching on what is on is no error.
  func set(_ fault: LabFault, active wanted: Bool) async throws {
    guard active.contains(fault) != wanted else { return }
    if wanted { active.insert(fault) } else { active.remove(fault) }
    defer { generation += 1 }
    do {
      try await network.setFault(fault, active: wanted)
      try await launcher?.faultChanged(fault, active: wanted)
    } catch {
      if wanted { active.remove(fault) } else { active.insert(fault) }
      throw error
    }
  }
}
