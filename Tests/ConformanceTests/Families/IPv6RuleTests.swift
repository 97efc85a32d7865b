import Cilium
import Testing

@testable import Conformance

/// The rules of IPv6 on the recorded clusters, with IPv6 added to everything that has IPv4.
@Suite("IPv6 rules")
struct IPv6RuleTests {
  private func predict(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Outcome? {
    Rules.predict(aspect, subject, facts: facts).outcome
  }

  private func reason(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Sentence? {
    switch Rules.predict(aspect, subject, facts: facts) {
    case .notApplicable(let reason), .unknown(let reason): reason
    case .expected: nil
    }
  }

  @Test("with both devices every IPv6 path works, and leaves with the egress device's own IPv6 address")
  func both() throws {
    let facts = try DualStack.facts("C")
    for aspect in [
      Aspect.sameNodePodIPv6, .externalPingIPv6, .upstreamDNSIPv6, .ownNodeIPv6, .clusterNameIPv6, .externalNameIPv6,
    ] {
      #expect(predict(aspect, Nodes.worker, facts) == .reachable, "\(aspect)")
    }
    for aspect in [Aspect.crossNodePodIPv6, .crossNodeServiceIPv6, .otherNodeIPv6] {
      #expect(predict(aspect, Nodes.workerToMaster, facts) == .reachable, "\(aspect)")
    }
    #expect(predict(.natExternalIPv6, Nodes.master, facts) == .translated(to: "2001:db8:1:1::10"))
    #expect(predict(.natNodeAddressIPv6, Nodes.masterToWorker, facts) == .translated(to: "fd7a:115c:a1e0::1"))
    #expect(predict(.externalHTTPSIPv6, Nodes.master, facts) == .answersWithAddress("2001:db8:1:1::10"))
    #expect(predict(.defaultRouteIPv6, Nodes.master, facts) == .value("enp0s6"))
    #expect(predict(.nodeIPv6, Nodes.worker, facts) == .value("fd7a:115c:a1e0::2"))
    #expect(predict(.masqueradeIPv6, Nodes.master, facts) == .value("BPF [enp0s6, tailscale0]"))
  }

  @Test("BPF masquerades IPv6 on the selected devices only, as it does IPv4")
  func selected() throws {
    let physical = try DualStack.facts("A")
    #expect(predict(.externalPingIPv6, Nodes.master, physical) == .reachable)
    #expect(predict(.otherNodeIPv6, Nodes.masterToWorker, physical) == .unreachable)
    #expect(predict(.natNodeAddressIPv6, Nodes.masterToWorker, physical) == .notTranslated)
    let tailnet = try DualStack.facts("B")
    #expect(predict(.externalPingIPv6, Nodes.master, tailnet) == .unreachable)
    #expect(predict(.externalNameIPv6, Nodes.master, tailnet) == .unreachable)
    #expect(predict(.otherNodeIPv6, Nodes.masterToWorker, tailnet) == .reachable)
    #expect(predict(.natExternalIPv6, Nodes.master, tailnet) == .notTranslated)
  }

  @Test("enable-ipv6-masquerade switches IPv6 off alone, and the pods' private addresses get no answer")
  func masqueradeOff() throws {
    let facts = try DualStack.facts("C", ["enable-ipv6-masquerade": "false"])
    #expect(predict(.masqueradeIPv6, Nodes.master, facts) == .value("Disabled"))
    #expect(predict(.externalPingIPv6, Nodes.master, facts) == .unreachable)
    #expect(predict(.otherNodeIPv6, Nodes.masterToWorker, facts) == .unreachable)
    #expect(predict(.masquerade, Nodes.master, facts) == .value("BPF [enp0s6, tailscale0]"))
    #expect(predict(.externalPing, Nodes.master, facts) == .reachable)
  }

  @Test("whether public pod addresses are answered without masquerading, no fact tells")
  func publicPods() throws {
    var facts = try DualStack.facts("C", ["enable-ipv6-masquerade": "false"])
    facts.nodes[0].podCIDRv6 = IPPrefix("2600:1f14:1::/64")
    #expect(reason(.externalPingIPv6, Nodes.master, facts)?.contains("public addresses") == true)
    #expect(predict(.externalPingIPv6, Nodes.worker, facts) == .unreachable)
  }

  @Test("ip6tables masquerades on every device, whatever devices says, and leaves no NAT entry")
  func iptables() throws {
    let facts = try DualStack.facts("B", ["enable-bpf-masquerade": "false"])
    #expect(predict(.externalPingIPv6, Nodes.master, facts) == .reachable)
    #expect(predict(.natExternalIPv6, Nodes.master, facts) == .notTranslated)
    #expect(predict(.masqueradeIPv6, Nodes.master, facts) == .value("IPTables"))
  }

  @Test("ipv6-native-routing-cidr spares its destinations, and no IPv4 ones")
  func nativeRoutingBlock() throws {
    let facts = try DualStack.facts("C", ["ipv6-native-routing-cidr": "fd7a:115c:a1e0::/48"])
    #expect(predict(.otherNodeIPv6, Nodes.masterToWorker, facts) == .unreachable)
    #expect(predict(.otherNodeIP, Nodes.masterToWorker, facts) == .reachable)
  }

  @Test("IPv6 inside the tunnel needs the IPv4 node IPs, unless the underlay is IPv6")
  func underlay() throws {
    var facts = try DualStack.facts("C-nodeip-phys")
    #expect(predict(.crossNodePod, Nodes.masterToWorker, facts) == .unreachable)
    #expect(predict(.crossNodePodIPv6, Nodes.masterToWorker, facts) == .unreachable)
    facts.configuration["underlay-protocol"] = "ipv6"
    #expect(predict(.crossNodePodIPv6, Nodes.masterToWorker, facts) == .reachable)
    #expect(predict(.crossNodePod, Nodes.masterToWorker, facts) == .reachable)
  }

  @Test("without a tunnel the nodes' own IPv6 routes decide")
  func native() throws {
    var facts = try DualStack.facts("C", ["routing-mode": "native"])
    #expect(reason(.crossNodePodIPv6, Nodes.masterToWorker, facts)?.contains("no route of instance-master") == true)
    for (index, other) in [(0, 2), (1, 1)] {
      let device = try #require(facts.nodes[index].devices.first { $0.name == "enp0s6" })
      facts.nodes[index].routes.append(
        Route(destination: try #require(IPPrefix("fd10:244:0:\(other)::/64")), linkIndex: device.index))
    }
    #expect(predict(.crossNodePodIPv6, Nodes.masterToWorker, facts) == .reachable)
    facts.nodes[0].reachedFromHost["fd7a:115c:a1e0::2"] = false
    facts.nodes[1].internalIPv6 = IPv6Address("2001:db8:1:2::10")
    facts.nodes[0].reachedFromHost["2001:db8:1:2::10"] = false
    #expect(predict(.crossNodePodIPv6, Nodes.masterToWorker, facts) == .unreachable)
  }

  @Test("the IPv6 header takes 20 bytes more of the largest payload")
  func pathMTU() throws {
    let facts = try DualStack.facts("C")
    #expect(predict(.pathMTU, Nodes.masterToWorker, facts) == .largestPayload(1202))
    #expect(predict(.pathMTUIPv6, Nodes.masterToWorker, facts) == .largestPayload(1182))
  }

  @Test("without an IPv6 default route the internet over IPv6 is not applicable, and IPv4 is as before")
  func withoutDefaultRoute() throws {
    let facts = DualStack.withoutDefaultRoute(try DualStack.facts("C"), on: Nodes.m)
    for aspect in [
      Aspect.externalPingIPv6, .upstreamDNSIPv6, .externalHTTPSIPv6, .natExternalIPv6, .defaultRouteIPv6,
    ] {
      #expect(reason(aspect, Nodes.master, facts) == "instance-master has no IPv6 default route", "\(aspect)")
      #expect(predict(aspect, Nodes.worker, facts) != nil, "\(aspect)")
    }
    #expect(predict(.externalPing, Nodes.master, facts) == .reachable)
  }

  @Test("a moved IPv6 default route deviates")
  func movedDefaultRoute() throws {
    var rehearsal = Rehearsal(try DualStack.facts("C"))
    rehearsal.see(.defaultRouteIPv6, .value("tailscale0"), Nodes.master)
    #expect(rehearsal.record(.defaultRouteIPv6, Nodes.master)?.verdict == .deviates)
    #expect(rehearsal.record(.defaultRoute, Nodes.master)?.verdict == .conforms)
  }

  @Test("nodes without IPv6 addresses, Services without them and an IPv4 API are not applicable, with the reason")
  func missing() throws {
    var facts = try DualStack.facts("C")
    #expect(reason(.apiServiceIPv6, Nodes.master, facts)?.contains("one family only") == true)
    facts.givesServicesIPv6 = false
    #expect(reason(.crossNodeServiceIPv6, Nodes.masterToWorker, facts)?.contains("service CIDR") == true)
    #expect(reason(.clusterNameIPv6, Nodes.master, facts)?.contains("service CIDR") == true)
    let plain = try RecordedCluster.facts("C")
    for aspect in Aspect.allCases where aspect.family == .ipv6 {
      let subject = aspect.scope == .pair ? Nodes.masterToWorker : Nodes.master
      #expect(reason(aspect, subject, plain) == "enable-ipv6 is off, so pods have no IPv6 addresses", "\(aspect)")
    }
    var addresses = plain
    addresses.configuration["enable-ipv6"] = "true"
    #expect(reason(.otherNodeIPv6, Nodes.masterToWorker, addresses) == "instance-worker has no IPv6 node address")
    #expect(reason(.ownNodeIPv6, Nodes.worker, addresses) == "instance-worker has no IPv6 node address")
    #expect(reason(.nodeIPv6, Nodes.worker, addresses)?.contains("no IPv6 InternalIP") == true)
  }

  @Test("an API server behind an IPv6 ClusterIP is reached as its node's IPv6 address is")
  func api() throws {
    for (folder, outcome) in [("A", Outcome.unreachable), ("C", .reachable)] {
      var facts = try DualStack.facts(folder)
      facts.apiServiceIPv6 = ServiceFactsIPv6(
        clusterIP: try #require(IPv6Address("fd10:96::1")), port: 443,
        endpoints: [try #require(IPv6Address("fd7a:115c:a1e0::1"))])
      #expect(predict(.apiServiceIPv6, Nodes.worker, facts) == outcome)
      #expect(predict(.apiServiceIPv6, Nodes.master, facts) == .reachable)
    }
  }

  @Test("IPv6 addresses are asked of the DNS over IPv4 where its Service has no IPv6 ClusterIP")
  func namesOverIPv4() throws {
    var facts = try DualStack.facts("C")
    facts.dnsServiceIPv6 = nil
    for index in facts.dnsPods.indices { facts.dnsPods[index].addressIPv6 = nil }
    #expect(predict(.clusterNameIPv6, Nodes.master, facts) == .reachable)
    facts.dnsService = nil
    #expect(reason(.clusterNameIPv6, Nodes.master, facts)?.contains("IPv4 ClusterIP") == true)
  }

  @Test("a cluster of IPv6 alone is asked about IPv6 alone, by its IPv6 addresses and routes")
  func singleStack() throws {
    var facts = try DualStack.facts("C", ["enable-ipv4": "false", "underlay-protocol": "ipv6"])
    for index in facts.nodes.indices {
      facts.nodes[index].internalIP = nil
      facts.nodes[index].podCIDR = nil
      facts.nodes[index].routes.removeAll { $0.destination.family == .ipv4 }
      facts.nodes[index].devices = facts.nodes[index].devices.map { device in
        Device(
          name: device.name, index: device.index, selected: device.selected, type: device.type, mtu: device.mtu,
          hardwareAddress: device.hardwareAddress, flags: device.flags, addresses: device.addresses(of: .ipv6),
          operStatus: device.operStatus, rawFlags: device.rawFlags)
      }
    }
    #expect(FamilyChoice.auto.of(facts) == [.ipv6])
    #expect(facts.nodes[0].uplinks.physical?.name == "enp0s6" && facts.nodes[0].uplinks.tailnet?.name == "tailscale0")
    #expect(predict(.crossNodePodIPv6, Nodes.masterToWorker, facts) == .reachable)
    #expect(predict(.externalPingIPv6, Nodes.master, facts) == .reachable)
    #expect(predict(.selectedDevices, Nodes.master, facts) == .value("enp0s6, tailscale0"))
    #expect(reason(.externalPing, Nodes.master, facts) == "enable-ipv4 is off, so pods have no IPv4 addresses")
    let aspects = Set(Rehearsal(facts).cases().map(\.aspect))
    #expect(aspects == Set(Aspect.asked(of: [.ipv6])) && aspects.allSatisfy { $0.family != .ipv4 })
  }
}
