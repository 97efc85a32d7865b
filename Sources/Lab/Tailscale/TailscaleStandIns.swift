/// The nodes' tailscaled stand-ins, one for each node of an overlay that has Tailscale's manners or name.
struct TailscaleStandIns: Sendable {
  private let network: LabNetwork
  private let sockets: [(node: String, socket: TailscaleSocket)]

  /// Starts to listen on every such node.
  static func listen(_ network: LabNetwork) async throws -> TailscaleStandIns {
    let overlay = network.topology.overlays.first(where: \.isTailscale)
    let members = overlay.map(network.topology.members) ?? []
    var sockets: [(node: String, socket: TailscaleSocket)] = []
    // What is no node of the cluster is asked by nobody.
    for node in network.topology.nodes where members.contains(node) {
      let path = network.paths.host(node.name) + TailscaleSocket.place
      sockets.append((node.name, try await TailscaleSocket.listen(path: path)))
    }
    return TailscaleStandIns(network: network, sockets: sockets)
  }

  /// Answers until the task is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      for (node, socket) in sockets {
        group.addTask { await socket.run { try? await network.tailscaleStatus(of: node) } }
      }
    }
  }
}
