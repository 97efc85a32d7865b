/// The published names of findings: in records, as JUnit's failure types, in Events, and of the pages in `docs/findings`.
///
/// A name never changes its meaning.
public enum FindingCode: String, Sendable, CaseIterable, Codable, Hashable {
  case settingDrifted = "setting-drifted"
  case devicesNotApplied = "devices-not-applied"
  case masqueradeNotApplied = "masquerade-not-applied"
  case familyNotEnabled = "family-not-enabled"
  case defaultRouteMoved = "default-route-moved"
  case defaultRouteMissing = "default-route-missing"
  case uplinkDown = "uplink-down"
  case ciliumNodeIPDiffers = "cilium-node-ip-differs"
  case nodeIPMissing = "node-ip-missing"
  case meshEndpointInPodCIDR = "mesh-endpoint-in-pod-cidr"
  case overlayCoversCluster = "overlay-covers-cluster"
  case overlayAnswersElsewhere = "overlay-answers-elsewhere"
  case tailscaleChainDrops = "tailscale-chain-drops"
  case routeInTheWay = "route-in-the-way"
  case markCollision = "mark-collision"
  case proxiedLost = "proxied-lost"
  case forwardingOff = "forwarding-off"
  case forwardDropped = "forward-dropped"
  case reversePathFilter = "reverse-path-filter"
  case policyDenied = "policy-denied"
  case serviceBackendsDiffer = "service-backends-differ"
  case endpointsStale = "endpoints-stale"
  case snatMissing = "snat-missing"
  case snatWrongAddress = "snat-wrong-address"
  case natReverseMissing = "nat-reverse-missing"
  case masqueradeAddressUnrouted = "masquerade-address-unrouted"
  case uplinkMTUTooSmall = "uplink-mtu-too-small"
  case pathMTUSmaller = "path-mtu-smaller"
  case tailnetDown = "tailnet-down"
  case peerAllowedIPsShort = "peer-allowed-ips-short"
  case wireGuardPeerMissing = "wireguard-peer-missing"
  case tailnetStopped = "tailnet-stopped"
  case tailnetKeyExpiry = "tailnet-key-expiry"
  case tailnetPeerOffline = "tailnet-peer-offline"
  case tailnetPeerMissing = "tailnet-peer-missing"
  case tailnetACLBlocks = "tailnet-acl-blocks"
  case handshakeStale = "handshake-stale"
  case allowedIPsCoverCluster = "allowed-ips-cover-cluster"
  case tailnetRelayed = "tailnet-relayed"
  case stunUnanswered = "stun-unanswered"
  case hostFirewall = "host-firewall"
  case vxlanBlocked = "vxlan-blocked"
  case tunnelPortDropped = "tunnel-port-dropped"
  case routeMTUStale = "route-mtu-stale"
  case programsNotAttached = "programs-not-attached"
  case podProgramsMissing = "pod-programs-missing"
  case foreignProgramFirst = "foreign-program-first"
  case serviceProgramsDiffer = "service-programs-differ"
  case clearTextLeak = "clear-text-leak"
  case wrongUplink = "wrong-uplink"
  case wrongIdentity = "wrong-identity"
  case tunnelLostOnTheWay = "tunnel-lost-on-the-way"
  case replyUndelivered = "reply-undelivered"
  case replyLost = "reply-lost"
  case packetsOffPath = "packets-off-path"
  case packetLoss = "packet-loss"
  case clusterDNSMissing = "cluster-dns-missing"
  case clusterDNSUnhealthy = "cluster-dns-unhealthy"
  case podsCutFromHost = "pods-cut-from-host"
  case dnsPath = "dns-path"
  case dnsUpstreamLost = "dns-upstream-lost"
  case httpsWrongAddress = "https-wrong-address"
  case filteredAtNode = "filtered-at-node"
  case filteredAtSite = "filtered-at-site"
  case noWayOut = "no-way-out"
  case endpointDown = "endpoint-down"
  case clusterChanged = "cluster-changed"
  case agentDoesNotStart = "agent-does-not-start"
  case agentSilent = "agent-silent"
  case controllersStopped = "controllers-stopped"
  case probePodNotRunning = "probe-pod-not-running"
  case kubeletUnreachable = "kubelet-unreachable"
  case notMeasured = "not-measured"
  case notRecorded = "not-recorded"
  case severalCauses = "several-causes"
  case unexplained
}

extension FindingCode {
  /// The type of its findings.
  var kind: any Finding.Type {
    switch self {
    case .settingDrifted: SettingDrifted.self
    case .devicesNotApplied: DevicesNotApplied.self
    case .masqueradeNotApplied: MasqueradeNotApplied.self
    case .familyNotEnabled: FamilyNotEnabled.self
    case .defaultRouteMoved: DefaultRouteMoved.self
    case .defaultRouteMissing: DefaultRouteMissing.self
    case .uplinkDown: UplinkDown.self
    case .ciliumNodeIPDiffers: CiliumNodeIPDiffers.self
    case .nodeIPMissing: NodeIPMissing.self
    case .meshEndpointInPodCIDR: MeshEndpointInPodCIDR.self
    case .overlayCoversCluster: OverlayCoversCluster.self
    case .overlayAnswersElsewhere: OverlayAnswersElsewhere.self
    case .tailscaleChainDrops: TailscaleChainDrops.self
    case .routeInTheWay: RouteInTheWay.self
    case .markCollision: MarkTaken.self
    case .proxiedLost: ProxiedLost.self
    case .forwardingOff: ForwardingOff.self
    case .forwardDropped: ForwardDropped.self
    case .reversePathFilter: ReversePathFilter.self
    case .policyDenied: PolicyDenied.self
    case .serviceBackendsDiffer: ServiceBackendsDiffer.self
    case .endpointsStale: EndpointsStale.self
    case .snatMissing: SNATMissing.self
    case .snatWrongAddress: SNATWrongAddress.self
    case .natReverseMissing: NATReverseMissing.self
    case .masqueradeAddressUnrouted: MasqueradeAddressUnrouted.self
    case .uplinkMTUTooSmall: UplinkMTUTooSmall.self
    case .pathMTUSmaller: PathMTUSmaller.self
    case .tailnetDown: TailnetDown.self
    case .peerAllowedIPsShort: PeerAllowedIPsShort.self
    case .wireGuardPeerMissing: WireGuardPeerMissing.self
    case .tailnetStopped: TailnetStopped.self
    case .tailnetKeyExpiry: TailnetKeyExpiry.self
    case .tailnetPeerOffline: TailnetPeerOffline.self
    case .tailnetPeerMissing: TailnetPeerMissing.self
    case .tailnetACLBlocks: TailnetACLBlocks.self
    case .handshakeStale: HandshakeStale.self
    case .allowedIPsCoverCluster: AllowedIPsCoverCluster.self
    case .tailnetRelayed: TailnetRelayed.self
    case .stunUnanswered: STUNUnanswered.self
    case .hostFirewall: HostFirewall.self
    case .vxlanBlocked: VXLANBlocked.self
    case .tunnelPortDropped: TunnelPortDropped.self
    case .routeMTUStale: RouteMTUStale.self
    case .programsNotAttached: ProgramsNotAttached.self
    case .podProgramsMissing: PodProgramsMissing.self
    case .foreignProgramFirst: ForeignProgramFirst.self
    case .serviceProgramsDiffer: ServiceProgramsDiffer.self
    case .clearTextLeak: ClearTextLeak.self
    case .wrongUplink: WrongUplink.self
    case .wrongIdentity: WrongIdentity.self
    case .tunnelLostOnTheWay: TunnelLostOnTheWay.self
    case .replyUndelivered: ReplyUndelivered.self
    case .replyLost: ReplyLost.self
    case .packetsOffPath: PacketsOffPath.self
    case .packetLoss: PacketLoss.self
    case .clusterDNSMissing: ClusterDNSMissing.self
    case .clusterDNSUnhealthy: ClusterDNSUnhealthy.self
    case .podsCutFromHost: PodsCutFromHost.self
    case .dnsPath: DNSPath.self
    case .dnsUpstreamLost: DNSUpstreamLost.self
    case .httpsWrongAddress: HTTPSWrongAddress.self
    case .filteredAtNode: FilteredAtNode.self
    case .filteredAtSite: FilteredAtSite.self
    case .noWayOut: NoWayOut.self
    case .endpointDown: EndpointDown.self
    case .clusterChanged: ClusterChanged.self
    case .agentDoesNotStart: AgentDoesNotStart.self
    case .agentSilent: AgentSilent.self
    case .controllersStopped: ControllersStopped.self
    case .probePodNotRunning: ProbePodNotRunning.self
    case .kubeletUnreachable: KubeletUnreachable.self
    case .notMeasured: MeasurementFailed.self
    case .notRecorded: NotRecorded.self
    case .severalCauses: SeveralCauses.self
    case .unexplained: Unexplained.self
    }
  }

  /// The kind in a few words.
  public var title: String { kind.page.title }

  /// What there is to know of the kind, as Markdown: the file at ``pagePath``.
  public var pageText: String { kind.page.markdown(of: kind) }

  /// Where its page is in the source tree; the program prints it anywhere.
  public var pagePath: String { "docs/findings/\(rawValue).md" }
}
