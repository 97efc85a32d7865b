import Conformance

/// The words around what packets prove of a path.
enum PacketPhrase: Catalogue {
  case packets, counts, proves, proven, contradicted, unproven
  case contradictsRule, endsHere, notProven, largest, fragments, tooBig
  case rule, wire, device, way, count, sent, received, leftBy

  var text: Translated {
    switch self {
    case .packets: Translated(en: "packets", ko: "패킷")
    case .counts:
      Translated(
        en: "{proven} paths proven by packets, {contradicted} contradicted, {unproven} not proven",
        ko: "패킷으로 입증된 경로 {proven}개, 규칙과 어긋난 경로 {contradicted}개, 입증되지 않은 경로 {unproven}개")
    case .proves: Translated(en: "what its packets prove", ko: "패킷이 입증하는 것")
    case .proven: Translated(en: "went the way that the rule predicts", ko: "규칙이 예측한 길로 감")
    case .contradicted: Translated(en: "contradict the rule", ko: "규칙과 어긋남")
    case .unproven: Translated(en: "do not suffice for a proof", ko: "입증하기에 부족함")
    case .contradictsRule: Translated(en: "contradicts the rule: {kind}: {detail}", ko: "규칙과 어긋남: {kind}: {detail}")
    case .endsHere: Translated(en: "ends here: {kind}: {detail}", ko: "여기서 끊김: {kind}: {detail}")
    case .notProven: Translated(en: "not proven: {reason}", ko: "입증되지 않음: {reason}")
    case .largest: Translated(en: "largest packet {count} bytes", ko: "최대 패킷 {count}바이트")
    case .fragments: Translated(en: "{count} fragments", ko: "조각 {count}개")
    case .tooBig: Translated(en: "{count} times “too big”", ko: "“too big” {count}번")
    case .rule: Translated(en: "the rule", ko: "규칙")
    case .wire: Translated(en: "on the wire", ko: "회선 위의 패킷")
    case .device: Translated(en: "device", ko: "장치")
    case .way: Translated(en: "way", ko: "방향")
    case .count: Translated(en: "packets", ko: "개수")
    case .sent: Translated(en: "out", ko: "나감")
    case .received: Translated(en: "in", ko: "들어옴")
    case .leftBy: Translated(en: "packets seen leaving by {device}", ko: "{device} 장치로 나가는 패킷이 관측됨")
    }
  }
}
