import Cilium
import Routing

/// As whom a node hands on what it got on a NodePort: answers come back to it.
extension PathModel {
  /// Whether a node asks the kernel's routes for it (`loadBalancer.enableDynamicSourceLookup`, 6c788332c0). Without
  /// BPF_FIB_LOOKUP_SRC, which came with Linux 6.7, the setting does nothing.
  func looksUpNodePortSource(_ node: NodeFacts) -> Bool {
    guard node.release >= CiliumRelease(1, 20),
      configuration(of: node).boolean("enable-dynamic-source-lookup-nodeport", default: false)
    else { return false }
    return node.kernelVersion.flatMap { CiliumRelease($0) }.map { ($0.major, $0.minor) >= (6, 7) } ?? true
  }

  /// The address with which a node hands on what is for a backend on another node, without a tunnel; `nil` where it is not
  /// known. In a tunnel it is that of `cilium_host`, to which every node has a way.
  func nodePortSource(of node: NodeFacts, to backend: NodeFacts) -> IPAddress? {
    if looksUpNodePortSource(node) {
      guard let pod = backend.podBlock(family)?.anyAddress,
        case .leaves(let paths) = node.routing.hostDecision(to: pod).outcome
      else { return nil }
      let sources = Set(paths.map(\.source.address))
      return sources.count == 1 ? sources.first ?? nil : nil
    }
    guard let device = directRoutingDevice(of: node).flatMap({ name in node.devices.first { $0.name == name } }) else {
      return nil
    }
    let addresses = device.addresses(of: family).filter(\.isGlobalUnicast)
    if let nodeIP = node.nodeIP(family), addresses.contains(nodeIP) { return nodeIP }
    // Which of several it takes is not among the rules.
    return addresses.count == 1 ? addresses.first : nil
  }

  /// Whether the backend's node finds back to whoever handed a packet on; `nil` where nothing speaks against it.
  func nodePortWayBack(to node: NodeFacts, from backend: NodeFacts) -> NativeWay? {
    guard isNative, node.name != backend.name, configuration(of: node).replacesKubeProxy(in: node.release),
      let source = nodePortSource(of: node, to: backend), source != node.nodeIP(family)
    else { return nil }
    guard reachability(of: source, on: node, from: backend) != nil else {
      return .unknown(
        "Cilium on \(node.name) hands it on as \(source), and whether \(backend.name)'s host reaches that was not found out"
      )
    }
    let back = hostReaches(source, of: node, from: backend)
    guard !back.isTrue else { return nil }
    return .known(
      Answer(
        isTrue: false, mechanism: .nodesApart, rule: .nodePortSource,
        reason: "Cilium on \(node.name) hands it on as \(source), to which answers do not come back: \(back.reason)"))
  }
}
