import Cilium

extension RoutingHost {
  /// The host as a pod's packets meet it: `bpf_fib_lookup` of Cilium's programs asks rules and tables and validates no
  /// source, and on pods' devices Cilium switches `rp_filter` off for what takes the kernel's stack.
  ///
  /// - Parameter device: The name of one more device, by which the packets arrive.
  public func facingPods(behind device: String) -> RoutingHost {
    var parameters = sysctls
    for name in ["all", device] {
      parameters["net.ipv4.conf.\(name).rp_filter"] = 0
      parameters["net.ipv4.conf.\(name).accept_local"] = 1
      parameters["net.ipv4.conf.\(name).send_redirects"] = 0
      parameters["net.ipv4.conf.\(name).forwarding"] = 1
      parameters["net.ipv6.conf.\(name).forwarding"] = 1
    }
    parameters["net.ipv4.ip_forward"] = 1
    let last = links.map(\.index).max() ?? 0
    let pod = NetworkLink(name: device, index: last &+ 1, kind: "veth")
    return RoutingHost(
      ipv4Rules, ipv6Rules, routes, links + [pod], parameters, assumptions, tablesAreMerged: tablesAreMerged)
  }
}
