/// How an overlay gets its packets: addresses, routes, policy rules and netfilter's marks of a node.
struct OverlayRouting: Sendable {
  let topology: LabTopology
  let overlay: LabOverlay

  /// The mark that the overlay's own packets carry, so that they do not enter it again.
  static func ownMark(_ kind: LabOverlay.Kind) -> String? {
    switch kind {
    case .wireguard: nil
    case .tailscale: "0x80000"
    case .kubespan: "0x20"
    }
  }

  /// What the overlay carries to a node: its address in the overlay, or its own addresses.
  func addresses(of node: LabNode) -> [String] {
    if overlay.cidr == nil { return node.cards.compactMap(\.address) }
    return node.uplinks.filter { $0.overlay == overlay.name }.compactMap(\.address)
  }

  /// Lines for `ip -n NODE -batch -`, once the device exists.
  func lines(_ node: LabNode) -> [String] {
    var lines = (overlay.cidr == nil ? [] : addresses(of: node)).map { "address add \($0)/32 dev \(overlay.device)" }
    if overlay.kind == .kubespan { lines.append("address add \(identity(of: node))/128 dev \(overlay.device)") }
    lines.append("link set \(overlay.device) mtu \(overlay.mtu) up")
    switch overlay.kind {
    case .wireguard:
      lines += overlay.cidr.map { ["route add \($0) dev \(overlay.device) scope link"] } ?? []
    case .tailscale:
      lines += peers(of: node).flatMap(addresses).map { "route add \($0)/32 dev \(overlay.device) table 52" }
      // `util/linuxfw` and `wgengine/router/router_linux.go` of Tailscale.
      lines += [
        "rule add fwmark 0x80000/0xff0000 lookup main priority 5210",
        "rule add fwmark 0x80000/0xff0000 lookup default priority 5230",
        "rule add fwmark 0x80000/0xff0000 type unreachable priority 5250",
        "rule add lookup 52 priority 5270",
      ]
    case .kubespan:
      // `pkg/machinery/constants` and `internal/app/machined/pkg/controllers/kubespan` of Talos.
      lines += [
        "route add default dev \(overlay.device) table 180", "rule add fwmark 0x40/0x60 lookup 180 priority 32500",
      ]
    }
    return lines
  }

  /// Text for `nft -f`: which packets the overlay gets; nil where routes alone say so.
  func ruleset(_ node: LabNode) -> String? {
    guard overlay.kind == .kubespan else { return nil }
    let targets = peers(of: node).flatMap(addresses).joined(separator: ", ")
    guard !targets.isEmpty else { return nil }
    let rules = """
      meta mark & 0x60 == 0x20 accept
          ip daddr @targets meta mark set meta mark & 0xffffff9f | 0x40
      """
    return """
      table inet talos_kubespan
      delete table inet talos_kubespan
      table inet talos_kubespan {
        set targets {
          type ipv4_addr
          elements = { \(targets) }
        }
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

  private func peers(of node: LabNode) -> [LabNode] { topology.members(of: overlay).filter { $0 != node } }

  /// A node's address in the unique local prefix of the mesh: what its device holds.
  private func identity(of node: LabNode) -> String {
    let number = (topology.nodes.firstIndex(of: node) ?? 0) + 1
    return "fd4e:6574:7072:6f02::\(String(number, radix: 16))"
  }
}
