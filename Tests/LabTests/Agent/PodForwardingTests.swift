import Testing

@testable import Lab

@Suite("What becomes of packets that pods send out of the pod network")
struct PodForwardingTests {
  private func egress(
    _ release: LabCilium, _ selected: Set<String>, _ settings: [String: String] = [:]
  ) throws -> PodEgress {
    var config = try AgentFixtures.config(AgentFixtures.both)
    config.release = release
    config.data.merge(settings) { $1 }
    let devices = try KernelDevice.parse(AgentFixtures.both.file("ip-j-addr.json"))
    return PodForwarding(config: config, devices: devices, selected: selected).egress
  }

  @Test("an only device takes everything in 1.17 and 1.18, not before and not after", arguments: LabCilium.allCases)
  func onlyDevice(_ release: LabCilium) throws {
    let forced = release == .v117 || release == .v118
    #expect(try egress(release, ["enp0s6"]).forcedDevice == (forced ? "enp0s6" : nil))
    #expect(try egress(release, ["tailscale0"]).forcedDevice == (forced ? "tailscale0" : nil))
    #expect(try egress(release, ["enp0s6", "tailscale0"]).forcedDevice == nil)
  }

  @Test(
    "not with endpoint routes, nor with legacy host routing of any cause",
    arguments: [
      ["enable-endpoint-routes": "true"], ["enable-host-legacy-routing": "true"], ["enable-bpf-masquerade": "false"],
      ["kube-proxy-replacement": "false"], ["enable-ipsec": "true"],
    ])
  func exceptions(_ settings: [String: String]) throws {
    #expect(try egress(.v118, ["enp0s6"], settings).forcedDevice == nil)
  }

  @Test("without any masquerading host routing stays Cilium's")
  func noMasquerade() throws {
    let off = [
      "enable-bpf-masquerade": "false", "enable-ipv4-masquerade": "false", "enable-ipv6-masquerade": "false",
    ]
    #expect(try egress(.v118, ["enp0s6"], off).forcedDevice == "enp0s6")
  }

  @Test("own addresses of unselected devices: 1.17 drops them where routes decide, 1.18.2 does not")
  func dropped() throws {
    let routes = ["enable-endpoint-routes": "true"]
    #expect(try egress(.v117, ["enp0s6"], routes).droppedAddresses == ["100.64.0.1"])
    #expect(try egress(.v117, ["tailscale0"], routes).droppedAddresses == ["10.0.0.239"])
    #expect(try egress(.v117, ["enp0s6", "tailscale0"]).droppedAddresses.isEmpty)
    #expect(try egress(.v117, ["enp0s6"]).droppedAddresses.isEmpty)
    #expect(try egress(.v117, ["enp0s6"], ["enable-host-legacy-routing": "true"]).droppedAddresses.isEmpty)
    for release in [LabCilium.v115, .v118, .v119] {
      #expect(try egress(release, ["enp0s6"], routes).droppedAddresses.isEmpty)
    }
  }

  @Test("with the host firewall nodes are reached through the tunnel")
  func hostFirewall() throws {
    #expect(try egress(.v118, ["enp0s6"], ["enable-host-firewall": "true"]).tunnelsNodeIPs)
    #expect(try egress(.v119, ["enp0s6"], ["encrypt-node": "true"]).tunnelsNodeIPs)
    #expect(try egress(.v117, ["enp0s6"], ["join-cluster": "true"]).tunnelsNodeIPs)
    #expect(try !egress(.v118, ["enp0s6"], ["join-cluster": "true"]).tunnelsNodeIPs)
    #expect(try !egress(.v118, ["enp0s6"]).tunnelsNodeIPs)
  }
}

@Suite("Whether an agent starts")
struct AgentStartTests {
  private func start(
    _ release: LabCilium, _ devices: String, _ settings: [String: String] = [:]
  ) throws -> AgentStart {
    var config = try AgentFixtures.config(AgentFixtures.both)
    config.release = release
    config.data["devices"] = devices
    config.data.merge(settings) { $1 }
    let all = try KernelDevice.parse(AgentFixtures.both.file("ip-j-addr.json"))
    let routes = try KernelRoute.parse(AgentFixtures.both.file("ip-route.json"))
    let selection = DeviceSelection(
      filter: config.filter, forceDetection: false, devices: all, routes: routes, release: release)
    return AgentStart(
      config: config, selected: all.filter { selection.verdict(on: $0).isSelected }, nodeIP: "100.64.0.1")
  }

  private static let advice = "unable to determine direct routing device. Use --direct-routing-device to specify it"

  @Test("a list with a comma is one name to 1.15, and without a device it does not start")
  func comma() throws {
    #expect(
      try start(.v115, "enp0s6,tailscale0").refusal
        == "failed to start: daemon creation failed: failed to detect devices: \(Self.advice)")
    #expect(try start(.v115, "enp0s6 tailscale0").refusal == nil)
    #expect(try start(.v117, "enp0s6,tailscale0").refusal == nil)
  }

  @Test("an exclusion alone selects nothing", arguments: LabCilium.allCases)
  func exclusion(_ release: LabCilium) throws {
    let refusal = try #require(try start(release, "!tailscale0").refusal)
    #expect(refusal.hasSuffix(Self.advice))
  }

  @Test("BPF masquerade without kube-proxy replacement: refused before 1.19")
  func masquerade() throws {
    let off = ["kube-proxy-replacement": "false"]
    #expect(try start(.v118, "enp0s6", off).refusal?.contains("BPF masquerade requires NodePort") == true)
    #expect(try start(.v119, "enp0s6", off).refusal == nil)
    #expect(try start(.v118, "enp0s6", ["kube-proxy-replacement": "false", "enable-node-port": "true"]).refusal == nil)
  }

  @Test("the direct-routing device: written, the only one, the node IP's")
  func directRouting() throws {
    #expect(try start(.v118, "enp0s6,tailscale0").directRoutingDevice == "tailscale0")
    #expect(try start(.v118, "enp0s6").directRoutingDevice == "enp0s6")
    let written = ["direct-routing-device": "enp0s6"]
    #expect(try start(.v118, "enp0s6,tailscale0", written).directRoutingDevice == "enp0s6")
    let other = ["direct-routing-device": "eth9"]
    #expect(try start(.v118, "enp0s6", other).directRoutingDevice == "enp0s6")
    #expect(try start(.v115, "enp0s6", other).directRoutingDevice == nil)
  }

  @Test("the MTU: the node IP's device's in 1.15, later the smallest selected one's")
  func mtu() throws {
    let all = try KernelDevice.parse(AgentFixtures.both.file("ip-j-addr.json"))
    func value(_ release: LabCilium) throws -> Int {
      let start = try start(release, "enp0s6")
      return DeviceMTU.value(
        config: start.config, devices: all, selected: start.selected, routes: [], nodeIP: "100.64.0.1")
    }
    #expect(try value(.v115) == 1280)
    #expect(try value(.v118) == 9000)
  }
}
