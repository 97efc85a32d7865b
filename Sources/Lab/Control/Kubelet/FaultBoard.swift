/// Which faults are on, and who has to know.
actor FaultBoard: FaultControl {
  private var active: Set<LabFault> = []
  private let network: any NodeNetwork
  private var launcher: (any AgentLauncher)?
  private var reachability: KubeletReachability?

  init(network: any NodeNetwork) { self.network = network }

  /// The agents come into being after the board.
  func connect(_ launcher: any AgentLauncher) { self.launcher = launcher }

  /// What is remembered of the way to the kubelets is void once a fault changes.
  func connect(_ reachability: KubeletReachability?) { self.reachability = reachability }

  func isActive(_ fault: LabFault) -> Bool { active.contains(fault) }

  /// Switches a fault. Switching on what is on is no error.
  func set(_ fault: LabFault, active wanted: Bool) async throws {
    guard active.contains(fault) != wanted else { return }
    if wanted { active.insert(fault) } else { active.remove(fault) }
    do {
      try await network.setFault(fault, active: wanted)
      try await launcher?.faultChanged(fault, active: wanted)
      await reachability?.forget()
    } catch {
      if wanted { active.remove(fault) } else { active.insert(fault) }
      throw error
    }
  }
}
