/// A WireGuard peer may use addresses of the cluster's pods or Services, although these are not meant to go to it.
struct AllowedIPsCoverCluster: Finding {
  /// On which node.
  var node: String
  /// Whose overlay it is.
  var overlay: String
  /// Its device.
  var device: String
  /// What the peer may use.
  var block: String
  /// What of the cluster is in it.
  var address: String
  /// Whether that are Services; otherwise pods.
  var isServices: Bool

  static let code = FindingCode.allowedIPsCoverCluster
  static let example = AllowedIPsCoverCluster(
    node: "instance-worker", overlay: "WireGuard", device: "wg0", block: "10.0.0.0/8", address: "10.244.1.0/24",
    isServices: false)

  var cause: Translated {
    Translated(
      en: "the AllowedIPs \(block) of a peer of \(device) on \(node) (\(overlay)) cover the "
        + "\(isServices ? "Service address" : "pod CIDR") \(address): what makes routes of them, as wg-quick does, sends these "
        + "into the overlay",
      ko: "\(node) 노드 \(device) 피어(\(overlay))의 AllowedIPs \(block)가 "
        + "\(isServices ? "Service 주소" : "파드 CIDR") \(address)를 덮음: wg-quick처럼 이것으로 경로를 만들면 그 트래픽이 오버레이로 들어감")
  }

  var remedy: Translated {
    Translated(
      en: "narrow the AllowedIPs to the nodes' own addresses, or keep routes from being made of them (`Table = off`)",
      ko: "AllowedIPs를 노드 자신의 주소로 좁히거나, 그것으로 경로를 만들지 않게 하십시오(`Table = off`)")
  }

  var commands: [RemedyCommand] {
    [.host(node, "wg show \(device) allowed-ips"), .host(node, "ip route show dev \(device)")]
  }

  static let page = FindingPage(
    title: "a peer's AllowedIPs cover addresses of the cluster",
    meaning:
      "Cilium tunnels pods' packets between the nodes' own addresses; nothing of pods or Services has to be allowed. "
      + "Wide AllowedIPs do no harm by themselves, and do as soon as routes are made of them: then it is "
      + "`overlay-covers-cluster`. Not told of a whole default route (0.0.0.0/0), nor with native routing, where pods' blocks "
      + "have to be allowed.",
    confirm: [
      .init("On `NODE`: what the peers may use.", "wg show DEVICE allowed-ips"),
      .init("The pod CIDRs.", "kubectl get ciliumnodes -o custom-columns=N:.metadata.name,P:.spec.ipam.podCIDRs"),
    ],
    mend: [
      .init("Narrow them to the nodes' addresses.", "wg set DEVICE peer KEY allowed-ips ADDRESS/32"),
      .init("Or set `Table = off` in wg-quick's file, and make the routes that are wanted."),
    ])
}
