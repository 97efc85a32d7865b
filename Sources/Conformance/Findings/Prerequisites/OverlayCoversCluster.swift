/// Routes of an overlay cover addresses of the cluster.
struct OverlayCoversCluster: Finding {
  /// What they cover.
  enum Covered: String, Sendable, Codable, Hashable {
    /// The node's own pods.
    case pods
    /// Another node's node IP.
    case nodes
    /// Services.
    case services
  }

  /// On which node.
  var node: String
  /// Whose overlay it is.
  var overlay: String
  /// Its device.
  var device: String
  /// What is covered.
  var covered: Covered
  /// The block or address that is covered.
  var address: String
  /// Rule and route, as `ip` prints them.
  var place: String
  /// The commands that show what the overlay routes.
  var shownBy: String

  static let code = FindingCode.overlayCoversCluster
  static let example = OverlayCoversCluster(
    node: "instance-worker", overlay: "Tailscale", device: "tailscale0", covered: .pods, address: "10.244.1.0/24",
    place: "rule “5270: from all lookup 52”, route “10.0.0.0/8 dev tailscale0 table 52”", shownBy: "`tailscale status`")

  var cause: Translated {
    switch covered {
    case .pods:
      Translated(
        en:
          "a route of \(overlay) on \(node) (\(device)) covers its pods (\(address)): \(place); what the host answers to "
          + "pods, and kubelet's probes, go into the overlay",
        ko: "\(node) 노드의 \(overlay)(\(device)) 경로가 이 노드의 파드(\(address))를 덮음: \(place). 호스트가 파드에게 하는 "
          + "응답과 kubelet의 프로브가 오버레이로 들어감")
    case .nodes:
      Translated(
        en:
          "a route of \(overlay) on \(node) (\(device)) covers the node IP \(address): \(place); the nodes' own traffic, "
          + "Cilium's tunnel included, takes the overlay instead of the network between them",
        ko: "\(node) 노드의 \(overlay)(\(device)) 경로가 노드 IP \(address) 주소를 덮음: \(place). Cilium 터널을 포함한 노드 사이 "
          + "트래픽이 노드 사이의 네트워크가 아니라 오버레이로 감")
    case .services:
      Translated(
        en:
          "a route of \(overlay) on \(node) (\(device)) covers the Service address \(address): \(place); what the host "
          + "sends to Services may go into the overlay",
        ko: "\(node) 노드의 \(overlay)(\(device)) 경로가 Service 주소 \(address)를 덮음: \(place). 호스트가 Service로 보내는 것이 "
          + "오버레이로 들어갈 수 있음")
    }
  }

  var remedy: Translated {
    Translated(
      en:
        "narrow the routes that \(overlay) accepts (\(shownBy)), or except the cluster's addresses from them with rules or "
        + "`throw` routes before that table",
      ko: "\(overlay)가 받아들이는 경로를 좁히거나(\(shownBy)), 그 테이블보다 앞선 규칙이나 `throw` 경로로 클러스터의 주소를 제외하십시오")
  }

  var commands: [RemedyCommand] { [.host(node, "ip rule; ip route show table all dev \(device)")] }

  static let page = FindingPage(
    title: "an overlay's routes cover addresses of the cluster",
    meaning:
      "Accepted subnet routes of an overlay, in a table that is asked before main, may cover pod, Service or node "
      + "addresses. Then the host's own packets to these go into the overlay: answers to pods, kubelet's probes, Cilium's "
      + "tunnel.",
    confirm: [
      .init("On `NODE`: the rules, and which table is asked first.", "ip rule"),
      .init("An address of a pod of the node is sent into the overlay.", "ip route get POD-IP"),
    ],
    mend: [
      .init("Do not accept that route on nodes."),
      .init("Or except the block in the overlay's table.", "ip route add throw BLOCK table TABLE"),
    ])
}
