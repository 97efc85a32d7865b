/// A way to break the lab on purpose. The raw value is the name on the command line.
public enum LabFault: String, Sendable, CaseIterable, Hashable, Codable {
  /// VXLAN (UDP 8472) is dropped between the nodes.
  case vxlanDropped = "vxlan-dropped"
  /// The WireGuard peers no longer answer each other.
  case wireguardPeerDown = "wireguard-peer-down"
  /// The upstream DNS server (8.8.8.8:53) is silent; ping to it still works.
  case externalDNSDown = "external-dns-down"
  /// The cluster DNS pods crash again and again (restart counts rise, never Ready for long).
  case clusterDNSCrashLooping = "cluster-dns-crash-looping"
  /// The HTTPS endpoint outside refuses connections, for everybody.
  case httpsEndpointDown = "https-endpoint-down"
  /// The HTTPS endpoint answers an address that is not the caller's public one.
  case httpsWrongAddress = "https-wrong-address"
  /// Masquerading uses an address that is not the egress device's.
  case snatWrongAddress = "snat-wrong-address"
  /// No masquerading on the device of the default route, although it is selected.
  case snatMissing = "snat-missing"
  /// The BPF NAT table shows OUT entries without their IN entries.
  case natReverseMissing = "nat-reverse-missing"
  /// The agents ignore a changed ConfigMap: they keep the `devices` they first started with, even when restarted.
  case staleAgentDevices = "stale-agent-devices"
  /// The last node's CiliumNode (and so the peers' tunnel endpoint) is its default uplink's address.
  case ciliumNodeIPDiffers = "cilium-node-ip-differs"
  /// The path between the nodes silently drops packets that are larger than 1100 bytes, below the announced MTU.
  case pathMTUSmaller = "path-mtu-smaller"
  /// All nodes' default route points at another uplink, which has no router.
  case defaultRouteOnTailnet = "default-route-on-tailnet"
  /// New pods on the worker stay Pending / ContainerCreating.
  case podsNotStarting = "pods-not-starting"
  /// VXLAN leaves a node and vanishes before the other node's network stack, captures included, sees it.
  case vxlanLost = "vxlan-lost-on-the-way"
  /// What pods ask outside leaves as it should; the VCN drops the answers.
  case replyLost = "reply-lost"
  /// A policy rule sends pods' traffic to the internet by another uplink; the main table's routes are as they should be.
  case podsByWrongUplink = "pods-by-wrong-uplink"
  /// A copy of every packet between pods of different nodes leaves the default uplink in clear; the packets themselves arrive.
  case clearTextLeak = "clear-text-leak"
  /// A network policy closes TCP port 8080 of every pod, on which netproof's server pods listen.
  case policyDenied = "policy-denied"
  /// The agents' load-balancer maps still send cluster DNS questions to a pod that is gone.
  case staleServiceBackends = "stale-service-backends"
  /// A rule of the last node drops what is sent to 8.8.8.8.
  case ruleDrops = "rule-drops"
  /// The last node's kernel does not forward (`net.ipv4.ip_forward` is 0).
  case forwardingOff = "forwarding-off"
  /// The last node's kernel drops what does not come by the device that leads back (`rp_filter` is 1 for all devices).
  case strictSourceFilter = "rp-filter-strict"
  /// The last node's kernel looks the way back to a packet's source up with the packet's mark (`src_valid_mark` is 1), as
  /// Tailscale sets it.
  case marksLookedUpBack = "src-valid-mark"
  /// New pods get identities whose mark Tailscale's rules take for their own.
  case identityCollides = "identity-collides"
  /// The last node's agent runs and answers nothing, as one that was stopped by a signal.
  case agentFrozen = "agent-frozen"

  /// The tunnel's packets to the last node are dropped there; what it sends itself arrives.
  case tunnelOneWay = "tunnel-one-way"
  /// Of the tunnel's packets to and from the last node three in ten are dropped there, by chance.
  case lossyTunnel = "lossy-tunnel"
  /// The network of the last node lets no ping out; everything else passes.
  case pingFiltered = "ping-filtered-at-node"
  /// The network of the last node lets neither ping nor TCP nor DNS out.
  case noWayOut = "no-way-out-of-node"
  /// The first node's WireGuard peers may not use the last one's addresses.
  case allowedIPsShort = "allowed-ips-short"
  /// The last node's default uplink has one more address, a public one that no network holds and Cilium prefers.
  case addressAdded = "address-added"
  /// The last node's host takes nothing new from other nodes at its own address but the tunnel's packets, SSH and
  /// kubelet's.
  case hostFirewall = "host-firewall"
  /// The API server's connections to the last node's kubelet are dropped.
  case kubeletBlocked = "kubelet-blocked"
  /// The last node's packet filter drops what it would forward out of the pod network.
  case forwardDropped = "forward-dropped"
  /// What the DNS pods on the last node ask outside is lost.
  case dnsUpstreamLost = "dns-upstream-lost"
  /// The device that the last node's tunnel leaves by has an MTU of 576 bytes.
  case deviceMTULowered = "device-mtu-lowered"
  /// The card of the last node's default route is down, and what went by it.
  case uplinkDown = "uplink-down"
  /// The last node has no default route.
  case defaultRouteMissing = "default-route-missing"
  /// The card of the last node's default route has lost its addresses, and with them the routes that need these.
  case uplinkAddressGone = "uplink-address-gone"
  /// The first node's WireGuard device has no peer that is the last node.
  case wireguardPeerGone = "wireguard-peer-gone"
  /// The cluster DNS has no pods: its Deployment is scaled to none.
  case clusterDNSGone = "cluster-dns-gone"
  /// The last node's agent ends with an error whenever it starts; what the one before made stays.
  case agentNotStarting = "agent-not-starting"
  /// The last node is gone: nothing leaves it or gets to it, and its kubelet says nothing any more.
  case nodeGone = "node-gone"
  /// No UDP of WireGuard passes the internet; a relay there carries its messages over TCP.
  case tailnetRelayed = "tailnet-relayed"
  /// The last node's key of the tailnet has ended: nobody takes its packets any more, and it says that it needs a login.
  case tailnetKeyExpired = "tailnet-key-expired"
  /// The last node's key of the tailnet ends in three days.
  case tailnetKeyExpiring = "tailnet-key-expiring"
  /// The router of the last node's network drops what the node asks STUN servers (UDP 3478).
  case stunBlocked = "stun-blocked"

  /// One sentence on what is broken, for `netproof lab faults`.
  public var summary: String {
    switch self {
    case .vxlanDropped: "VXLAN packets (UDP 8472) are dropped between the nodes"
    case .wireguardPeerDown: "the WireGuard peers no longer reach each other"
    case .externalDNSDown: "the upstream DNS server at 8.8.8.8 is silent; ping to it works"
    case .clusterDNSCrashLooping: "the cluster DNS pods crash again and again"
    case .httpsEndpointDown: "the HTTPS endpoint outside is down, for everybody"
    case .httpsWrongAddress: "the HTTPS endpoint answers an address that is not the caller's public one"
    case .snatWrongAddress: "masquerading uses an address that is not the egress device's"
    case .snatMissing: "no masquerading on the default route's device although it is selected"
    case .natReverseMissing: "the BPF NAT table lacks the reverse (IN) entries"
    case .staleAgentDevices: "the agents keep their old devices although the ConfigMap changed"
    case .ciliumNodeIPDiffers:
      "the last node's Cilium node IP is its default uplink's address, not the Kubernetes node IP"
    case .pathMTUSmaller: "the path between the nodes silently drops packets above 1100 bytes"
    case .defaultRouteOnTailnet:
      "the nodes' default route points at an uplink without a router (in the guide's lab tailscale0)"
    case .podsNotStarting: "pods on the worker do not start"
    case .vxlanLost: "VXLAN packets are sent and vanish on the way; nothing arrives at the other node"
    case .replyLost: "the VCN drops the answers to what pods ask outside"
    case .podsByWrongUplink:
      "a policy rule sends pods' internet traffic by an uplink without a router (in the guide's lab tailscale0)"
    case .policyDenied: "a network policy lets nobody reach TCP port 8080 of pods"
    case .staleServiceBackends: "the agents' load-balancer maps send cluster DNS questions to a pod that is gone"
    case .ruleDrops: "a rule of the last node drops what is sent to 8.8.8.8"
    case .forwardingOff: "the last node's kernel does not forward"
    case .strictSourceFilter: "the last node's kernel checks strictly by which device packets come"
    case .marksLookedUpBack:
      "the last node's kernel looks ways back up with marks (shown with a Gateway's Service and --proxied-service only)"
    case .identityCollides:
      "new pods get identities whose mark Tailscale's rules take for that of Tailscale's own packets"
    case .tunnelOneWay: "the tunnel's packets to the last node are dropped there; what it sends arrives"
    case .lossyTunnel:
      "three in ten of the tunnel's packets to and from the last node are dropped (shown with --samples only)"
    case .pingFiltered: "the last node's network lets no ping out"
    case .noWayOut: "the last node's network lets neither ping nor TCP nor DNS out"
    case .allowedIPsShort: "the first node's WireGuard peers may not use the last one's addresses (AllowedIPs)"
    case .addressAdded:
      "the last node's default uplink has one more address, which Cilium hides pods behind and no network holds"
    case .hostFirewall: "the last node's firewall takes from other nodes only the tunnel, SSH and kubelet's port"
    case .kubeletBlocked: "the API server does not reach the last node's kubelet"
    case .forwardDropped: "the last node's packet filter drops what its kernel forwards out of the pod network"
    case .dnsUpstreamLost: "what the DNS pods on the last node ask outside is lost"
    case .deviceMTULowered: "the device that the last node's tunnel leaves by has an MTU of 576"
    case .agentFrozen: "the last node's agent runs and answers nothing"
    case .uplinkDown: "the card of the last node's default route is down"
    case .defaultRouteMissing: "the last node has no default route"
    case .uplinkAddressGone: "the card of the last node's default route has lost its addresses"
    case .wireguardPeerGone: "the first node's WireGuard has no peer that is the last node"
    case .clusterDNSGone: "the cluster DNS has no pods: its Deployment is scaled to 0"
    case .agentNotStarting: "the last node's agent ends with an error whenever it starts; what it made stays"
    case .nodeGone: "the last node is gone: no packets, and its kubelet says nothing (NotReady)"
    case .tailnetRelayed: "WireGuard's UDP does not pass the internet, and a relay there carries it over TCP"
    case .tailnetKeyExpired: "the last node's key of the tailnet has ended; nobody takes its packets"
    case .tailnetKeyExpiring:
      "the last node's key of the tailnet ends in three days (shown with --tailscale-socket only)"
    case .stunBlocked:
      "the last node's network lets no STUN request (UDP 3478) out (shown with --capture only)"
    case .clearTextLeak: "copies of packets between pods leave the default uplink in clear (shown with --capture only)"
    }
  }
}
