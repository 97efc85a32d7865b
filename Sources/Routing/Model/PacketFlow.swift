import Cilium

/// What a packet or socket brings to a routing decision. A property that is nil is not known: a decision that depends on
/// it is not known either.
public struct PacketFlow: Hashable, Sendable {
  /// The destination.
  public var to: IPAddress
  /// The source; nil for a packet of the host's own that has none yet (an unbound socket's).
  public var from: IPAddress?
  /// The firewall mark.
  public var mark: UInt32?
  /// The type of service.
  public var tos: UInt8
  /// The device that the socket is bound to.
  public var outputDevice: String?
  /// The protocol's number.
  public var ipProtocol: UInt8?
  /// The source port; 0 when there is none.
  public var sourcePort: UInt16?
  /// The destination port; 0 when there is none.
  public var destinationPort: UInt16?
  /// The sending socket's user; 0 (root) for a forwarded packet.
  public var user: UInt32?

  /// Makes a question about an unmarked packet of root's.
  public init(
    to: IPAddress, from: IPAddress? = nil, mark: UInt32? = 0, outputDevice: String? = nil, tos: UInt8 = 0,
    ipProtocol: UInt8? = nil, sourcePort: UInt16? = nil, destinationPort: UInt16? = nil, user: UInt32? = 0
  ) {
    self.to = to
    self.from = from
    self.mark = mark
    self.tos = tos
    self.outputDevice = outputDevice
    self.ipProtocol = ipProtocol
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.user = user
  }
}
