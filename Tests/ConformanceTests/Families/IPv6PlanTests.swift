import Cilium
import Probes
import Testing

@testable import Conformance

@Suite("IPv6 probes")
struct IPv6PlanTests {
  private func kinds(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> [ProbeKind] {
    SyntheticAnswers(facts).plan.probes(aspect, subject).map(\.kind)
  }

  @Test("each IPv6 path is probed by IPv6 addresses, in brackets where a URL holds them")
  func addresses() throws {
    let facts = try DualStack.facts("C")
    #expect(
      kinds(.crossNodePodIPv6, Nodes.masterToWorker, facts) == [
        .ping(target: "fd10:244:0:1::20", count: 2, payload: nil),
        .httpGet(url: "http://[fd10:244:0:1::20]:8080/", header: [:], insecure: false),
      ])
    #expect(
      kinds(.crossNodeServiceIPv6, Nodes.masterToWorker, facts) == [
        .httpGet(url: "http://[fd10:96::7:1]/", header: [:], insecure: false)
      ])
    #expect(
      kinds(.otherNodeIPv6, Nodes.masterToWorker, facts) == [
        .ping(target: "fd7a:115c:a1e0::2", count: 2, payload: nil)
      ])
    #expect(
      kinds(.upstreamDNSIPv6, Nodes.master, facts) == [.lookup(name: "google.com", server: "2001:4860:4860::8888")])
    let sizes = kinds(.pathMTUIPv6, Nodes.masterToWorker, facts)
    #expect(sizes.contains(.ping(target: "fd10:244:0:1::20", count: 2, payload: 1183)))
  }

  @Test("IPv6 addresses of names are asked of the Service's and the pods' IPv6 addresses")
  func names() throws {
    let asked = kinds(.externalNameIPv6, Nodes.master, try DualStack.facts("C"))
    #expect(asked.first == .lookup(name: "google.com", server: "fd10:96::a", onlyIPv6: true))
    #expect(
      asked.dropFirst().allSatisfy {
        if case .lookup(_, let server?, true) = $0 { server.hasSuffix("::53") } else { false }
      })
    let cluster = kinds(.clusterNameIPv6, Nodes.master, try DualStack.facts("C"))
    #expect(cluster.count == asked.count)
    guard case .lookup(let name, _, true)? = cluster.first else {
      Issue.record("no lookup")
      return
    }
    #expect(name.hasPrefix("service-of-"))
  }

  @Test("nothing is sent to the internet over IPv6 without a default route, and IPv4's probes are the same as ever")
  func withoutRoute() throws {
    let dual = DualStack.withoutDefaultRoute(try DualStack.facts("C"), on: Nodes.m)
    #expect(kinds(.externalPingIPv6, Nodes.master, dual).isEmpty)
    #expect(!kinds(.externalPingIPv6, Nodes.worker, dual).isEmpty)
    let plain = try RecordedCluster.facts("C")
    for aspect in Aspect.asked(of: [.ipv4]) {
      for subject in Subject.all(aspect.scope, nodes: [Nodes.m, Nodes.w]) {
        #expect(kinds(aspect, subject, dual) == kinds(aspect, subject, plain), "\(aspect)")
      }
    }
  }

  @Test("a NAT case of IPv6 is looked for by the IPv6 ping of its path")
  func partOfPlan() throws {
    let plan = SyntheticAnswers(try DualStack.facts("C")).plan
    let part = plan.only([(.natExternalIPv6, Nodes.master), (.natNodeAddressIPv6, Nodes.masterToWorker)])
    #expect(part.probes[Nodes.m]?.map(\.id) == ["external-ping-ipv6//ping", "other-node-ip-ipv6/instance-worker/ping"])
  }

  @Test("an IPv6 flow is found in the NAT table by ICMPv6, and an IPv4 one is no evidence of it")
  func translation() throws {
    let table = try NATTable.parse(
      text: """
        ICMPv6 OUT [fd10:244::10]:94 -> [2001:4860:4860::8888]:0 XLATE_SRC [2001:db8:1:1::10]:94 Created=1sec ago NeedsCT=0
        ICMPv6 IN [2001:4860:4860::8888]:0 -> [2001:db8:1:1::10]:94 XLATE_DST [fd10:244::10]:94 Created=1sec ago NeedsCT=0
        ICMP OUT 10.244.0.10:95 -> 8.8.8.8:0 XLATE_SRC 10.0.0.239:95 Created=1sec ago NeedsCT=0

        """)
    let observations = TranslationObservations(tables: [Nodes.m: .success(table)], evidence: [:], maximumAge: 5)
    func seen(_ processID: Int32) throws -> Outcome? {
      let probe = Probe(
        id: "p", kind: .ping(target: "2001:4860:4860::8888", count: 2, payload: nil), timeout: .seconds(2))
      var raw = Busybox.pinged
      raw = RawProbeResult(exitCode: raw.exitCode, stdout: raw.stdout, stderr: raw.stderr, processID: processID)
      let answer = ProbeResults.Answer(
        probe: probe, raw: raw, outcome: ProbeResult.interpret(probe, raw), origin: "pod")
      return observations.observe(answer, from: IPAddress("fd10:244::10"), on: Nodes.m).outcome
    }
    #expect(try seen(94) == .translated(to: "2001:db8:1:1::10"))
    #expect(try seen(95) == .notTranslated)
  }

  @Test("an external name without IPv6 addresses is an answer; a Service's without one is not")
  func noData() throws {
    var answers = SyntheticAnswers(try DualStack.facts("C"))
    let none = RawProbeResult(
      exitCode: 0, stdout: "Server:\t\tfd10:96::a\nAddress:\t[fd10:96::a]:53\n\n\n", stderr: "")
    for aspect in [Aspect.externalNameIPv6, .clusterNameIPv6] {
      for probe in answers.plan.probes(aspect, Nodes.master) {
        answers.answer(aspect, Nodes.master, String(probe.id.split(separator: "/").last ?? ""), none)
      }
    }
    #expect(answers.observe(.externalNameIPv6, Nodes.master).outcome == .reachable)
    #expect(answers.observe(.clusterNameIPv6, Nodes.master).outcome == .unreachable)
  }
}
