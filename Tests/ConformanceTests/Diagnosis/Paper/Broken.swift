@testable import Conformance

/// Something that is broken in a network on paper.
enum Broken: Hashable {
  /// The tunnel's packets of the one node to the other are dropped, both ways.
  case tunnel(String, String)
  /// The tunnel's packets from the one node to the other are dropped, not those back.
  case tunnelFrom(String, to: String)
  /// The two nodes' hosts do not reach each other, and so nothing does that they carry.
  case peers(String, String)
  /// What is larger vanishes between the two nodes.
  case pathCarries(Int, String, String)
  /// A server outside does not answer a node.
  case silent(String, TrafficKind)
  /// Nothing outside answers a node.
  case wayOut(String)
  /// What is outside answers a node's own packets, and the answers to its pods are lost beyond the node.
  case answersToPods(String)
  /// A rule of the node drops what is for 8.8.8.8.
  case blackhole(String)
  /// `rp_filter` is 1 on the node.
  case sourceFilter(String)
  /// The node's host and its pods do not reach each other, and no fact says why.
  case cutFromHost(String)
  /// What pods send out by the device of the default route keeps their addresses.
  case untranslated(String)
  /// `ip_forward` is 0 on the node.
  case forwardingOff(String)
  /// The DNS pods of the node forward to a server that does not answer.
  case dnsUpstream(String)
  /// The node's packet filter drops what the kernel forwards for pods, which no fact says.
  case forwardDropped(String)
  /// The node's uplink has one more address, a public one that nobody outside knows.
  case addressAdded(String)
  /// The one node's WireGuard peers may not use the address of the other.
  case allowedIPsShort(String, String)
  /// The node's host takes nothing from other nodes at its own address but connections to the API server and kubelet.
  case hostFirewall(String)
  /// No server outside answers anybody in a kind of traffic.
  case down(TrafficKind)

  /// The finding that it is.
  var code: String {
    switch self {
    case .tunnel, .tunnelFrom: "vxlan-blocked"
    case .peers: "tailnet-down"
    case .pathCarries: "path-mtu-smaller"
    case .silent: "filtered-at-node"
    case .wayOut, .answersToPods: "no-way-out"
    case .blackhole: "route-in-the-way"
    case .sourceFilter: "reverse-path-filter"
    case .cutFromHost: "pods-cut-from-host"
    case .untranslated: "snat-missing"
    case .forwardingOff: "forwarding-off"
    case .dnsUpstream: "dns-upstream-lost"
    case .forwardDropped: "forward-dropped"
    case .addressAdded: "masquerade-address-unrouted"
    case .allowedIPsShort: "peer-allowed-ips-short"
    case .hostFirewall: "host-firewall"
    case .down: "endpoint-down"
    }
  }
}
