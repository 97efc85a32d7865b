import Conformance

/// A node's row in the environment table.
struct MarkdownNode {
  var name: String
  var address: String
  var podCIDR: String
  var uplinks: String
  var kubelet: String
  var kernel: String

  init(_ node: NodeSummary, _ localizer: Localizer) {
    name = Markdown.cell(node.name)
    let external = node.externalIP.map { "\($0) (\(localizer(ReportPhrase.external)))" }
    address = Markdown.cell([node.internalIP, external].compactMap(\.self).joined(separator: ", "))
    podCIDR = Markdown.cell(node.podCIDR ?? "")
    uplinks = NodeUplink.all(of: node).map { uplink in
      Markdown.codeCell(uplink.name) + Markdown.cell(uplink.text(localizer))
    }.joined(separator: "<br>")
    kubelet = Markdown.cell(node.kubelet ?? "")
    kernel = Markdown.cell(node.kernel ?? "")
  }
}

/// An uplink of a node, as reports tell it.
struct NodeUplink {
  var name: String
  var isPhysical: Bool
  var isTailnet: Bool
  var addresses: [String]
  var mtu: Int?

  /// The node's uplinks, by name.
  static func all(of node: NodeSummary) -> [NodeUplink] {
    Set(node.addresses.keys).union(node.mtus.keys).sorted().map { device in
      NodeUplink(
        name: device, isPhysical: device == node.physicalDevice, isTailnet: device == node.tailnetDevice,
        addresses: node.addresses[device] ?? [], mtu: node.mtus[device])
    }
  }

  /// Role, addresses and MTU, to stand behind the name.
  func text(_ localizer: Localizer) -> String {
    let role =
      isPhysical
      ? " (\(localizer(ReportPhrase.physical)))" : isTailnet ? " (\(localizer(ReportPhrase.tailnet)))" : ""
    return "\(role): " + addresses.joined(separator: ", ") + (mtu.map { ", MTU \($0)" } ?? "")
  }
}
