/// An overlay sends its tunnel's packets to an address inside a pod CIDR, and so into the tunnel that they carry.
struct MeshEndpointInPodCIDR: Finding {
  /// On which node.
  var node: String
  /// Whose overlay it is.
  var overlay: String
  /// Its device.
  var device: String
  /// Where it sends to its peer.
  var endpoint: String
  /// The pod CIDR that holds that.
  var block: String
  /// The node of that pod CIDR.
  var owner: String
  /// How the overlay is kept from such addresses.
  var exclusion: String
  /// The commands that show its peers.
  var shownBy: String

  static let code = FindingCode.meshEndpointInPodCIDR
  static let example = MeshEndpointInPodCIDR(
    node: "instance-worker", overlay: "NetBird", device: "wt0", endpoint: "10.244.0.2", block: "10.244.0.0/24",
    owner: "instance-master", exclusion: "`--interface-blacklist`", shownBy: "`netbird status -d`")

  var cause: Translated {
    Translated(
      en: "\(overlay) on \(node) (\(device)) sends to its peer at \(endpoint), which lies in the pod CIDR \(block) of "
        + "\(owner): the tunnel's packets go into the tunnel that they carry",
      ko: "\(node) 노드의 \(overlay)(\(device))가 \(owner) 노드의 파드 CIDR \(block)에 속한 \(endpoint) 주소로 피어에게 보냄: "
        + "터널 패킷이 자신이 나르는 터널 안으로 들어감")
  }

  var remedy: Translated {
    Translated(
      en:
        "keep \(overlay) from using Cilium's and pods' devices as endpoints (cilium_*, lxc*): \(exclusion); then let the "
        + "peers find each other anew (\(shownBy))",
      ko: "\(overlay)가 Cilium과 파드의 장치(cilium_*, lxc*)를 종단점으로 쓰지 않게 하고(\(exclusion)), 피어가 서로를 다시 찾게 "
        + "하십시오(\(shownBy))")
  }

  var commands: [RemedyCommand] { [.host(node, "wg show \(device) endpoints")] }

  static let page = FindingPage(
    title: "an overlay sends to its peer inside a pod CIDR",
    meaning:
      "Mesh clients collect the addresses of their host as endpoints. Where they take Cilium's own (`cilium_host`) or "
      + "a pod's device, a peer may choose one, and the packets that carry the tunnel are sent into the tunnel. It begins "
      + "some time after both are up, and looks like a tunnel that died.",
    confirm: [
      .init("On `NODE`: the peer's endpoint is an address of a pod CIDR.", "wg show DEVICE endpoints"),
      .init("The pod CIDRs.", "kubectl get ciliumnodes -o custom-columns=N:.metadata.name,P:.spec.ipam.podCIDRs"),
    ],
    mend: [
      .init("Except `cilium_*` and `lxc*` from the mesh client's interfaces, on every node."),
      .init("Restart the client, so that the peers find each other anew."),
    ])
}
