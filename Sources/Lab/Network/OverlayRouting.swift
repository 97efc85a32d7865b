/// How an overlay gets its packets: addresses, routes, policy rules and netfilter's marks of a node.
struct OverlayRouting: Sendable {
  let topology: LabTopology
  let overlay: LabOverlay

  /// The mark that the overlay's own packets carry, so that they do not enter it again.
  static func ownMark(_ kind: LabOverlay.Kind) -> String? {
    switch kind {
    case .wireguard, .zerotier: nil
    case .tailscale: "0x80000"
    case .kubespan: "0x20"
    }
  }

  /// What the overlay carries to a node: its address in the overlay, or its own addresses.
  func addresses(of node: LabNode) -> [String] {
    if overlay.carriesNodeAddresses { return node.cards.flatMap(\.addresses) }
    return node.uplinks.filter { $0.overlay == overlay.name }.flatMap(\.addresses)
  }

  /// Lines for `ip -n NODE -batch -`, once the device exists.
  func lines(_ node: LabNode) -> [String] {
    var lines = (overlay.carriesNodeAddresses ? [] : addresses(of: node)).map {
      LinkPlan.address(prefix($0), on: overlay.device)
    }
    if overlay.kind == .kubespan { lines.append("address add \(identity(of: node))/128 dev \(overlay.device)") }
    lines.append("link set \(overlay.device) mtu \(overlay.mtu) up")
    switch overlay.kind {
    case .wireguard:
      lines += [overlay.cidr, overlay.cidrv6].compactMap { $0 }.map {
        "route add \($0) dev \(overlay.device) scope link"
      }
    case .tailscale:
      lines += peers(of: node).flatMap(addresses).map { "route add \(Self.host($0)) dev \(overlay.device) table 52" }
    // The kernel adds the route to the segment itself.
    case .zerotier: break
    case .kubespan:
      lines += topology.worldFamilies.map { "route add \($0.anywhere) dev \(overlay.device) table 180" }
    }
    return lines
  }

  /// Lines for `ip -4` and `ip -6`, each by its family: the policy rules.
  var rules: [String] {
    switch overlay.kind {
    case .wireguard, .zerotier: []
    case .tailscale:
      // `util/linuxfw` and `wgengine/router/router_linux.go` of Tailscale.
      [
        "rule add fwmark 0x80000/0xff0000 lookup main priority 5210",
        "rule add fwmark 0x80000/0xff0000 lookup default priority 5230",
        "rule add fwmark 0x80000/0xff0000 type unreachable priority 5250",
        "rule add lookup 52 priority 5270",
      ]
    case .kubespan:
      // `pkg/machinery/constants` and `internal/app/machined/pkg/controllers/kubespan` of Talos.
      ["rule add fwmark 0x40/0x60 lookup 180 priority 32500"]
    }
  }

  /// The address as its device gets it: alone, or on an Ethernet segment with the segment's prefix.
  private func prefix(_ address: String) -> String {
    guard overlay.kind == .zerotier,
      let length = overlay.cidr(AddressFamily(of: address)).flatMap(IPNetwork.init)?.prefixLength
    else { return Self.host(address) }
    return "\(address)/\(length)"
  }

  /// An address as a prefix of its own.
  static func host(_ address: String) -> String { "\(address)/\(AddressFamily(of: address).bits)" }

  /// Text for `nft -f`: which packets the overlay gets; nil where routes alone say so.
  func ruleset(_ node: LabNode) -> String? {
    guard overlay.kind == .kubespan else { return nil }
    let targets = peers(of: node).flatMap(addresses)
    let families = AddressFamily.allCases.filter { targets.first($0) != nil }
    guard !families.isEmpty else { return nil }
    let marks = families.map { "    \($0.nft) daddr @\(Self.set($0)) meta mark set meta mark & 0xffffff9f | 0x40" }
    let rules = "meta mark & 0x60 == 0x20 accept\n" + marks.joined(separator: "\n")
    let sets = families.map { family in
      """
        set \(Self.set(family)) {
          type \(family.rawValue)_addr
          elements = { \(targets.all(family).joined(separator: ", ")) }
        }
      """
    }.joined(separator: "\n")
    return """
      table inet talos_kubespan
      delete table inet talos_kubespan
      table inet talos_kubespan {
      \(sets)
        chain kubespan_prerouting {
          type filter hook prerouting priority filter; policy accept;
          \(rules)
        }
        chain kubespan_outgoing {
          type route hook output priority filter; policy accept;
          \(rules)
        }
      }

      """
  }

  private static func set(_ family: AddressFamily) -> String { family == .ipv4 ? "targets" : "targets_v6" }

  private func peers(of node: LabNode) -> [LabNode] { topology.members(of: overlay).filter { $0 != node } }

  /// A node's address in the unique local prefix of the mesh: what its device holds.
  private func identity(of node: LabNode) -> String {
    let number = (topology.nodes.firstIndex(of: node) ?? 0) + 1
    return "fd4e:6574:7072:6f02::\(String(number, radix: 16))"
  }
}
