// Host → HTTPS server outside.
extension AspectDefinition {
  static let hostExternalHTTPS = AspectDefinition(
    title: Translated(
      en: "host → internet, HTTPS",
      ko: "호스트 → 인터넷, HTTPS"),
    question: Translated(
      en: "Is an HTTPS server outside connected to from the node's host network?",
      ko: "노드의 호스트 네트워크에서 클러스터 밖 HTTPS 서버에 연결되는가?"),
    questionOfIPv6: nil,
    area: .hostNetwork, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.hostToInternet(node, model) },
    translation: .none,
    measurement: .host(.https),
    target: .nobody, cause: .none,
    byHand: [.agent(#"bash -c 'exec 3<>/dev/tcp/HTTPS-SERVER/443'"#)])
}

extension Aspect {
  /// Host → HTTPS server outside.
  public static let hostExternalHTTPS = Aspect(.hostExternalHTTPS)
  /// The same over IPv6.
  public static let hostExternalHTTPSIPv6 = Aspect(.hostExternalHTTPS, .ipv6)
}
