import Conformance

/// The commands with which a person checks an aspect without netproof. `POD` is a busybox pod on the node in question,
/// `AGENT` the Cilium agent's pod on it.
enum ManualCheck {
  static func commands(_ aspect: Aspect) -> [String] {
    switch aspect.ipv4Twin {
    case .sameNodePod: [pod("ping -c 1 -W 2 IP-OF-POD-ON-SAME-NODE")]
    case .crossNodePod: [pod("ping -c 1 -W 2 IP-OF-POD-ON-OTHER-NODE")]
    case .crossNodeService: [pod("wget -T 2 -qO- http://CLUSTER-IP:PORT/")]
    case .externalPing: [pod("ping -c 1 -W 2 8.8.8.8")]
    case .clusterName: [pod("nslookup kubernetes.default.svc.cluster.local")]
    case .externalName: [pod("nslookup google.com")]
    case .upstreamDNS: [pod("nslookup google.com 8.8.8.8")]
    case .externalHTTPS: [pod("wget -T 5 -qO- https://api.ipify.org")]
    case .ownNodeIP: [pod("ping -c 1 -W 2 OWN-NODE-IP")]
    case .ownUplinks: [pod("ping -c 1 -W 2 OWN-NODE-OTHER-UPLINK-IP")]
    case .otherUplinks: [pod("ping -c 1 -W 2 OTHER-NODE-OTHER-UPLINK-IP")]
    case .otherNodeIP: [pod("ping -c 1 -W 2 OTHER-NODE-IP")]
    case .apiService: [pod("wget -T 5 -qO- https://10.96.0.1/version")]
    case .pathMTU: [pod("ping -c 1 -W 2 -s BYTES IP-OF-POD-ON-OTHER-NODE")]
    case .clusterDNSReady: ["kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide"]
    case .clusterDNSRestart:
      [
        "kubectl -n kube-system delete pod COREDNS-POD-ON-NODE",
        "kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide --watch",
      ]
    case .defaultRoute: ["ip -4 route show default"]
    case .nodeIP: [agent("cilium-dbg node list"), "kubectl get ciliumnodes -o wide"]
    case .selectedDevices: [agent("cilium-dbg shell -- db/show devices")]
    case .masquerade: [agent("cilium-dbg status --verbose") + " | grep Masquerading"]
    case .configurationApplied:
      [
        "kubectl -n kube-system get configmap cilium-config -o jsonpath='{.data.devices}'",
        agent("cilium-dbg config -a") + " | grep -w Devices",
      ]
    case .natExternal: [agent("cilium-dbg bpf nat list") + " | grep 8.8.8.8"]
    case .natNodeAddress: [agent("cilium-dbg bpf nat list") + " | grep OTHER-NODE-IP"]
    // A twin has no twin.
    default: []
    }
  }

  private static func pod(_ command: String) -> String { "kubectl exec POD -- \(command)" }
  private static func agent(_ command: String) -> String { "kubectl -n kube-system exec AGENT -- \(command)" }
}
