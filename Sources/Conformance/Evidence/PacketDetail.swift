/// What packets of a flow show, with devices and addresses: what the sentences of a ``PacketFinding`` are written from.
///
/// `packet` is how a packet's addresses read on the wire, as in ``PacketSighting/packet``.
public enum PacketDetail: Sendable, Hashable, Codable {
  /// Passed an uplink, although both ends are on one node.
  case withinNode(packet: String, device: String)
  /// Passed an uplink outside of the tunnel.
  case outsideTunnel(packet: String, device: String)
  /// The tunnel's packets left by another device than the wanted one.
  case tunnelLeftBy(device: String, wanted: String)
  /// Left by another device than the wanted one.
  case leftBy(packet: String, device: String, wanted: String)
  /// The tunnel's outer addresses are not the node IPs.
  case tunnelAddresses(packet: String, source: String, destination: String)
  /// The VNI is not the sending pod's identity.
  case identity(packet: String, wanted: UInt32)
  /// The same packet more than once.
  case repeated(packet: String, device: String, count: Int, isIncoming: Bool)
  /// Left by the device with another source address than the wanted one.
  case source(device: String, address: String, wanted: String)
  /// Nothing entered the tunnel.
  case nothingInTunnel
  /// Nothing left by the device.
  case nothingLeft(device: String)
  /// The answer came back to the node, not to the pod.
  case answerStayed(node: String)
  /// Left by the device, and no answer came back.
  case unanswered(packet: String, device: String)
  /// Left by the device, and did not reach the other node.
  case lost(packet: String, device: String, node: String)
  /// Reached the other node, which sent no answer.
  case notAnswered(packet: String, node: String)
  /// The other node answered, and the answer did not come back.
  case answerLost(node: String)
  /// As an older record tells it, in English.
  case words(String)

  private enum CodingKeys: String, CodingKey {
    case withinNode = "within-node"
    case outsideTunnel = "outside-tunnel"
    case tunnelLeftBy = "tunnel-left-by"
    case leftBy = "left-by"
    case tunnelAddresses = "tunnel-addresses"
    case identity, repeated, source
    case nothingInTunnel = "nothing-in-tunnel"
    case nothingLeft = "nothing-left"
    case answerStayed = "answer-stayed"
    case unanswered, lost
    case notAnswered = "not-answered"
    case answerLost = "answer-lost"
    case words
  }
}

extension PacketDetail {
  /// In one sentence.
  public var text: Translated {
    switch self {
    case .withinNode(let packet, let device):
      Translated(
        en: "\(packet) passed \(device), although both ends are on one node",
        ko: "양 끝이 한 노드에 있는데도 \(packet) 패킷이 \(device) 장치를 지남")
    case .outsideTunnel(let packet, let device):
      Translated(
        en: "\(packet) passed \(device) outside of the tunnel", ko: "\(packet) 패킷이 터널 밖으로 \(device) 장치를 지남")
    case .tunnelLeftBy(let device, let wanted):
      Translated(
        en: "the tunnel's packets left by \(device), not by \(wanted)",
        ko: "터널 패킷이 \(wanted) 장치가 아닌 \(device) 장치로 나감")
    case .leftBy(let packet, let device, let wanted):
      Translated(
        en: "\(packet) left by \(device), not by \(wanted)",
        ko: "\(packet) 패킷이 \(wanted) 장치가 아닌 \(device) 장치로 나감")
    case .tunnelAddresses(let packet, let source, let destination):
      Translated(
        en: "\(packet); the node IPs are \(source) and \(destination)",
        ko: "\(packet). 노드 IP는 \(source), \(destination)")
    case .identity(let packet, let wanted):
      Translated(en: "\(packet); the pod's identity is \(wanted)", ko: "\(packet). 파드의 ID는 \(wanted)")
    case .repeated(let packet, let device, let count, let isIncoming):
      Translated(
        en: isIncoming
          ? "\(packet) came in by \(device) \(count) times" : "\(packet) left \(device) \(count) times",
        ko: "\(packet) 패킷이 \(device) 장치로 \(count)번 \(isIncoming ? "들어옴" : "나감")")
    case .source(let device, let address, let wanted):
      Translated(
        en: "left \(device) as \(address), not as \(wanted)",
        ko: "\(device) 장치에서 \(wanted) 주소가 아닌 \(address) 주소로 나감")
    case .nothingInTunnel: Translated(en: "nothing entered the tunnel", ko: "터널로 들어간 패킷이 없음")
    case .nothingLeft(let device):
      Translated(en: "nothing left by \(device)", ko: "\(device) 장치로 나간 패킷이 없음")
    case .answerStayed(let node):
      Translated(
        en: "the answer came back to \(node), not to the pod",
        ko: "응답이 \(node) 노드까지 돌아왔으나 파드에는 도달하지 않음")
    case .unanswered(let packet, let device):
      Translated(
        en: "\(packet) left by \(device), and no answer came back",
        ko: "\(packet) 패킷이 \(device) 장치로 나갔으나 응답이 돌아오지 않음")
    case .lost(let packet, let device, let node):
      Translated(
        en: "\(packet) left by \(device), and did not reach \(node)",
        ko: "\(packet) 패킷이 \(device) 장치로 나갔으나 \(node) 노드에 도달하지 않음")
    case .notAnswered(let packet, let node):
      Translated(
        en: "\(packet) reached \(node), which sent no answer",
        ko: "\(packet) 패킷이 \(node) 노드에 도달했으나 응답을 보내지 않음")
    case .answerLost(let node):
      Translated(
        en: "\(node) answered, and the answer did not come back", ko: "\(node) 노드가 응답했으나 그 응답이 돌아오지 않음")
    case .words(let text): Translated(en: text, ko: text)
    }
  }
}
