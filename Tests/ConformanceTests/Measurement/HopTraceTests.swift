import Cilium
import Probes
import Testing

@testable import Conformance

@Suite("Where failing paths end")
struct HopTraceTests {
  private func record(_ aspect: Aspect, _ subject: Subject, _ outcome: Outcome, _ verdict: Verdict) -> CaseRecord {
    CaseRecord(
      aspect: aspect, subject: subject, prediction: .expected(Expectation(.reachable, because: "", source: "")),
      observation: Observation(.measured(outcome)), verdict: verdict, explanation: "")
  }

  private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

  @Test(
    "what fails although it should not is traced, each address once from a pod; what works, or failed as expected, is not"
  )
  func candidates() throws {
    let outside = try address("8.8.8.8")
    let cases = [
      record(.externalPing, Nodes.master, .unreachable, .deviates),
      record(.externalHTTPS, Nodes.master, .unreachable, .deviates),
      record(.externalPing, Nodes.worker, .unreachable, .conforms),
      record(.crossNodePod, Nodes.masterToWorker, .reachable, .conforms),
    ]
    let found = HopTracer.candidates(cases) { _ in outside }
    #expect(found == [.init(aspect: .externalPing, subject: Nodes.master, target: outside)])
    #expect(HopTracer.candidates(cases) { _ in nil }.isEmpty)
  }

  @Test("however much fails, so many are traced")
  func bounded() throws {
    var number = 0
    let cases = (0..<40).flatMap { node in
      (0..<9).map { _ in record(.externalPing, .node("n\(node)"), .unreachable, .deviates) }
    }
    let found = HopTracer.candidates(cases) { _ in
      number += 1
      return IPAddress("10.0.\(number / 250).\(number % 250 + 1)")
    }
    #expect(found.count == HopTracer.mostPerPod * HopTracer.mostPods)
    #expect(Set(found.map(\.subject)).count == HopTracer.mostPods)
  }

  @Test("traces run side by side and are told apart; a pod that may not send raw packets has none")
  func outputs() throws {
    let script = HopTracer.script([try address("8.8.8.8"), try address("2001:db8::1")])
    #expect(script.contains("traceroute -n -q 1 -w 1 -m 8 8.8.8.8") && script.contains("traceroute6 -n"))
    let traces = HopTracer.traces(
      in: """
        netproof-trace 8.8.8.8
        traceroute to 8.8.8.8 (8.8.8.8), 8 hops max, 46 byte packets
         1  10.0.0.1  0.4 ms
         2  *
        netproof-trace 10.0.0.9
        traceroute: socket: Operation not permitted

        """)
    #expect(traces.keys.sorted() == ["8.8.8.8"])
    #expect(traces["8.8.8.8"]?.count == 2)
  }

  @Test("a sentence says where it ends, and whose that is")
  func words() throws {
    func trace(_ hops: [TraceHop]) -> Sentence {
      HopTrace(target: "8.8.8.8", hops: hops, nodes: ["10.0.0.239": "instance-master"]).sentence
    }
    let own = TraceHop(ttl: 1, address: "10.0.0.239")
    #expect(
      trace([own, TraceHop(ttl: 2, address: nil)])
        == "a trace by UDP to 8.8.8.8 ends behind hop 1 (10.0.0.239, instance-master)")
    #expect(trace([TraceHop(ttl: 1, address: nil)]).contains("got no answer from anybody"))
    #expect(
      trace([own, TraceHop(ttl: 2, address: "8.8.8.8")])
        == "a trace by UDP reaches 8.8.8.8 at hop 2: the way as such is there")
    #expect(
      trace([own, TraceHop(ttl: 2, address: "10.0.0.1", remark: "!H")])
        == "a trace by UDP to 8.8.8.8 ends at hop 2 (10.0.0.1), which answers !H")
    let facts = try RecordedCluster.facts("C")
    #expect(HopTracer.nodes([own, TraceHop(ttl: 2, address: "10.0.0.1")], facts) == ["10.0.0.239": Nodes.m])
  }
}
