/// DNS pods on a node answer the cluster's names and get no answer to what they ask outside.
struct DNSUpstreamLost: Finding {
  /// Where they run.
  var node: String
  /// Their names.
  var pods: [String]

  static let code = FindingCode.dnsUpstreamLost
  static let example = DNSUpstreamLost(node: "instance-worker", pods: ["coredns-5cfdb6cc4f-9x8hd"])

  var cause: Translated {
    let who = pods.joined(separator: ", ")
    return Translated(
      en:
        "the DNS pods on \(node) (\(who)) answer the cluster's names and nothing else, while other pods of the node get "
        + "answers from DNS servers outside: these pods forward to a server that does not answer them",
      ko: "\(node) 노드의 DNS 파드(\(who))가 클러스터 이름에는 응답하지만 외부 이름에는 응답하지 못함. 같은 노드의 다른 파드는 외부 DNS 서버의 응답을 받으므로, 이 "
        + "파드들이 전달하는 서버가 응답하지 않는 것임")
  }

  var remedy: Translated {
    Translated(
      en:
        "see which server they forward to: `forward` in the Corefile, and with `/etc/resolv.conf` there what kubelet gives "
        + "them of \(node) (`--resolv-conf`); then ask that server from a pod of \(node)",
      ko:
        "어느 서버로 전달하는지(Corefile의 `forward`, `/etc/resolv.conf`라면 kubelet이 \(node) 노드에서 주는 파일, `--resolv-conf`) 확인하고, \(node) 노드의 파드에서 그 서버에 "
        + "질의하십시오")
  }

  var commands: [RemedyCommand] {
    [
      .kubectl("-n kube-system get configmap coredns -o yaml"),
      .host(node, "cat /etc/resolv.conf /run/systemd/resolve/resolv.conf"),
    ] + pods.prefix(1).map { .kubectl("-n kube-system logs \($0) --tail=20") }
  }

  static let page = FindingPage(
    title: "DNS pods get no answer from outside",
    meaning:
      "Names of the cluster are answered by every DNS pod, and external ones not by the pods on one node. Pods of that node "
      + "get answers from a DNS server outside, so its way out is well: what differs is the server that the DNS pods "
      + "forward to.",
    confirm: [
      .init("It says `i/o timeout` for what it forwards.", "kubectl -n kube-system logs DNS-POD --tail=20"),
      .init("The server that is forwarded to.", "kubectl -n kube-system get configmap coredns -o yaml"),
      .init("On `NODE`: what kubelet hands to the pods.", "cat /run/systemd/resolve/resolv.conf /etc/resolv.conf"),
    ],
    mend: [
      .init("Name a server that answers, in the Corefile or in the node's resolv.conf."),
      .init(
        "Pods get a new resolv.conf when they are made.", "kubectl -n kube-system rollout restart deployment coredns"),
    ])
}
