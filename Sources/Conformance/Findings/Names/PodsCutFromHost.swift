/// A node's pods and the node itself do not reach each other, while pods reach what is beyond it.
struct PodsCutFromHost: Finding {
  /// The nodes, sorted.
  var nodes: [String]

  static let code = FindingCode.podsCutFromHost
  static let example = PodsCutFromHost(nodes: ["instance-master"])

  var cause: Translated {
    Translated(
      en: "on \(names) pods and their own node do not reach each other: the node's address does not answer "
        + "its pods, and kubelet's checks of pods fail, while pods reach what is beyond the node",
      ko:
        "\(nodes.joined(separator: ", ")) 노드에서 파드와 그 노드 자신이 서로 통신하지 못함: 노드의 주소가 자기 파드에 응답하지 않고 kubelet의 파드 검사가 실패하는데, 파드는 노드 밖과는 "
        + "통신함")
  }

  var remedy: Translated {
    Translated(
      en: "look on \(names) at `sysctl -ar '\\.rp_filter$'` (1, strict, drops what comes from pods' devices), "
        + "then at `nft list ruleset` and `iptables-save` for what drops packets of the pod CIDR in INPUT",
      ko:
        "\(nodes.joined(separator: ", ")) 노드에서 `sysctl -ar '\\.rp_filter$'`(1은 엄격한 검사로, 파드 장치에서 오는 패킷을 버림)을 확인한 다음, `nft list "
        + "ruleset`과 `iptables-save`에서 파드 CIDR의 패킷을 INPUT에서 버리는 것이 있는지 확인하십시오")
  }

  var commands: [RemedyCommand] {
    nodes.flatMap {
      [
        RemedyCommand.host($0, "sysctl -ar '\\.rp_filter$'"), .host($0, "nft list ruleset"),
        .host($0, "iptables-save"),
      ]
    }
  }

  static let page = FindingPage(
    title: "a node's pods are cut from their own host",
    meaning: "The node's own address does not answer its pods, and kubelet's checks of pods fail, so they lose "
      + "their readiness and Services their endpoints; what is beyond the node answers. Packets are lost "
      + "between the pods' devices and the host's stack. A strict `rp_filter` does that, and so do firewall "
      + "rules for the pod CIDR.",
    confirm: [
      .pod(
        "From a pod of `NODE`: no answer.",
        "ping -c 1 -W 2 NODE-IP"),
      .init(
        "On `NODE`: 1 on `all`, or on pods' devices (`lxc…`, `cilium_host`), is strict.",
        "sysctl -ar '\\.rp_filter$'"),
      .init(
        "On `NODE`: rules that drop packets of the pod CIDR in INPUT.",
        "nft list ruleset; iptables-save"),
      .init(
        "Pods are running and not Ready.",
        "kubectl get pods -A -o wide --field-selector spec.nodeName=NODE"),
    ],
    mend: [
      .init(
        "Set `rp_filter` to 0 for pods' devices and `all`, as Cilium does when it starts; look for what "
          + "sets it again (`/etc/sysctl.d`).",
        "sysctl -w net.ipv4.conf.all.rp_filter=0"),
      .init(
        "Let the pod CIDR into INPUT.",
        "iptables -I INPUT -s POD-CIDR -j ACCEPT"),
    ])
}

extension PodsCutFromHost {
  private var names: String { nodes.joined(separator: " and ") }
}
