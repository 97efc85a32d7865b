import Cilium
import Testing

@Suite("The ConfigMap's modes")
struct ConfigurationModeTests {
  private func map(_ data: [String: String]) -> CiliumConfigMap { CiliumConfigMap(data: data) }

  @Test("an empty ConfigMap has the agent's defaults")
  func defaults() {
    let empty = map([:])
    #expect(empty.encryption == nil && !empty.enableIPMasqAgent)
    for minor in 14...19 {
      let release = CiliumRelease(1, minor)
      #expect(!empty.replacesKubeProxy(in: release) && !empty.needsDevices(in: release))
      #expect(empty.egressMasqueradeInterfaces(in: release).isEmpty && empty.devices(in: release).isEmpty)
    }
    #expect(empty.ipv4NativeRoutingCIDR == nil)
    #expect(
      empty.routingMode == "tunnel" && empty.usesTunnel && empty.tunnelProtocol == "vxlan" && empty.enableIPv4
        && !empty.enableIPv6)
  }

  @Test("the words of older releases for kube-proxy replacement and the tunnel are understood")
  func olderWords() {
    let old = CiliumRelease(1, 15)
    #expect(map(["kube-proxy-replacement": "strict"]).replacesKubeProxy(in: old))
    #expect(map(["kube-proxy-replacement": "true"]).replacesKubeProxy(in: old))
    #expect(!map(["kube-proxy-replacement": "disabled"]).replacesKubeProxy(in: old))
    #expect(map(["kube-proxy-replacement": "partial", "enable-node-port": "true"]).replacesKubeProxy(in: old))
    #expect(map(["tunnel": "disabled"]).routingMode == "native")
    #expect(map(["tunnel": "geneve"]).tunnelProtocol == "geneve")
    #expect(map(["tunnel": "geneve", "routing-mode": "native"]).routingMode == "native")
  }

  @Test("enable-node-port alone serves NodePorts up to 1.18")
  func nodePort() {
    let alone = map(["enable-node-port": "true", "kube-proxy-replacement": "false"])
    for minor in 14...18 { #expect(alone.replacesKubeProxy(in: CiliumRelease(1, minor, 9))) }
    #expect(!alone.replacesKubeProxy(in: CiliumRelease(1, 19)) && !alone.replacesKubeProxyWhole)
  }

  @Test("everything but native is a tunnel, 1.20's hybrid included")
  func tunnel() {
    #expect(!map(["routing-mode": "native"]).usesTunnel)
    #expect(map(["routing-mode": "hybrid"]).usesTunnel && map(["routing-mode": "tunnel"]).usesTunnel)
  }

  @Test("the underlay is IPv6 where it is written, and with auto where there is no IPv4")
  func underlay() {
    #expect(map(["underlay-protocol": "ipv6"]).underlayFamily == .ipv6)
    #expect(map(["underlay-protocol": "auto"]).underlayFamily == .ipv4)
    #expect(map(["underlay-protocol": "auto", "enable-ipv4": "false"]).underlayFamily == .ipv6)
    #expect(map(["enable-ipv4": "false"]).underlayFamily == .ipv4)
  }

  @Test("the device between nodes is asked for without a tunnel, since 1.14.3 with one, too")
  func directRouting() {
    let tunnel = map(["kube-proxy-replacement": "true"])
    let native = map(["kube-proxy-replacement": "true", "routing-mode": "native"])
    for minor in 14...19 {
      for patch in [0, 2, 3, 9] {
        let release = CiliumRelease(1, minor, patch)
        #expect(tunnel.needsDirectRoutingDevice(in: release) == (release >= CiliumRelease(1, 14, 3)), "\(release)")
        #expect(native.needsDirectRoutingDevice(in: release))
      }
    }
    let first = CiliumRelease(1, 14)
    #expect(
      map(["kube-proxy-replacement": "true", "bpf-lb-acceleration": "native"]).needsDirectRoutingDevice(in: first))
    #expect(
      !map(["routing-mode": "native", "enable-host-legacy-routing": "true"]).needsDirectRoutingDevice(in: first))
    #expect(!map(["enable-host-legacy-routing": "true"]).needsDirectRoutingDevice(in: CiliumRelease(1, 18)))
  }

  @Test("which features cannot do without devices, by release")
  func needsDevices() {
    let always = ["enable-wireguard", "enable-host-firewall", "enable-l2-announcements", "kube-proxy-replacement"]
    let some: [(String, Range<Int>)] = [
      ("enable-node-port", 14..<19), ("enable-bandwidth-manager", 14..<15), ("enable-high-scale-ipcache", 14..<18),
      ("enable-ipsec-encrypted-overlay", 16..<18), ("enable-ipsec", 18..<21), ("enable-bpf-masquerade", 19..<21),
    ]
    for (key, minors) in always.map({ ($0, 14..<21) }) + some {
      for minor in 14..<21 {
        #expect(
          map([key: "true"]).needsDevices(in: CiliumRelease(1, minor)) == minors.contains(minor), "\(key) 1.\(minor)")
      }
    }
  }

  @Test("egress-masquerade-interfaces is one value, then one -o for all, then one each")
  func egressInterfaces() {
    func read(_ value: String, _ release: CiliumRelease) -> [String] {
      map(["egress-masquerade-interfaces": value]).egressMasqueradeInterfaces(in: release)
    }
    #expect(read("ens+", CiliumRelease(1, 14)) == ["ens+"] && read("a b", CiliumRelease(1, 14)) == ["a b"])
    for release in [CiliumRelease(1, 15, 13), CiliumRelease(1, 16), CiliumRelease(1, 16, 6)] {
      #expect(read("ens5 tailscale0", release) == ["ens5,tailscale0"] && read("ens5", release) == ["ens5"])
    }
    for release in [CiliumRelease(1, 15, 14), CiliumRelease(1, 16, 7), CiliumRelease(1, 17), CiliumRelease(1, 19, 4)] {
      #expect(read("ens5 tailscale0", release) == ["ens5", "tailscale0"])
      // Commas separate nothing, in any release.
      #expect(read("ens5,tailscale0", release) == ["ens5,tailscale0"])
    }
  }

  @Test("direct-routing-device is a list in 1.15 and 1.16, an exclusion since 1.19")
  func directRoutingFilter() {
    let list = map(["direct-routing-device": "eth9,ens5"])
    for minor in [15, 16] {
      #expect(list.directRoutingFilter(in: CiliumRelease(1, minor)).firstMatch(for: "ens5") == "ens5")
    }
    for minor in [14, 17, 19] {
      #expect(list.directRoutingFilter(in: CiliumRelease(1, minor)).firstMatch(for: "ens5") == nil)
    }
    let excluding = map(["direct-routing-device": "!ens5"])
    #expect(excluding.directRoutingFilter(in: CiliumRelease(1, 18)).firstMatch(for: "ens5") == nil)
    #expect(excluding.directRoutingFilter(in: CiliumRelease(1, 19)).firstMatch(for: "ens5") == "!ens5")
    #expect(map([:]).directRoutingFilter(in: .latest).isEmpty)
  }
}
