/// The `cilium-config` ConfigMap of the recorded cluster (Helm chart 1.19.4 with the guide's values), without `devices`;
/// older releases do not have what is new in 1.19.
enum CiliumConfiguration {
  /// The data of the ConfigMap in a topology, as the chart writes it for the topology's plan.
  /// - Parameter devices: The setting under test; nil leaves the choice to Cilium.
  static func data(of topology: LabTopology, devices: String?, release: LabCilium) -> [String: String] {
    let plan = topology.cilium
    var data = data(devices: devices, release: release)
    if plan.routing == .native {
      data["routing-mode"] = "native"
      data["tunnel-protocol"] = nil
      data["tunnel-source-port-range"] = nil
      data["auto-direct-node-routes"] = "true"
      data["ipv4-native-routing-cidr"] = topology.podCIDR
      data["ipv6-native-routing-cidr"] = topology.podCIDRv6
    }
    if topology.podCIDRv6 != nil { data["enable-ipv6"] = "true" }
    if topology.podCIDR == nil {
      data["enable-ipv4"] = "false"
      // Tunnels over IPv6 came with 1.18, and no release makes them unasked before 1.20.
      if release >= .v118, plan.routing == .tunnel { data["underlay-protocol"] = "ipv6" }
    }
    if plan.masquerade != .bpf { data["enable-bpf-masquerade"] = "false" }
    if plan.masquerade == .none {
      data["enable-ipv4-masquerade"] = "false"
      if topology.podCIDRv6 != nil { data["enable-ipv6-masquerade"] = "false" }
    }
    if plan.nonMasqueradeCIDRs != nil { data["enable-ip-masq-agent"] = "true" }
    if !plan.kubeProxyReplacement {
      data["kube-proxy-replacement"] = "false"
      data["kube-proxy-replacement-healthz-bind-address"] = nil
      // BPF masquerading needs NodePort, which up to 1.18 can be had without the replacement.
      if plan.masquerade == .bpf, release.hasNodePortSetting { data["enable-node-port"] = "true" }
    }
    return data.merging(plan.settings) { $1 }
  }

  /// The data of the ConfigMap with the guide's values.
  static func data(devices: String?, release: LabCilium) -> [String: String] {
    var data: [String: String] = [:]
    for line in recorded.split(separator: "\n") {
      let sides = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      data[String(sides[0])] = sides.count > 1 ? String(sides[1]) : ""
    }
    if release < .v119 { for key in newIn119 { data[key] = nil } }
    data["devices"] = devices
    return data
  }

  /// Settings of the pods' network that the recorded 1.18 does not have.
  private static let newIn119 = [
    "enable-drift-checker", "enable-no-service-endpoints-routable", "packetization-layer-pmtud-mode",
    "policy-default-local-cluster", "tunnel-source-port-range",
  ]

  private static let recorded = """
    agent-not-ready-taint-key=node.cilium.io/agent-not-ready
    auto-direct-node-routes=false
    bpf-distributed-lru=false
    bpf-events-drop-enabled=true
    bpf-events-policy-verdict-enabled=true
    bpf-events-trace-enabled=true
    bpf-lb-acceleration=disabled
    bpf-lb-algorithm-annotation=false
    bpf-lb-external-clusterip=false
    bpf-lb-map-max=65536
    bpf-lb-mode-annotation=false
    bpf-lb-sock=false
    bpf-lb-source-range-all-types=false
    bpf-map-dynamic-size-ratio=0.0025
    bpf-policy-map-max=16384
    bpf-policy-stats-map-max=65536
    bpf-root=/sys/fs/bpf
    cgroup-root=/run/cilium/cgroupv2
    cilium-endpoint-gc-interval=5m0s
    cluster-id=0
    cluster-name=netproof-lab
    clustermesh-cache-ttl=0s
    clustermesh-enable-endpoint-sync=false
    clustermesh-enable-mcs-api=false
    clustermesh-mcs-api-install-crds=true
    cni-exclusive=true
    cni-log-file=/var/run/cilium/cilium-cni.log
    custom-cni-conf=false
    datapath-mode=veth
    debug=false
    default-lb-service-ipam=lbipam
    direct-routing-skip-unreachable=false
    dnsproxy-enable-transparent-mode=true
    dnsproxy-socket-linger-timeout=10
    egress-gateway-reconciliation-trigger-interval=1s
    enable-auto-protect-node-port-range=true
    enable-bpf-clock-probe=false
    enable-bpf-masquerade=true
    enable-drift-checker=true
    enable-dynamic-config=true
    enable-endpoint-health-checking=true
    enable-endpoint-lockdown-on-policy-overflow=false
    enable-health-check-loadbalancer-ip=false
    enable-health-check-nodeport=true
    enable-health-checking=true
    enable-hubble=true
    enable-ipv4=true
    enable-ipv4-big-tcp=false
    enable-ipv4-masquerade=true
    enable-ipv6=false
    enable-ipv6-big-tcp=false
    enable-ipv6-masquerade=true
    enable-k8s-networkpolicy=true
    enable-l2-neigh-discovery=false
    enable-l7-proxy=false
    enable-lb-ipam=true
    enable-masquerade-to-route-source=false
    enable-metrics=true
    enable-no-service-endpoints-routable=true
    enable-node-selector-labels=false
    enable-non-default-deny-policies=true
    enable-policy=default
    enable-policy-secrets-sync=true
    enable-sctp=false
    enable-service-topology=false
    enable-source-ip-verification=true
    enable-tcx=true
    enable-vtep=false
    enable-well-known-identities=false
    enable-xt-socket-fallback=true
    envoy-access-log-buffer-size=4096
    envoy-base-id=0
    envoy-keep-cap-netbindservice=false
    external-envoy-proxy=false
    health-check-icmp-failure-threshold=3
    http-retry-count=3
    http-stream-idle-timeout=300
    hubble-disable-tls=true
    hubble-listen-address=:4244
    hubble-network-policy-correlation-enabled=true
    hubble-socket-path=/var/run/cilium/hubble.sock
    identity-allocation-mode=crd
    identity-gc-interval=15m0s
    identity-heartbeat-timeout=30m0s
    identity-management-mode=agent
    install-no-conntrack-iptables-rules=false
    ipam=kubernetes
    ipam-cilium-node-update-rate=15s
    iptables-random-fully=false
    k8s-require-ipv4-pod-cidr=false
    k8s-require-ipv6-pod-cidr=false
    kube-proxy-replacement=true
    kube-proxy-replacement-healthz-bind-address=
    max-connected-clusters=255
    mesh-auth-enabled=false
    mesh-auth-gc-interval=5m0s
    mesh-auth-queue-size=1024
    mesh-auth-rotated-identities-queue-size=1024
    metrics-sampling-interval=5m
    monitor-aggregation=medium
    monitor-aggregation-flags=all
    monitor-aggregation-interval=5s
    nat-map-stats-entries=32
    nat-map-stats-interval=30s
    node-port-bind-protection=true
    nodes-gc-interval=5m0s
    operator-api-serve-addr=127.0.0.1:9234
    operator-prometheus-serve-addr=:9963
    packetization-layer-pmtud-mode=blackhole
    policy-default-local-cluster=true
    policy-deny-response=none
    policy-secrets-namespace=cilium-secrets
    policy-secrets-only-from-secrets-namespace=true
    preallocate-bpf-maps=false
    procfs=/host/proc
    proxy-cluster-max-connections=1024
    proxy-cluster-max-requests=1024
    proxy-connect-timeout=2
    proxy-idle-timeout-seconds=60
    proxy-initial-fetch-timeout=30
    proxy-max-active-downstream-connections=50000
    proxy-max-concurrent-retries=128
    proxy-max-connection-duration-seconds=0
    proxy-max-requests-per-connection=0
    proxy-prometheus-port=9964
    proxy-use-original-source-address=true
    proxy-xff-num-trusted-hops-egress=0
    proxy-xff-num-trusted-hops-ingress=0
    remove-cilium-node-taints=true
    routing-mode=tunnel
    service-no-backend-response=reject
    set-cilium-is-up-condition=true
    set-cilium-node-taints=true
    synchronize-k8s-nodes=true
    tofqdns-dns-reject-response-code=refused
    tofqdns-enable-dns-compression=true
    tofqdns-endpoint-max-ip-per-hostname=1000
    tofqdns-idle-connection-grace-period=0s
    tofqdns-max-deferred-connection-deletes=10000
    tofqdns-preallocate-identities=true
    tofqdns-proxy-response-max-delay=100ms
    tunnel-protocol=vxlan
    tunnel-source-port-range=0-0
    unmanaged-pod-watcher-interval=15s
    vtep-cidr=
    vtep-endpoint=
    vtep-mac=
    vtep-mask=
    write-cni-conf-when-ready=/host/etc/cni/net.d/05-cilium.conflist
    """
}
