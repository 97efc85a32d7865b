import Cilium
import Testing

@Suite("The ConfigMap's modes")
struct ConfigurationModeTests {
  private func map(_ data: [String: String]) -> CiliumConfigMap { CiliumConfigMap(data: data) }

  @Test("an empty ConfigMap has the agent's defaults")
  func defaults() {
    let empty = map([:])
    #expect(empty.encryption == nil && !empty.replacesKubeProxy && !empty.enableIPMasqAgent && !empty.needsDevices)
    #expect(empty.ipv4NativeRoutingCIDR == nil && empty.egressMasqueradeInterfaces.isEmpty)
    #expect(empty.routingMode == "tunnel" && empty.tunnelProtocol == "vxlan" && empty.enableIPv4 && !empty.enableIPv6)
  }

  @Test("the words of older releases for kube-proxy replacement and the tunnel are understood")
  func olderWords() {
    #expect(map(["kube-proxy-replacement": "strict"]).replacesKubeProxy)
    #expect(map(["kube-proxy-replacement": "true"]).replacesKubeProxy)
    #expect(!map(["kube-proxy-replacement": "disabled"]).replacesKubeProxy)
    #expect(map(["kube-proxy-replacement": "partial", "enable-node-port": "true"]).replacesKubeProxy)
    #expect(map(["tunnel": "disabled"]).routingMode == "native")
    #expect(map(["tunnel": "geneve"]).tunnelProtocol == "geneve")
    #expect(map(["tunnel": "geneve", "routing-mode": "native"]).routingMode == "native")
  }

  @Test("the device between nodes is asked for without a tunnel, since 1.19 with one, too")
  func directRouting() {
    let tunnel = map(["kube-proxy-replacement": "true"])
    let native = map(["kube-proxy-replacement": "true", "routing-mode": "native"])
    for minor in 14...19 {
      #expect(tunnel.needsDirectRoutingDevice(in: CiliumRelease(1, minor)) == (minor == 19))
      #expect(native.needsDirectRoutingDevice(in: CiliumRelease(1, minor)))
    }
    #expect(
      map(["kube-proxy-replacement": "true", "bpf-lb-acceleration": "native"])
        .needsDirectRoutingDevice(in: CiliumRelease(1, 16)))
    #expect(
      !map(["routing-mode": "native", "enable-host-legacy-routing": "true"])
        .needsDirectRoutingDevice(in: CiliumRelease(1, 16)))
  }

  @Test(
    "what makes 1.14 look for devices", arguments: ["enable-wireguard", "enable-host-firewall", "enable-node-port"])
  func needsDevices(key: String) { #expect(map([key: "true"]).needsDevices) }
}
