extension Aspect {
  /// What is asked, whatever the family of the addresses. The raw value is the published name; that of IPv6 has `-ipv6`
  /// behind it.
  ///
  /// A new one is a case here, its definition below, in a file of its own, and its place in the chapters.
  public enum Kind: String, Sendable, CaseIterable, Hashable {
    case sameNodePod = "pod-same-node"
    case crossNodePod = "pod-other-node"
    case crossNodeService = "service-other-node"
    case proxiedRequest = "proxied-request"
    case externalPing = "external-ping"
    case clusterName = "dns-cluster-name"
    case externalName = "dns-external-name"
    case upstreamDNS = "dns-upstream"
    case externalHTTPS = "external-https"
    case ownNodeIP = "own-node-ip"
    case otherNodeIP = "other-node-ip"
    case ownUplinks = "own-node-uplinks"
    case otherUplinks = "other-node-uplinks"
    case apiService = "api-service"
    case pathMTU = "path-mtu"
    case clusterDNSReady = "cluster-dns-ready"
    case clusterDNSRestart = "cluster-dns-restart"
    case defaultRoute = "default-route"
    case nodeIP = "cilium-node-ip"
    case selectedDevices = "selected-devices"
    case masquerade = "masquerade"
    case configurationApplied = "configuration-applied"
    case directRoutingDevice = "direct-routing-device"
    case nodePortAddresses = "node-port-addresses"
    case nodePortOtherNode = "node-port-other-node"
    case nodePortLocalOtherNode = "node-port-local-other-node"
    case nodePortLocalEmptyOtherNode = "node-port-local-empty-other-node"
    case nodePortOutside = "node-port-outside"
    case nodePortLocalOutside = "node-port-local-outside"
    case nodePortLocalEmptyOutside = "node-port-local-empty-outside"
    case hostPodOtherNode = "host-pod-other-node"
    case hostServiceOtherNode = "host-service-other-node"
    case hostOtherNodeIP = "host-other-node-ip"
    case hostAPIService = "host-api-service"
    case hostClusterName = "host-dns-cluster-name"
    case hostExternalHTTPS = "host-external-https"
    case natExternal = "nat-external"
    case natNodeAddress = "nat-other-node-ip"
    case attachedDevices = "attached-devices"
    case podMTU = "pod-mtu"
    case tunnelPort = "tunnel-port"
    case otherNodeHealth = "health-other-node"
    case podPrograms = "pod-programs"
    case programOrder = "program-order"
    case socketPrograms = "socket-programs"
    case xdpDevices = "xdp-devices"
  }
}

extension Aspect.Kind {
  /// Everything that there is to know of it.
  var definition: AspectDefinition {
    switch self {
    case .sameNodePod: .sameNodePod
    case .crossNodePod: .crossNodePod
    case .crossNodeService: .crossNodeService
    case .proxiedRequest: .proxiedRequest
    case .externalPing: .externalPing
    case .clusterName: .clusterName
    case .externalName: .externalName
    case .upstreamDNS: .upstreamDNS
    case .externalHTTPS: .externalHTTPS
    case .ownNodeIP: .ownNodeIP
    case .otherNodeIP: .otherNodeIP
    case .ownUplinks: .ownUplinks
    case .otherUplinks: .otherUplinks
    case .apiService: .apiService
    case .pathMTU: .pathMTU
    case .clusterDNSReady: .clusterDNSReady
    case .clusterDNSRestart: .clusterDNSRestart
    case .defaultRoute: .defaultRoute
    case .nodeIP: .nodeIP
    case .selectedDevices: .selectedDevices
    case .masquerade: .masquerade
    case .configurationApplied: .configurationApplied
    case .nodePortAddresses: .nodePortAddresses
    case .nodePortOtherNode: .nodePortOtherNode
    case .nodePortLocalOtherNode: .nodePortLocalOtherNode
    case .nodePortLocalEmptyOtherNode: .nodePortLocalEmptyOtherNode
    case .nodePortOutside: .nodePortOutside
    case .nodePortLocalOutside: .nodePortLocalOutside
    case .nodePortLocalEmptyOutside: .nodePortLocalEmptyOutside
    case .hostPodOtherNode: .hostPodOtherNode
    case .hostServiceOtherNode: .hostServiceOtherNode
    case .hostOtherNodeIP: .hostOtherNodeIP
    case .hostAPIService: .hostAPIService
    case .hostClusterName: .hostClusterName
    case .hostExternalHTTPS: .hostExternalHTTPS
    case .natExternal: .natExternal
    case .natNodeAddress: .natNodeAddress
    case .attachedDevices: .attachedDevices
    case .directRoutingDevice: .directRoutingDevice
    case .podMTU: .podMTU
    case .tunnelPort: .tunnelPort
    case .otherNodeHealth: .otherNodeHealth
    case .podPrograms: .podPrograms
    case .programOrder: .programOrder
    case .socketPrograms: .socketPrograms
    case .xdpDevices: .xdpDevices
    }
  }
}
