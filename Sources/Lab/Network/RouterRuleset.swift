/// Netfilter rules of a network's router, as in the recorded cluster (`net/vcn-a-nft-before`).
struct RouterRuleset: Sendable {
  let topology: LabTopology
  let segment: LabSegment

  /// Text for `nft -f`. A cloud's source/destination check drops what does not come from the node's own address.
  ///
  /// - Parameter losesReplies: A fault: answers from outside to what pods sent are dropped. Pods' packets have passed a
  ///   node on their way, so their TTL is below the 64 that Linux begins with; the nodes' own, WireGuard's among them,
  ///   are not touched.
  /// - Parameter filter: A fault: what the last node of the lab may not send outside.
  /// - Parameter victim: The node that either is for: of a filter it is the last one, unless it is named.
  /// - Parameter silent: A fault: the node whose STUN requests are dropped.
  func text(
    losesReplies: Bool = false, filter: Filter? = nil, losingReplies victim: String? = nil,
    filtering node: String? = nil, withoutSTUN silent: String? = nil
  ) -> String {
    AddressFamily.allCases.map { family in
      let lost = losesReplies ? victim.map { address(of: $0, family).map { "\(family.nft) saddr \($0) " } } ?? "" : nil
      let filtered = rules(filter, on: node ?? KernelFaults.node(of: topology)?.name, family)
      return table(family, lost, filtered + withoutSTUN(silent, family))
    }.joined()
  }

  private func address(of node: String, _ family: AddressFamily) -> String? {
    topology.nodes.first { $0.name == node }?.cards.first { $0.network == segment.name }?.address(family)
  }

  private func withoutSTUN(_ node: String?, _ family: AddressFamily) -> String {
    guard let address = node.flatMap({ address(of: $0, family) }) else { return "" }
    let requests = "\(family.nft) saddr \(address) udp dport \(STUNPlan.port)"
    return "    iifname \"lan0\" \(requests) counter drop comment \"no STUN\"\n"
  }

  /// What of a node is kept inside.
  enum Filter: Sendable {
    case ping
    /// Ping, TCP and DNS, to wherever no node is; overlays are carried by other UDP.
    case internet
  }

  /// The rules of a filter; none where the node is not in this network.
  private func rules(_ filter: Filter?, on node: String?, _ family: AddressFamily) -> String {
    guard let filter, let address = node.flatMap({ address(of: $0, family) }) else { return "" }
    let (ip, ping) = family == .ipv4 ? ("ip", "icmp type echo-request") : ("ip6", "icmpv6 type echo-request")
    let kinds =
      switch filter {
      case .ping: [ping]
      case .internet: [ping, "meta l4proto tcp", "udp dport 53"]
      }
    let cards = topology.nodes.flatMap(\.cards)
    let nodes = cards.compactMap { $0.address(family) } + (family == .ipv4 ? cards.compactMap(\.publicAddress) : [])
    let outside = "\(ip) daddr != { \(Set(nodes).sorted().joined(separator: ", ")) }"
    return kinds.map { kind in
      "    iifname \"lan0\" \(ip) saddr \(address) \(outside) \(kind) counter drop comment \"a filter of this node alone\"\n"
    }.joined()
  }

  /// - Parameter lost: What tells the sender to whom answers are lost; empty for all, nil for none.
  private func table(_ family: AddressFamily, _ lost: String?, _ filter: String) -> String {
    let cards = topology.members(of: segment).map(\.uplink)
    let addresses = cards.compactMap { $0.address(family) }
    guard segment.leadsOutside(family), !addresses.isEmpty else { return "" }
    let ip = family.nft
    let own = addresses.count == 1 ? addresses[0] : "{ \(addresses.joined(separator: ", ")) }"
    let unrouted = (family == .ipv4 ? LabTopology.privatePrefixes : LabTopology.privatePrefixesIPv6)
      .joined(separator: ", ")
    let hops = family == .ipv4 ? "ip ttl" : "ip6 hoplimit"
    let dropped = lost == nil ? "" : "iifname \"wan0\" ct mark 1 counter drop"
    let marked = lost.map { "iifname \"lan0\" \($0)\(hops) < 64 ct mark set 1" } ?? ""
    return """
      table \(ip) vcn
      delete table \(ip) vcn
      table \(ip) vcn {
        chain tell {
          type filter hook prerouting priority mangle; policy accept;
          \(marked)
        }
        chain forward {
          type filter hook forward priority filter; policy accept;
          iifname "lan0" \(ip) saddr != \(own) counter drop comment "source/destination check"
          iifname "lan0" \(ip) daddr { \(unrouted) } counter drop comment "no such network outside"
          \(dropped)
      \(filter)  }
        chain pre {
          type nat hook prerouting priority dstnat; policy accept;
      \(family == .ipv4 ? forwardings(cards) : "")  }
        chain post {
          type nat hook postrouting priority srcnat; policy accept;
      \(family == .ipv4 ? translations(cards) : "")  }
      }

      """
  }

  /// What of a node is open to the internet behind a router that hides it, beside WireGuard: NodePorts, and the port of
  /// the agents' health checks.
  private static let openPorts = "{ \(HealthResponder.port), 30000-32767 }"

  /// The ways in.
  private func forwardings(_ cards: [LabUplink]) -> String {
    cards.map { card in
      guard let outside = card.publicAddress, let address = card.address else { return "" }
      let overlays = Set(topology.overlays.map(\.port)).sorted().map { port in
        "    iifname \"wan0\" ip daddr \(outside) udp dport \(port) counter dnat to \(address):\(port)\n"
      }
      return overlays.joined()
        + "    iifname \"wan0\" ip daddr \(outside) tcp dport \(Self.openPorts) counter dnat to \(address)\n"
    }.joined()
  }

  /// Each node's way out.
  private func translations(_ cards: [LabUplink]) -> String {
    cards.map { card in
      guard segment.internet == .nat, let outside = card.publicAddress, let address = card.address else { return "" }
      return "    oifname \"wan0\" ip saddr \(address) counter snat to \(outside)\n"
    }.joined()
  }
}
