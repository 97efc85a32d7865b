import Cilium

@testable import Conformance

/// What joins the nodes of a network on paper, read off their devices and routes in its own way: by the longest prefix,
/// an overlay's own table first.
struct PaperWires {
  let facts: ClusterFacts

  /// The device by which a node sends to an address.
  func device(of node: NodeFacts, to address: IPAddress) -> Device? {
    func best(_ table: String) -> Route? {
      node.routes.filter { $0.table == table && $0.type == "unicast" && $0.destination.contains(address) }
        .max { $0.destination.length < $1.destination.length }
    }
    let route = best("52") ?? best("main")
    return node.devices.first { $0.index == route?.linkIndex }
  }

  /// The device of the default route.
  func way(out node: NodeFacts) -> Device? {
    let route = node.routes.first { $0.table == "main" && $0.destination.isDefault }
    return node.devices.first { $0.index == route?.linkIndex }
  }

  /// Whether what is behind a device takes only sources that it knows, as WireGuard does.
  func checksSources(_ device: Device) -> Bool { device.flags.contains("pointtopoint") }

  /// Whether pods' packets pass the kernel's own stack on their way out of a node.
  var takesStack: Bool {
    facts.configuration["enable-host-legacy-routing"] == "true"
      || facts.configuration["kube-proxy-replacement"] != "true"
      || facts.configuration["enable-bpf-masquerade"] == "false"
  }

  var isNative: Bool { facts.configuration["routing-mode"] == "native" }

  /// Whether the routes decide by which device pods' packets leave: not where one device alone is selected and BPF sends
  /// everything by that.
  var routesDecide: Bool {
    let devices = facts.devicesSetting?.split(whereSeparator: { $0 == "," || $0 == " " }) ?? []
    if takesStack || devices.count > 1 { return true }
    // Left to itself Cilium takes the devices with a default route and the node IP's.
    return devices.isEmpty
      && facts.nodes.contains { node in
        let own = node.internalIP.map { IPAddress.v4($0) }
        return way(out: node)?.addresses.contains { $0 == own } == false
      }
  }
}
