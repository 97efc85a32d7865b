import Cilium

extension Rule {
  private static let v115 = CiliumRelease(1, 15)
  private static let v117 = CiliumRelease(1, 17)
  private static let v118 = CiliumRelease(1, 18)
  private static let v119 = CiliumRelease(1, 19)
  private static let v120 = CiliumRelease(1, 20)
  /// Every release of which real clusters were recorded.
  private static let recorded = [v115, v117, v118, v119, v120]

  var entry: Entry {
    switch self {
    case .podSameNode:
      Entry(
        statement: "Pods of one node reach each other; no packet passes an uplink.",
        source: "deep dive: path, same node; Cilium bpf/bpf_lxc.c (ipv4_local_delivery)", confirmed: Self.recorded)
    case .tunnelBetweenNodeIPs:
      Entry(
        statement: "Pods of two nodes reach each other exactly when the Kubernetes node IPs do, whatever devices says.",
        modes: "routing-mode: tunnel",
        source: "Cilium pkg/node/sync/local_node_sync.go (node IP = Kubernetes InternalIP), bpf/lib/encap.h",
        confirmed: Self.recorded)
    case .nativeRoutes:
      Entry(
        statement: "Pods of two nodes reach each other by the nodes' own routes, with their own addresses.",
        modes: "routing-mode: native", source: "Cilium routing documentation (native routing); Linux routing",
        confirmed: [Self.v119])
    case .singleDeviceSkipsRoutes:
      Entry(
        statement:
          "With one selected device, what a pod sends outside the pod network skips the routes and leaves by that "
          + "device with its address.",
        from: CiliumRelease(1, 14), before: Self.v119,
        modes:
          "BPF host routing, no endpoint routes; IPv4 in a tunnel only since 1.16.5, IPv6 in a tunnel since 1.14.3",
        source: "Cilium pkg/datapath/linux/config/config.go (writeTemplateConfig, ENABLE_SKIP_FIB), bpf/lib/fib.h "
          + "(fib_redirect_v4, fib_redirect_v6), bpf/bpf_lxc.c (1adcc15a4f); removed by b483d1346e",
        confirmed: [Self.v117, Self.v118])
    case .ownAddressOfSelectedDevice:
      Entry(
        statement: "A pod reaches every address of its own node that is on a selected device.",
        source: "Cilium pkg/datapath/tables/node_address.go, daemon/cmd/hostips-sync.go (endpoint map), bpf/bpf_lxc.c",
        confirmed: Self.recorded)
    case .ownAddressByRoutes:
      Entry(
        statement: "An address of the own node on a device that is not selected is found by the kernel's local table.",
        source: "Cilium bpf/bpf_lxc.c (pass_to_stack; with BPF host routing since 4415e131d4, 1.18.2)",
        confirmed: [Self.v115, Self.v118, Self.v119, Self.v120])
    case .ownAddressLookupFails:
      Entry(
        statement:
          "An address of the own node on a device that is not selected is not reached: the agent drops the packet, "
          + "“FIB lookup failed”.",
        from: CiliumRelease(1, 16), before: CiliumRelease(1, 18, 2),
        modes:
          "BPF host routing, and the routes are asked (several selected devices, or endpoint routes); IPv4 in a tunnel "
          + "since 1.16.5",
        source: "Cilium bpf/bpf_lxc.c, bpf/lib/fib.h (DROP_NO_FIB), pkg/datapath/tables/node_address.go (76c85c5cf8); "
          + "mended by 4415e131d4",
        confirmed: [Self.v118])
    case .nodeAddressTunnelled:
      Entry(
        statement:
          "A pod's packet to another node's Kubernetes address goes through the tunnel, with the pod's address.",
        modes:
          "routing-mode: tunnel, with the host firewall or node encryption (1.14: any IPsec); up to 1.17 also join-cluster",
        source: "Cilium pkg/node/manager/manager.go (nodeAddressHasTunnelIP)", confirmed: [Self.v118])
    case .nodeAddressRouted:
      Entry(
        statement:
          "A pod's packet to another node's address is routed, not tunnelled, and translated where its device is.",
        source: "Cilium bpf/lib/nat.h (snat_v4_needs_masquerade, remote node), WireGuard AllowedIPs",
        confirmed: Self.recorded)
    case .vlanFiltered:
      Entry(
        statement:
          "Tagged packets on a selected device are dropped, unless the VLAN's own device is selected or vlan-bpf-bypass "
          + "lists its id.",
        source: "Cilium bpf/bpf_host.c (allow_vlan, DROP_VLAN_FILTERED), pkg/datapath/linux/config/config.go "
          + "(vlanFilterMacros)", confirmed: [])
    case .masqueradeOnSelected:
      Entry(
        statement: "Cilium translates exactly what leaves by a selected device, to that device's address.",
        modes: "enable-bpf-masquerade: true",
        source: "Cilium bpf/bpf_host.c (cil_to_netdev), bpf/lib/nat.h (snat_v4_needs_masquerade); guide: external "
          + "traffic",
        confirmed: Self.recorded)
    case .masqueradeByNetfilter:
      Entry(
        statement: "Netfilter translates what leaves the cluster, on every device, whatever devices says.",
        modes: "enable-bpf-masquerade: false",
        source: "Cilium pkg/datapath/iptables/iptables.go (installMasqueradeRules)",
        confirmed: [Self.v118, Self.v119])
    case .masqueradeOff:
      Entry(
        statement: "Pods keep their own addresses wherever they leave.", modes: "enable-ipv4-masquerade: false",
        source: "Cilium masquerading documentation", confirmed: [Self.v119])
    case .masqueradeSpared:
      Entry(
        statement: "Destinations in the native-routing CIDR or the ip-masq-agent's list keep the pod's address.",
        modes: "ipv4-native-routing-cidr, enable-ip-masq-agent",
        source: "Cilium bpf/lib/nat.h (snat_v4_needs_masquerade), pkg/datapath/iptables/iptables.go",
        confirmed: [Self.v118, Self.v119])
    case .apiService:
      Entry(
        statement:
          "The API's ClusterIP is translated to an API server's address, and from there it is that address's path.",
        source: "Cilium bpf/lib/lb.h (Service translation)", confirmed: Self.recorded)
    case .proxiedService:
      Entry(
        statement:
          "A Service that Cilium's proxy serves is not translated to a backend: the proxy of the node that asks takes the "
          + "connection.",
        modes:
          "enable-l7-proxy, kube-proxy-replacement: true; a Gateway's or an Ingress' Service, without host network",
        source: "Cilium bpf/bpf_lxc.c (lb4_svc_is_l7_loadbalancer, ctx_redirect_to_proxy_hairpin_ipv4), bpf/bpf_sock.c "
          + "(sock4_skip_xlate)",
        confirmed: [])
    case .clusterDNS:
      Entry(
        statement: "A name is resolved when the DNS pods are within reach, and an external one when they reach their "
          + "upstream.",
        source: "guide: CoreDNS; Kubernetes Services choose any ready endpoint", confirmed: Self.recorded)
    case .clusterDNSReadiness:
      Entry(
        statement: "A DNS pod becomes ready when it reaches the API once, and stays ready without it.",
        source: "CoreDNS plugins ready and kubernetes: readiness needs the API once, not the upstream",
        confirmed: Self.recorded)
    case .mtuOfSelected:
      Entry(
        statement: "Pods' MTU is the smallest of the selected devices', their routes' less the tunnel's headers.",
        from: Self.v117, source: "Cilium pkg/mtu/manager.go; bpf/lib/conntrack.h (DROP_INVALID)",
        confirmed: [Self.v117, Self.v118, Self.v119, Self.v120])
    case .mtuOfNodeIPDevice:
      Entry(
        statement: "Pods' MTU is that of the device with the node IP, whatever devices says.",
        before: Self.v117, source: "Cilium pkg/mtu/detect_linux.go (getMTUFromIf)", confirmed: [Self.v115])
    case .deviceSelection:
      Entry(
        statement: "devices, else detection, decides which devices carry Cilium's programs.",
        source: "Cilium pkg/datapath/linux/devices_controller.go, pkg/datapath/tables/device.go (1.14: devices.go)",
        confirmed: Self.recorded)
    case .devicesAtBlanks:
      Entry(
        statement: "devices is a list separated by blanks; with commas it is one name, which no device has.",
        before: CiliumRelease(1, 16), source: "Cilium pkg/option/config.go (GetStringSlice), pkg/datapath/cells.go",
        confirmed: [Self.v115])
    case .devicesAtCommas:
      Entry(
        statement: "devices is a list separated by commas, or by blanks where it has no comma.",
        from: CiliumRelease(1, 16), source: "Cilium cell/config.go of cilium/hive (264048efb9); Helm writes blanks",
        confirmed: [Self.v117, Self.v118, Self.v119, Self.v120])
    case .agentStart:
      Entry(
        statement:
          "An agent whose settings do not fit each other or the node's devices ends with its reason, again and "
          + "again, while the programs of the agent before keep running.",
        source: "Cilium daemon/cmd/daemon.go, daemon/cmd/daemon_main.go, pkg/option/config.go, "
          + "pkg/datapath/linux/devices.go",
        confirmed: [Self.v115, Self.v118, Self.v119])
    case .masqueradingLine:
      Entry(
        statement: "The agent's status names who translates, and on which devices.",
        source: "Cilium masquerading documentation: only on devices that run the eBPF program",
        confirmed: Self.recorded)
    case .nodePortOnSelected:
      Entry(
        statement: "Cilium answers NodePorts on one address of each selected device: its node IP, else a private one.",
        from: Self.v115, modes: "kube-proxy-replacement: true; nodeport-addresses chooses others",
        source: "Cilium pkg/datapath/tables/node_address.go (getAddressesFromDevice)",
        confirmed: [Self.v115, Self.v118, Self.v119, Self.v120])
    case .nodePortAtSocket:
      Entry(
        statement:
          "Sockets in the cluster are translated to a backend themselves when they connect to a NodePort of an address "
          + "that a CiliumNode carries, whatever devices and externalTrafficPolicy say.",
        from: Self.v115, modes: "kube-proxy-replacement: true",
        source: "Cilium bpf/bpf_sock.c (sock4_wildcard_lookup_full), bpf/lib/lb.h (lb4_lookup_service, east_west)",
        confirmed: [Self.v119])
    case .nodePortLocalPolicy:
      Entry(
        statement:
          "With externalTrafficPolicy Local a node without a backend does not answer what arrives at it as a packet.",
        source: "Kubernetes, external traffic policy; Cilium bpf/lib/nodeport.h (DROP_NO_SERVICE), "
          + "Documentation/network/kubernetes/kubeproxy-free.rst",
        confirmed: [Self.v119])
    case .nodePortSource:
      Entry(
        statement:
          "What a node hands on of a NodePort to a backend on another node has the address of the direct-routing device, to "
          + "which answers come back.",
        from: Self.v115,
        modes:
          "routing-mode: native; since 1.20 with enable-dynamic-source-lookup-nodeport (and Linux 6.7) the address that the "
          + "kernel's routes name",
        source: "Cilium bpf/lib/nodeport.h (tail_nodeport_nat_egress_ipv4, IPV4_DIRECT_ROUTING; 6c788332c0)",
        confirmed: [])
    case .nodePortByKubeProxy:
      Entry(
        statement: "kube-proxy answers NodePorts on every address of the node, whatever devices says.",
        modes: "kube-proxy-replacement: false; kube-proxy's mode iptables or ipvs, without its --nodeport-addresses",
        source: "Kubernetes pkg/proxy/iptables (KUBE-NODEPORTS, dst-type LOCAL), pkg/proxy/util/nodeport_addresses.go",
        confirmed: [])
    case .directRoutingDevice:
      Entry(
        statement:
          "For traffic between nodes without a tunnel Cilium takes the device that direct-routing-device names if it is "
          + "selected, else the only selected one, else the one that holds the node IP.",
        modes: "kube-proxy replacement, BPF host routing or WireGuard; 1.15 and 1.16 take no other than the named one",
        source: "Cilium pkg/datapath/tables/direct_routing_device.go (1.14 to 1.16: pkg/datapath/linux/devices.go)",
        confirmed: [Self.v115, Self.v118, Self.v119])
    case .hostByRoutes:
      Entry(
        statement:
          "Packets of a node's own network go by the kernel's routes with an address of the node, whatever devices says: "
          + "Cilium neither forces them out by a device nor needs to translate them.",
        source: "Cilium bpf/lib/nat.h (snat_v4_needs_masquerade: the source is no endpoint), bpf/bpf_host.c "
          + "(cil_to_netdev)",
        confirmed: [Self.v119])
    case .hostServiceAtSocket:
      Entry(
        statement:
          "Sockets of a node's own network are translated to a backend themselves when they connect to a ClusterIP; from "
          + "there on it is the host's way to the backend.",
        modes: "kube-proxy-replacement: true, or bpf-lb-sock: true",
        source: "Cilium bpf/bpf_sock.c (cil_sock4_connect, cil_sock4_sendmsg), attached to the root cgroup "
          + "(pkg/socketlb/socketlb.go)",
        confirmed: [])
    case .hostServiceByKubeProxy:
      Entry(
        statement:
          "kube-proxy translates what a node's own network sends to a ClusterIP on its way out, and gives it the address of "
          + "the device by which it then leaves.",
        modes: "kube-proxy-replacement: false; kube-proxy knows the pods' range, or netfilter masquerades",
        source: "Kubernetes pkg/proxy/iptables/proxier.go (KUBE-MARK-MASQ); Cilium pkg/datapath/iptables/iptables.go "
          + "(cilium host->cluster masquerade)",
        confirmed: [])
    case .nodeIP:
      Entry(
        statement: "Cilium's node IP is the Kubernetes InternalIP, whatever devices says.",
        source: "Cilium pkg/node/sync/local_node_sync.go; devices is only a fallback (pkg/node/address.go)",
        confirmed: Self.recorded)
    case .defaultRoute:
      Entry(
        statement: "The default route leaves by the physical uplink.", source: "guide: prerequisites",
        confirmed: Self.recorded)
    }
  }
}
