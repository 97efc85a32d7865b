import Cilium
import Routing

/// Where a packet leaves a node and with which source address, by the rules of the Cilium release that runs there.
///
/// The model asks the ConfigMap and the nodes' devices, never the agents: what an agent makes of them is observed.
struct PathModel {
  let facts: ClusterFacts
  /// The family of the packets that are asked about.
  let family: IPFamily

  /// The model of a family's packets; without one, of the family by which the cluster's nodes are known first.
  init(facts: ClusterFacts, family: IPFamily? = nil) {
    self.facts = facts
    self.family = family ?? facts.primaryFamily
  }

  /// How a packet of a pod leaves its node.
  struct Egress: Hashable {
    let device: Device
    /// The address it is translated to; `nil` when it leaves with the pod's own address.
    let translatedTo: IPAddress?
  }

  /// Whether something is so, and why.
  struct Answer: Hashable {
    let isTrue: Bool
    /// By what it is so.
    let mechanism: Mechanism
    /// The rule that says it.
    let rule: Rule
    /// In words, with this cluster's devices and addresses.
    let reason: Sentence

    /// The same answer, told with more words.
    func told(_ words: (Sentence) -> Sentence) -> Answer {
      Answer(isTrue: isTrue, mechanism: mechanism, rule: rule, reason: words(reason))
    }
  }

  /// The nodes that stand for all others where every node would have to be asked about each: on a large cluster they are
  /// all reached alike.
  var examples: [NodeFacts] {
    facts.nodes.count > Self.mostNodesEach ? Array(facts.nodes.prefix(Self.fewExamples)) : facts.nodes
  }

  private static let mostNodesEach = 32
  private static let fewExamples = 8

  /// What is set for the cluster as a whole: where packets between nodes go must be the same for all.
  var configuration: CiliumConfigMap { CiliumConfigMap(data: facts.configuration) }

  /// What the node's agent is set to: the ConfigMap, and before it what CiliumNodeConfigs say for the node.
  func configuration(of node: NodeFacts) -> CiliumConfigMap {
    guard let own = node.configurationOverrides else { return configuration }
    return CiliumConfigMap(data: facts.configuration.merging(own) { $1 })
  }

  /// The device by which traffic to the internet leaves by the node's routes; the first of several.
  func internetDevice(of node: NodeFacts) -> Device? { internetDevices(of: node).first }

  /// The devices by which pods' traffic to the internet leaves: where the kernel sends it. Where it sends it nowhere, the
  /// physical uplink, whose default route is a prerequisite; IPv6 is not everywhere where IPv4 is, and its packets go
  /// nowhere then.
  func internetDevices(of node: NodeFacts) -> [Device] {
    if case .leaves(let devices) = node.routing.toInternet(family), !devices.contains(where: Uplinks.isInternal) {
      return devices
    }
    return family == .ipv4 ? node.uplinks.internet : []
  }

  /// The device by which a pod's packet to an address leaves; the first of several.
  func routeDevice(of node: NodeFacts, to address: IPAddress) -> Device? {
    routeDevices(of: node, to: address).first
  }

  /// The devices by which a pod's packet to an address leaves: what the kernel's rules and tables say to it, and where no
  /// route leads there, the way to the internet.
  func routeDevices(of node: NodeFacts, to address: IPAddress) -> [Device] {
    let decisions = marks(of: node, to: address).map { node.routing.podDecision(to: address, mark: $0) }
    return decisions.reduce(into: []) { found, decision in
      for device in devices(decision, of: node) where !found.contains(where: { $0.index == device.index }) {
        found.append(device)
      }
    }
  }

  private func devices(_ decision: ForwardingDecision, of node: NodeFacts) -> [Device] {
    switch node.routing.way(decision) {
    case .leaves(let devices): return devices
    case .nowhere where decision.drop?.kind != .noRoute: return []
    case .nowhere, .delivered, .unknown: return internetDevices(of: node)
    }
  }

  /// The marks that a pod's packet may bear when the kernel routes it: netfilter meets it only in the kernel's stack, and
  /// what is for other than nodes no mesh marks.
  private func marks(of node: NodeFacts, to address: IPAddress) -> [UInt32] {
    guard !routesItself(node) else { return [0] }
    switch node.routing.mark(.prerouting, to: address) {
    case .known(let mark): return [mark]
    case .maybe(let mark, _): return facts.holders(of: address).isEmpty ? [0] : [0, mark]
    }
  }

  /// The device by which a packet of the node's own leaves, such as the tunnel's outer ones; `nil` where no fact tells.
  func hostDevice(of node: NodeFacts, to address: IPAddress) -> Device? {
    switch node.routing.ofHost(to: address) {
    case .leaves(let devices): devices.first
    case .unknown: nil
    case .delivered, .nowhere: routeDevice(of: node, to: address)
    }
  }

  /// Why it cannot be told by which device a pod's packet leaves, or what happens to it there; `nil` where it can.
  ///
  /// - Parameter address: Where it goes; `nil` for the internet at large.
  func unknownRoute(of node: NodeFacts, to address: IPAddress?) -> Sentence? {
    let way = address.map { node.routing.ofPod(to: $0) } ?? node.routing.toInternet(family)
    let what: Sentence = address.map { "\($0)" } ?? "the internet"
    if case .unknown(let reason) = way {
      return "which way \(node.name)'s packets to \(what) take is not known: \(reason)"
    }
    let devices = address.map { routeDevices(of: node, to: $0) } ?? internetDevices(of: node)
    let answers = Set(devices.map { masquerades(on: $0, of: node, to: address).isTrue })
    guard answers.count > 1 else { return nil }
    let names = devices.map(\.name).joined(separator: " or ")
    if let address, marks(of: node, to: address).count > 1,
      case .maybe(_, let reason) = node.routing.mark(.prerouting, to: address)
    {
      return
        "\(node.name)'s packets to \(what) leave by \(names), and only some of these translate: \(reason)"
    }
    return
      "the kernel sends \(node.name)'s packets to \(what) by \(names), as the flow's hash falls, and only some of these "
      + "translate"
  }

  /// The overlay that a device of the node is; `nil` for any other device.
  func overlay(_ device: Device, of node: NodeFacts) -> Overlay? {
    node.uplinks.overlays.first { $0.device.index == device.index }
  }

  /// Who drops what leaves by a device with an address that does not belong there.
  func dropper(behind device: Device, of node: NodeFacts) -> Mechanism.Dropper {
    overlay(device, of: node)?.checksSources == true ? .wireGuardPeer : .physicalNetwork
  }

  /// Whether the host of one node reaches an address of another node.
  ///
  /// Over the tailnet it must: every node is a WireGuard peer of every other. Over the physical network it depends on
  /// whether the networks are routed to each other, which no local fact tells: there it decides what was tried from the
  /// host, and where nothing is known, the way is assumed.
  func hostReaches(_ address: IPAddress, of target: NodeFacts, from node: NodeFacts) -> Answer {
    func answer(_ isTrue: Bool, _ reason: Sentence) -> Answer {
      Answer(
        isTrue: isTrue, mechanism: isTrue ? .routedByNodes : .nodesApart, rule: .nodeAddressRouted, reason: reason)
    }
    if let reason = vlanFilter(on: address, of: target, from: node) {
      return Answer(isTrue: false, mechanism: .nodesApart, rule: .vlanFiltered, reason: reason)
    }
    if let overlay = peerOverlay(of: address, target, from: node) {
      return answer(
        true,
        overlay.device.addresses.contains(where: \.isTailnet)
          ? "\(address) is a tailnet address, and every node is a WireGuard peer"
          : "\(address) is an address of \(overlay.title) (\(overlay.device.name)), and every node is its peer")
    }
    switch node.reachedFromHost[address.description] {
    case true?: return answer(true, "\(node.name)'s host reaches \(address) over the physical network")
    case nil:
      return answer(true, "\(address) is on the physical network, which is taken to carry it: nobody has tried")
    case false? where target.nodeIP(address.family) == address && !hasOverlay(node) && !hasOverlay(target):
      // Kubernetes asks for it, and no other network between the nodes would do.
      return answer(true, "\(address) is the node IP of \(target.name), which every other node must reach")
    case false?:
      return answer(
        false, "the physical networks are not routed to each other: \(node.name)'s host does not reach \(address)")
    }
  }

  /// Why a filter of VLANs is in the way, at either end.
  private func vlanFilter(on address: IPAddress, of target: NodeFacts, from node: NodeFacts) -> Sentence? {
    if let device = hostDevice(of: node, to: address), let reason = vlanFilter(device, of: node) { return reason }
    return target.devices.first { $0.addresses.contains(address) }.flatMap { vlanFilter($0, of: target) }
  }

  private func hasOverlay(_ node: NodeFacts) -> Bool { !node.uplinks.overlays.isEmpty }

  /// The overlay that an address of another node is on. Of a node whose devices are not known, the way to it tells.
  private func peerOverlay(of address: IPAddress, _ target: NodeFacts, from node: NodeFacts) -> Overlay? {
    if let own = target.uplinks.overlays.first(where: { $0.device.addresses.contains(address) }) { return own }
    guard target.devices.isEmpty else { return nil }
    return hostDevice(of: node, to: address).flatMap { overlay($0, of: node) }
  }

  /// What is known of whether the host of one node reaches an address of another; `nil` where nothing is.
  func reachability(of address: IPAddress, on target: NodeFacts, from node: NodeFacts) -> Bool? {
    peerOverlay(of: address, target, from: node) != nil ? true : node.reachedFromHost[address.description]
  }

  /// Whether it decides about a pod's packet to an address if the node's host reaches it.
  func asksHost(_ node: NodeFacts, to address: IPAddress) -> Bool {
    guard case .device(let device, let isForced) = wayOut(of: node, to: address) else { return false }
    return !isForced || device.index == routeDevice(of: node, to: address)?.index
  }

  /// The address under which a node is known to the others: its node IP. Where other nodes' hosts do not reach that, and
  /// an overlay has another one, it is that.
  func peerAddress(_ node: NodeFacts) -> IPAddress? {
    let known = node.nodeIP(family)
    guard let overlay = node.uplinks.overlays.first(where: { !$0.device.addresses(of: family).isEmpty }),
      let address = masqueradeAddress(overlay.device, of: node)
    else { return known }
    guard let known else { return address }
    if overlay.device.addresses.contains(known) { return known }
    let isApart = facts.nodes(missing: known).contains { $0.name != node.name }
    return isApart ? address : known
  }

  /// The node's global addresses on its uplinks, besides the one under which the others know it.
  func otherUplinkAddresses(of node: NodeFacts) -> [IPAddress] {
    let peer = peerAddress(node)
    return node.uplinks.all.flatMap { $0.addresses(of: family) }.filter { $0.isGlobalUnicast && $0 != peer }
  }

  /// Whether tunnelled traffic between pods of two nodes arrives: exactly when the node IPs reach each other. The
  /// outer addresses are the Kubernetes node IPs whatever `devices` says, of the underlay's family, whichever is inside.
  func tunnelWorks(from node: NodeFacts, to target: NodeFacts) -> Answer {
    let underlay = configuration.underlayFamily
    func answer(_ isTrue: Bool, _ reason: Sentence) -> Answer {
      Answer(
        isTrue: isTrue, mechanism: isTrue ? .tunnelBetweenNodeIPs : .nodesApart, rule: .tunnelBetweenNodeIPs,
        reason: reason)
    }
    guard let here = node.nodeIP(underlay), let there = target.nodeIP(underlay) else {
      return answer(false, "a node without an InternalIP has no tunnel endpoint")
    }
    let way = hostReaches(there, of: target, from: node)
    let back = hostReaches(here, of: node, from: target)
    guard way.isTrue else { return answer(false, way.reason) }
    guard back.isTrue else { return answer(false, back.reason) }
    return answer(true, "the tunnel's outer addresses are the node IPs \(here) and \(there), and they reach each other")
  }

  /// Whether a pod on the node reaches each of the API servers behind the Kubernetes API's ClusterIP: the Service is
  /// translated to an endpoint, which is a node's address, and from there it is the path to that address. Empty without
  /// endpoints.
  func apiWays(from node: NodeFacts) -> [Answer] {
    (facts.apiService(family)?.endpoints ?? []).map { endpoint in
      let owner = facts.holders(of: endpoint).first
      if owner?.name == node.name {
        let own = podReachesOwn(endpoint, of: node)
        return own.told { reason in
          own.isTrue
            ? "the API server \(endpoint) runs on this very node" : "the Service leads to \(endpoint): \(reason)"
        }
      }
      let answer = owner.map { podReaches(endpoint, of: $0, from: node) } ?? leavesTranslated(from: node, to: endpoint)
      return answer.told { "the Service leads to \(endpoint): \($0)" }
    }
  }

  /// Whether a client that tries again and again reaches the API from a pod on the node: one API server within reach is
  /// enough. `nil` without endpoints.
  func apiWorks(from node: NodeFacts) -> Answer? {
    let ways = apiWays(from: node)
    return ways.first(where: \.isTrue) ?? ways.first
  }

  /// Whether the address is one of the node's own.
  func holds(_ node: NodeFacts, _ address: IPAddress) -> Bool {
    node.nodeIP(address.family) == address || node.devices.contains { $0.addresses.contains(address) }
  }
}
