import Conformance

/// The words about how the overlay below carries packets between nodes.
enum TailnetPhrase: Catalogue {
  case tailnetHeading, pairColumn, overlayColumn, wayColumn, endpointColumn, returnColumn, roundTrip, sourceColumn
  case direct, peerRelay, derp, relayed, relayedBy, unknownWay
  case byPackets, byCounters, byStatus, byWireGuard
  case noSource, notRunning, noPeer, offline, idle, noEndpoint, noSession, handshakeUnknown, endpointInside, severalWays
  case relayWarning, relayWarningAlone, relayWarningPlain, changed, before, during, after
  case stunAnswered, stunSilent, stunVarying

  /// The name of a moment.
  static func name(_ moment: TailnetReading.Moment) -> TailnetPhrase {
    switch moment {
    case .before: .before
    case .during: .during
    case .after: .after
    }
  }

  /// The name of a source.
  static func name(_ source: TunnelSource) -> TailnetPhrase {
    switch source {
    case .packets: .byPackets
    case .counters: .byCounters
    case .status: .byStatus
    case .wireGuard: .byWireGuard
    }
  }

  /// Why a way is not known.
  static func name(_ reason: UnknownWay) -> TailnetPhrase {
    switch reason {
    case .noSource: .noSource
    case .notRunning: .notRunning
    case .noPeer: .noPeer
    case .offline: .offline
    case .idle: .idle
    case .noEndpoint: .noEndpoint
    case .noSession: .noSession
    case .handshakeUnknown: .handshakeUnknown
    case .endpointInside: .endpointInside
    case .severalWays: .severalWays
    }
  }

  var text: Translated {
    switch self {
    case .tailnetHeading:
      Translated(
        en: "The overlay between the nodes: {direct} direct, {relayed} relayed, {unknown} not known",
        ko: "노드 사이의 오버레이: 직접 {direct}개, 중계 {relayed}개, 알 수 없음 {unknown}개")
    case .pairColumn: Translated(en: "from → to", ko: "출발 → 도착")
    case .overlayColumn: Translated(en: "overlay", ko: "오버레이")
    case .wayColumn: Translated(en: "way", ko: "경로")
    case .endpointColumn: Translated(en: "sends to", ko: "보내는 곳")
    case .returnColumn: Translated(en: "is answered at", ko: "응답이 오는 곳")
    case .roundTrip: Translated(en: "round trip", ko: "왕복 시간")
    case .sourceColumn: Translated(en: "known by", ko: "근거")
    case .direct: Translated(en: "direct", ko: "직접")
    case .peerRelay: Translated(en: "by a peer relay ({relay})", ko: "피어 릴레이 경유({relay})")
    case .derp: Translated(en: "by DERP ({relay})", ko: "DERP 경유({relay})")
    case .relayed: Translated(en: "relayed", ko: "중계됨")
    case .relayedBy: Translated(en: "relayed by {relay}", ko: "{relay} 경유로 중계됨")
    case .unknownWay: Translated(en: "not known: {reason}", ko: "알 수 없음: {reason}")
    case .byPackets: Translated(en: "packets", ko: "패킷")
    case .byCounters: Translated(en: "Tailscale's counters", ko: "Tailscale 카운터")
    case .byStatus: Translated(en: "tailscale status", ko: "tailscale status")
    case .byWireGuard: Translated(en: "wg show", ko: "wg show")
    case .noSource:
      Translated(
        en: "no packets were captured, and neither Tailscale nor wg could be asked",
        ko: "패킷을 캡처하지 않았고 Tailscale과 wg에도 물을 수 없음")
    case .notRunning: Translated(en: "Tailscale is not up", ko: "Tailscale이 실행 중이 아님")
    case .noPeer: Translated(en: "the overlay has no peer with that address", ko: "오버레이에 그 주소의 피어가 없음")
    case .offline: Translated(en: "the peer is offline", ko: "피어가 오프라인임")
    case .idle: Translated(en: "nothing was sent there lately", ko: "최근에 그곳으로 보낸 것이 없음")
    case .noEndpoint: Translated(en: "the peer's endpoint is not known", ko: "피어의 종단점을 알 수 없음")
    case .noSession:
      Translated(en: "there was no handshake in the last three minutes", ko: "최근 3분 동안 핸드셰이크가 없음")
    case .handshakeUnknown:
      Translated(en: "when the last handshake was is not told", ko: "마지막 핸드셰이크가 언제였는지 알 수 없음")
    case .endpointInside:
      Translated(
        en: "the peer's endpoint lies in the network that the overlay carries", ko: "피어의 종단점이 오버레이가 나르는 네트워크 안에 있음")
    case .severalWays:
      Translated(
        en: "the node's packets took several ways, and the counters do not tell whose",
        ko: "노드의 패킷이 여러 경로로 갔고, 카운터로는 어느 피어의 것인지 알 수 없음")
    case .relayWarning:
      Translated(
        en: "{overlay}, {pair}: {way} (known by {source}); round trip {trip}, direct ones {other}",
        ko: "{overlay}, {pair}: {way}(근거: {source}). 왕복 시간 {trip}, 직접 경로는 {other}")
    case .relayWarningAlone:
      Translated(
        en: "{overlay}, {pair}: {way} (known by {source}); round trip {trip}",
        ko: "{overlay}, {pair}: {way}(근거: {source}). 왕복 시간 {trip}")
    case .relayWarningPlain:
      Translated(en: "{overlay}, {pair}: {way} (known by {source})", ko: "{overlay}, {pair}: {way}(근거: {source})")
    case .changed: Translated(en: "{pair}: the way changed: {ways}", ko: "{pair}: 경로가 바뀜: {ways}")
    case .stunAnswered:
      Translated(
        en: "STUN of {node}: {answers} of {requests} requests to {servers} answered; seen from outside at {mapped}",
        ko: "{node} 노드의 STUN: {servers}에 보낸 요청 {requests}건 중 {answers}건에 응답. 밖에서 보이는 곳은 {mapped}")
    case .stunSilent:
      Translated(
        en: "STUN of {node}: {answers} of {requests} requests to {servers} answered",
        ko: "{node} 노드의 STUN: {servers}에 보낸 요청 {requests}건 중 {answers}건에 응답")
    case .stunVarying:
      Translated(
        en:
          "STUN of {node}: {answers} of {requests} requests to {servers} answered; its NAT gives each destination another "
          + "port: {mapped}",
        ko: "{node} 노드의 STUN: {servers}에 보낸 요청 {requests}건 중 {answers}건에 응답. NAT가 목적지마다 다른 포트를 줌: {mapped}")
    case .before: Translated(en: "before the probes", ko: "프로브 전")
    case .during: Translated(en: "during the probes", ko: "프로브 중")
    case .after: Translated(en: "after the probes", ko: "프로브 후")
    }
  }
}
