/// Pods are hidden behind an address of the uplink to which nobody outside has a way back.
struct MasqueradeAddressUnrouted: Finding {
  /// Whose pods.
  var node: String
  /// The uplink.
  var device: String
  /// The address that Cilium takes, as the NAT table shows it.
  var address: String
  /// An address of the uplink in the network of its gateway, which the node's own packets have.
  var usual: String

  static let code = FindingCode.masqueradeAddressUnrouted
  static let example = MasqueradeAddressUnrouted(
    node: "instance-worker", device: "enp0s6", address: "203.0.114.7", usual: "10.0.0.201")

  var cause: Translated {
    Translated(
      en:
        "\(device) of \(node) has the address \(address) beside \(usual), Cilium hides pods behind \(address), and no "
        + "answer comes back to it: the network of the gateway does not hold it",
      ko:
        "\(node) 노드의 \(device)에 \(usual) 외에 \(address) 주소가 있고 Cilium이 파드를 \(address) 뒤에 숨기는데, 게이트웨이의 네트워크에 이 주소가 없어 응답이 "
        + "돌아오지 않음")
  }

  var remedy: Translated {
    Translated(
      en:
        "remove the address from \(device), or put it on a device that is not selected (such as a dummy device); or have "
        + "the network route it to \(node)",
      ko: "\(device)에서 이 주소를 제거하거나 선택되지 않은 장치(예: dummy 장치)로 옮기거나, 네트워크가 이 주소를 \(node) 노드로 라우팅하게 하십시오")
  }

  var commands: [RemedyCommand] {
    [.host(node, "ip address show dev \(device)"), .host(node, "ip address delete \(address)/PREFIX dev \(device)")]
  }

  static let page = FindingPage(
    title: "no answer comes back to the address that pods are hidden behind",
    meaning:
      "An uplink has several addresses, and Cilium takes one for masquerading that the network of the uplink's gateway does "
      + "not hold: a public address before a private one (up to 1.15 and since 1.19; between them the node IP before "
      + "everything), of equals the lowest. Pods' packets leave, the NAT table is as it should be, and the "
      + "answers go elsewhere or nowhere. The node's own packets have the address that its routes give them, and work.",
    confirm: [
      .init(
        "On `NODE`: the device's addresses, and the network that its gateway is in.",
        "ip address show dev DEVICE; ip route"),
      .init(
        "On `NODE`: from that address nothing outside answers, from the other one it does.",
        "ping -c 1 -I ADDRESS 8.8.8.8"),
      .agent("Pods' flows are translated to that address.", "cilium-dbg bpf nat list"),
    ],
    mend: [
      .init(
        "Remove the address, where nothing needs it, and take it out of what adds it (cloud-init, netplan, keepalived).",
        "ip address delete ADDRESS/PREFIX dev DEVICE"),
      .init(
        "Or let the network route the address to the node (a second private address of the instance, a floating IP)."),
    ])
}

extension MasqueradeAddressUnrouted {
  /// The finding of a fault that the facts show.
  init(_ source: SupposedFault.UnroutedSource) {
    self.init(
      node: source.node, device: source.device, address: source.address.description, usual: source.usual.description)
  }
}
