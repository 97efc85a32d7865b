import Conformance
import Foundation
import Lab

extension RunOptions {
  /// What the engine is asked to do, from the parts of a command line.
  ///
  /// - Parameter lab: Whether the embedded lab is verified, which has endpoints of its own and needs less patience.
  init(
    plan: Plan, location: LocationOptions, pods: PodOptions, nodes: NodeOptions, probes: ProbeOptions,
    scale: ScaleOptions, leaseWait: Int? = nil, captures: CaptureFlags? = nil,
    tailscale: TailscaleFlags? = nil, health: HealthOptions? = nil,
    nodePorts: NodePortOptions? = nil, hosts: HostNetworkOptions? = nil, proxy: ProxyOptions? = nil,
    lab: Bool = false
  ) {
    self.init(plan: plan)
    let patience = lab ? Lab.podPatience : nil
    endpoints = probes.endpoints(lab ? ExternalEndpoints.lab : ExternalEndpoints())
    families = probes.ipFamily
    guest = GuestOptions(location: location, pods: pods, nodes: nodes, leaseWait: leaseWait)
    cilium = location.cilium
    nodeSelector = nodes.nodeSelector
    sampling = scale.sampling
    if let shard = sampling.shard, guest.namespace == GuestOptions.defaultNamespace {
      guest.namespace = shard.namespace
    }
    guest.capture = captures?.options
    guest.tailscale = tailscale?.options
    thresholds = HealthThresholds(health?.thresholds ?? [])
    probeTimeoutSeconds = probes.probeTimeout ?? probeTimeoutSeconds
    retries = probes.retries ?? retries
    pathSampling = probes.pathSampling
    podStartTimeout = probes.podStartTimeout.map { .seconds($0) } ?? patience ?? podStartTimeout
    rolloutTimeout = probes.rolloutTimeout.map { .seconds($0) } ?? rolloutTimeout
    dnsRestartTimeout = probes.dnsRestartTimeout.map { .seconds($0) } ?? patience ?? dnsRestartTimeout
    runner = RunRecord.Runner(environment: ProcessInfo.processInfo.environment)
    asksNodePorts = nodePorts?.areAsked == true
    asksHosts = hosts?.isAsked == true
    proxiedService = proxy?.proxiedService
    vantages = (nodePorts?.vantages ?? []).map { VantageCommand.vantage($0.name, $0.command) }
    openPorts = nodePorts?.openPorts ?? []
    toolVersion = netproofVersion
  }
}

extension GuestOptions {
  /// How a run lives in the cluster, from the parts of a command line.
  init(location: LocationOptions, pods: PodOptions, nodes: NodeOptions? = nil, leaseWait: Int? = nil) {
    let tolerations = nodes?.tolerations.map(\.toleration) ?? []
    self.init(
      namespace: location.namespace, image: pods.image, imagePullSecrets: pods.imagePullSecret,
      podSecurity: pods.podSecurity, tolerations: tolerations.isEmpty ? nil : tolerations,
      leaseWait: leaseWait.map { .seconds($0) })
  }
}

extension ExternalEndpoints {
  /// The lab's: its HTTPS server is asked by address.
  static let lab = ExternalEndpoints(
    httpsAddress: Lab.httpsAddress, ipv6: IPv6Endpoints(httpsAddress: Lab.httpsAddressIPv6))
}
