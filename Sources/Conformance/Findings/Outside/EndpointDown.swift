/// The server outside is down for everybody.
struct EndpointDown: Finding {
  /// What was asked of it.
  var traffic: TrafficKind

  static let code = FindingCode.endpointDown
  static let example = EndpointDown(traffic: .dns)

  var cause: Translated {
    Translated(
      en: "the server outside is down, or filters this kind of traffic; the nodes' way out works",
      ko: "외부 서버가 내려가 있거나 이런 트래픽을 막고 있음. 노드에서 외부로 나가는 경로는 정상임")
  }

  var remedy: Translated {
    Translated(
      en: "choose another endpoint (--external-ping, --external-dns, --https-host), or wait until it is back",
      ko: "다른 엔드포인트를 지정하거나(--external-ping, --external-dns, --https-host), 복구될 때까지 기다리십시오")
  }

  static let page = FindingPage(
    title: "a server outside is down",
    meaning: "Every pod and every host that was asked agrees: this server gives no answer, while others do. The "
      + "cluster is not to blame, and the cases are inconclusive.",
    confirm: [
      .init(
        "From a machine outside of the cluster: no answer either.",
        "ping -c 3 8.8.8.8; nslookup google.com 8.8.8.8; curl -sm 5 https://api.ipify.org")
    ],
    mend: [
      .init(
        "Choose another endpoint.",
        "netproof run --external-ping ADDRESS --external-dns ADDRESS --https-host NAME"),
      .init(
        "Or wait until it is back."),
    ])
}
