import Cilium
import Testing

@testable import Conformance

@Suite("What the kernel's lists of programs show of a running cluster")
struct ProgramObservationsTests {
  private static let sockets = ["4", "6"].flatMap { family in
    ["connect", "sendmsg", "recvmsg", "getpeername"].map { "cil_sock\(family)_\($0)" }
  }

  private func facts(_ settings: [String: String] = [:], lists: Bool? = true) throws -> ClusterFacts {
    var facts = try RecordedCluster.facts("C")
    facts.configuration.merge(settings) { $1 }
    for index in facts.nodes.indices { facts.nodes[index].listsPrograms = lists }
    return facts
  }

  private func see(
    _ aspect: Aspect, sockets: [String] = sockets, net: String = "xdp:\n\ntc:\n", _ settings: [String: String] = [:]
  ) throws -> (prediction: Prediction, seen: Observation?, verdict: Verdict) {
    let facts = try facts(settings)
    let tree = "CgroupPath\nID       AttachType      AttachFlags     Name\n/run/cilium/cgroupv2\n"
    let lines = sockets.enumerated().map { "    \($0.offset + 10)  cgroup_inet4_connect multi  \($0.element)\n" }
      .joined()
    let evidence = Evidence(origin: "agent on \(Nodes.w)", command: "bpftool", output: "")
    let listing = ProgramListings(
      devices: .init(value: .success(try BPFToolNet.parse(text: net)), evidence: evidence),
      sockets: .init(value: .success(try BPFToolCgroup.parse(text: tree + lines)), evidence: evidence))
    let seen = ProgramObservations(listings: [Nodes.w: listing], facts: facts)
      .observe(aspect == .socketPrograms ? .sockets : .xdp, on: Nodes.w)
    let prediction = Rules.predict(aspect, Nodes.worker, facts: facts)
    return (prediction, seen, Judge.judge(prediction, seen, facts: facts).verdict)
  }

  @Test("programs at every socket conform, and one that is missing deviates, as none does")
  func atSockets() throws {
    #expect(try see(.socketPrograms).verdict == .conforms)
    let without = try see(.socketPrograms, sockets: Self.sockets.filter { $0 != "cil_sock4_sendmsg" })
    #expect(without.verdict == .deviates && without.seen?.outcome == .value("sockets without cil_sock4_sendmsg"))
    let none = try see(.socketPrograms, sockets: [])
    #expect(none.verdict == .deviates && none.seen?.outcome == .value(Rules.atNoSocket))
    #expect(none.seen?.evidence.count == 1)
  }

  @Test("XDP's programs are held against the selected devices, where Cilium is told to balance there")
  func xdp() throws {
    guard case .notApplicable = try see(.xdpDevices).prediction else {
      Issue.record("nothing is expected without acceleration")
      return
    }
    let on = ["bpf-lb-acceleration": "native"]
    let both = "xdp:\nenp0s6(2) driver id 7\ntailscale0(3) driver id 8\n\ntc:\n"
    #expect(try see(.xdpDevices, net: both, on).verdict == .conforms)
    let one = try see(.xdpDevices, net: "xdp:\nenp0s6(2) driver id 7\n\ntc:\n", on)
    #expect(one.verdict == .deviates && one.seen?.outcome == .value("enp0s6"))
  }

  @Test("where no container lists programs nothing is asked, and a node without is told so")
  func unlisted() throws {
    #expect(try !facts(lists: nil).seesPrograms && facts(lists: true).seesPrograms)
    #expect(!Aspect.asked(of: [.ipv4]).contains { $0.isSeenInPrograms })
    #expect(
      Aspect.asked(of: [.ipv4], seeingPrograms: true).filter(\.isSeenInPrograms) == [.socketPrograms, .xdpDevices])
    guard case .notApplicable(let reason) = Rules.predict(.socketPrograms, Nodes.worker, facts: try facts(lists: false))
    else {
      Issue.record("nothing lists programs there")
      return
    }
    #expect(reason.contains("bpftool"))
    #expect(
      ProgramObservations(listings: [:], facts: try facts()).observe(.sockets, on: Nodes.w) == nil)
  }

  @Test("whether the tool is there is read with the rest of the node")
  func read() throws {
    #expect(NodeDetails.texts("#netproof programs\nyes\n").listsPrograms == true)
    #expect(NodeDetails.texts("#netproof programs\nno\n").listsPrograms == false)
    #expect(NodeDetails.texts("#netproof rules4\n").listsPrograms == nil)
  }
}
