import Cilium

/// A flow as the rules and tables see it (`struct flowi`).
struct FlowKey: Sendable {
  var to: AddressBits
  /// Zero when the packet has no source yet.
  var from: AddressBits
  var mark: UInt32?
  var inputDevice: String
  var outputDevice: String?
  var tos: UInt8
  var ipProtocol: UInt8?
  var sourcePort: UInt16?
  var destinationPort: UInt16?
  var user: UInt32?
  /// The VRF that it belongs to.
  var vrf: String?

  /// A packet of the host's own.
  init(output flow: PacketFlow, host: RoutingHost) {
    self.init(flow, from: flow.from, inputDevice: host.loopback)
    outputDevice = flow.outputDevice
    vrf = host.vrf(of: flow.outputDevice)?.name
    // l3mdev_update_flow: a socket bound to a VRF is directed to its table, not to its device.
    if let device = flow.outputDevice, host.linksByName[device]?.isVRF == true { outputDevice = nil }
  }

  /// A packet that arrives.
  init(input flow: PacketFlow, from: IPAddress, device: String, host: RoutingHost) {
    self.init(flow, from: from, inputDevice: device)
    user = 0
    vrf = host.vrf(of: device)?.name
  }

  private init(_ flow: PacketFlow, from: IPAddress?, inputDevice: String) {
    to = AddressBits(flow.to)
    self.from = from.map(AddressBits.init) ?? AddressBits(flow.to).masked(0)
    mark = flow.mark
    self.inputDevice = inputDevice
    tos = flow.tos
    ipProtocol = flow.ipProtocol
    sourcePort = flow.sourcePort
    destinationPort = flow.destinationPort
    user = flow.user
  }
}
