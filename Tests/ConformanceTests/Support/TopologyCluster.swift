import Cilium

@testable import Conformance
@testable import Lab

/// What agents say of a lab of a topology, made from its file without bringing it up: devices, addresses, routes and rules
/// as the lab's own plans have them.
struct TopologyCluster {
  let topology: LabTopology

  /// Every topology that comes with netproof and whose pods have IPv4.
  static let all = LabTopology.builtIn.filter { $0.families.contains(.ipv4) }.map { TopologyCluster(topology: $0) }

  /// What the agents run.
  var release = LabCilium.guide

  /// The facts of the healthy cluster; a DNS pod runs on each of the first two nodes, as in the lab.
  var facts: ClusterFacts {
    let nodes = topology.nodes.map(facts)
    let pods = topology.nodes.prefix(2).enumerated().map { number, node in
      DNSPodFacts(
        name: "coredns-\(number)", node: node.name, address: pod(53, of: node), isReady: true, restarts: 0)
    }
    var cluster = ClusterFacts(
      nodes: nodes,
      configuration: CiliumConfiguration.data(
        of: topology, devices: topology.cilium.devices?.joined(separator: release < .v117 ? " " : ","), release: release
      ),
      apiService: IPv4Address(topology.apiServiceAddress).map {
        ServiceFacts(
          clusterIP: $0, port: 443, endpoints: [IPv4Address(topology.apiServerAddress)].compactMap { $0 })
      },
      dnsService: IPv4Address("10.96.0.10").map {
        ServiceFacts(clusterIP: $0, port: 53, endpoints: pods.compactMap(\.address))
      },
      dnsPods: pods)
    cluster.nonMasqueradeCIDRs = topology.cilium.nonMasqueradeCIDRs?.compactMap { IPPrefix($0) }
    return cluster
  }

  private func pod(_ number: Int, of node: LabNode) -> IPv4Address? {
    let network = podCIDR(node).split(separator: "/")[0].split(separator: ".").dropLast().joined(separator: ".")
    return IPv4Address("\(network).\(number)")
  }

  private func facts(_ node: LabNode) -> NodeFacts {
    var devices = [
      Device(
        name: "lo", index: 1, type: "device", mtu: 65536, flags: ["up", "loopback", "running"],
        addresses: [IPAddress("127.0.0.1")].compactMap { $0 })
    ]
    var routes: [Route] = []
    for uplink in node.uplinks {
      let device = device(uplink, of: node, index: devices.count + 1)
      devices.append(device)
      routes += self.routes(uplink, of: node, index: device.index)
    }
    let host = Device(
      name: "cilium_host", index: devices.count + 1, type: "veth", mtu: 1500,
      flags: ["up", "broadcast", "multicast", "running"],
      addresses: [node.podGateway.flatMap { IPAddress($0) }].compactMap { $0 })
    devices.append(host)
    routes += podRoutes(node, devices, host: host.index)
    routes += devices.flatMap { device in
      device.ipv4Addresses.compactMap { route("\($0)/32", device.index, table: "local", type: "local", scope: "host") }
    }
    var facts = NodeFacts(
      name: node.name, internalIP: IPv4Address(node.nodeIPAddress), podCIDR: IPv4CIDR(podCIDR(node)), devices: devices,
      routes: routes, reachedFromHost: reached(from: node))
    facts.tableSource = nil
    facts.policyRulesIPv4 = rules(node)
    facts.ciliumVersion = release.version
    facts.overlayPeers = peers(of: node)
    if topology.cilium.routing == .native {
      facts.reachedHealthEndpoints = others(node).reduce(into: [:]) { $0[$1.name] = true }
    }
    return facts
  }

  private func podCIDR(_ node: LabNode) -> String { node.podCIDR ?? "" }

  private func others(_ node: LabNode) -> [LabNode] { topology.nodes.filter { $0.name != node.name } }

  private func device(_ uplink: LabUplink, of node: LabNode, index: Int) -> Device {
    guard let overlay = topology.overlay(uplink.overlay) else {
      return Device(
        name: uplink.device, index: index, type: uplink.bridgePort == nil ? "device" : "bridge",
        mtu: topology.segment(uplink.network)?.mtu ?? 1500,
        flags: ["up", "broadcast", "multicast", "running"],
        addresses: [uplink.address.flatMap { IPAddress($0) }].compactMap { $0 })
    }
    let plan = OverlayRouting(topology: topology, overlay: overlay)
    return Device(
      name: overlay.device, index: index, type: "tuntap", mtu: overlay.mtu,
      // A TAP device's packets have Ethernet headers.
      flags: ["up", overlay.kind == .zerotier ? "broadcast" : "pointtopoint", "multicast", "running"],
      addresses: plan.addresses(of: node).compactMap { IPAddress($0) })
  }

  private func route(
    _ destination: String, _ index: Int, by gateway: String? = nil, table: String = "main", type: String = "unicast",
    scope: String = "universe"
  ) -> Route? {
    IPPrefix(destination).map {
      Route(
        destination: $0, gateway: gateway.flatMap { IPAddress($0) }, linkIndex: index, table: table, type: type,
        scope: scope)
    }
  }

  private func routes(_ uplink: LabUplink, of node: LabNode, index: Int) -> [Route] {
    if let segment = topology.segment(uplink.network) {
      let way = uplink.isDefault ? segment.gateway.flatMap { route("0.0.0.0/0", index, by: $0) } : nil
      return [way, route(segment.cidr ?? "", index, scope: "link")].compactMap { $0 }
    }
    guard let overlay = topology.overlay(uplink.overlay) else { return [] }
    let plan = OverlayRouting(topology: topology, overlay: overlay)
    switch overlay.kind {
    // The kernel adds the route to a segment itself.
    case .wireguard, .zerotier: return [overlay.cidr.flatMap { route($0, index, scope: "link") }].compactMap { $0 }
    case .tailscale:
      return topology.members(of: overlay).filter { $0.name != node.name }.flatMap(plan.addresses).compactMap {
        route("\($0)/32", index, table: "52")
      }
    case .kubespan: return [route("0.0.0.0/0", index, table: "180")].compactMap { $0 }
    }
  }

  /// The peers that `wg` shows of the node's WireGuard devices, where those carry the node IPs; nil without any.
  private func peers(of node: LabNode) -> [OverlayPeer]? {
    let peers = node.uplinks.compactMap { topology.overlay($0.overlay) }.filter { $0.kind != .zerotier }
      .flatMap { overlay -> [OverlayPeer] in
        let plan = OverlayRouting(topology: topology, overlay: overlay)
        return topology.members(of: overlay).filter { $0.name != node.name }.map { member in
          OverlayPeer(
            device: overlay.device,
            allowedIPs: plan.addresses(of: member).compactMap { IPPrefix("\($0)/\($0.contains(":") ? 128 : 32)") })
        }
      }
    return peers.isEmpty ? nil : peers
  }

  /// The rules as `ip rule` prints them, the overlays' among the kernel's.
  private func rules(_ node: LabNode) -> [String] {
    let kinds = Set(node.uplinks.compactMap { topology.overlay($0.overlay)?.kind })
    let tailscale = [
      "5210: from all fwmark 0x80000/0xff0000 lookup main", "5230: from all fwmark 0x80000/0xff0000 lookup default",
      "5250: from all fwmark 0x80000/0xff0000 unreachable", "5270: from all lookup 52",
    ]
    return ["0: from all lookup local"] + (kinds.contains(.tailscale) ? tailscale : [])
      + (kinds.contains(.kubespan) ? ["32500: from all fwmark 0x40/0x60 lookup 180"] : [])
      + ["32766: from all lookup main", "32767: from all lookup default"]
  }

  private func podRoutes(_ node: LabNode, _ devices: [Device], host: Int) -> [Route] {
    let own = route(podCIDR(node), host, by: node.podGateway)
    let peers = others(node).map { peer -> Route? in
      guard topology.cilium.routing == .native else { return route(podCIDR(peer), host, by: node.podGateway) }
      let device = devices.first { $0.name == node.nodeIP }
      return route(podCIDR(peer), device?.index ?? 0, by: peer.nodeIPAddress)
    }
    return ([own] + peers).compactMap { $0 }
  }

  /// Address of another node → whether the node's host reaches it: in a network or an overlay of both, or a public one.
  private func reached(from node: LabNode) -> [String: Bool] {
    var reached: [String: Bool] = [:]
    for other in others(node) {
      for uplink in other.uplinks {
        guard let address = uplink.address, !node.uplinks.contains(where: { $0.address == address }) else { continue }
        let isShared = node.uplinks.contains { own in
          uplink.overlay == nil ? own.network == uplink.network : own.overlay == uplink.overlay
        }
        reached[address] = isShared || topology.segment(uplink.network)?.internet == .routed
      }
    }
    return reached
  }
}
