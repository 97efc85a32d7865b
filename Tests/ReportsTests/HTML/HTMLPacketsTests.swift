import Conformance
import Testing

@testable import Reports

@Suite("HTML: what packets prove")
struct HTMLPacketsTests {
  @Test("a case shows what its packets prove, and the flows with the evidence")
  func cases() throws {
    let html = try HTMLReport.render(SampleRecord.captured)
    for part in [
      "went the way that the rule predicts", "contradict the rule", "do not suffice for a proof",
      "contradicts the rule: snat-missing: left enp0s6 as 10.244.1.116, not as 10.0.0.24",
      "not proven: instance-master: the capture lost 12 packets",
      "the rule: by enp0s6 as 10.0.0.24, and an answer comes back", "[ping 10.244.1.117, ICMP id 94]",
      "<td>100.64.0.1 → 100.64.0.2, VXLAN VNI 31555, 10.244.0.116 → 10.244.1.117</td><td>2</td>",
      "both-external-ping-instance-worker.pcap",
    ] {
      #expect(html.contains(part), "\(part)")
    }
    let plain = try HTMLReport.render(SampleRecord.record)
    #expect(!html.contains("{{") && !plain.contains("the rule: "))
  }

  @Test("the drawing names the device that each path was seen to leave by")
  func drawing() throws {
    let record = SampleRecord.captured
    let drawing = try #require(
      TopologyDrawing(record.scenarios[0], cluster: record.cluster, .english, id: "both"))
    let tunnel = drawing.nodes[0].lines.first { $0.label == "tunnel" }
    #expect(tunnel?.wire == "tailscale0" && tunnel?.tip.hasSuffix("packets seen leaving by tailscale0") == true)
    #expect(drawing.nodes[1].lines.first { $0.label == "internet" }?.wire == "enp0s6")
    // Where nothing was captured, nothing is claimed.
    #expect(drawing.nodes[1].lines.first { $0.label == "tunnel" }?.wire == "")
  }

  @Test("a path that left by another uplink is drawn through that one")
  func strays() throws {
    var record = SampleRecord.captured
    var proof = SampleRecord.contradicted
    proof.flows[0].sightings[0].device = "tailscale0"
    let index = try #require(record.scenarios[0].cases.firstIndex { $0.verdict == .deviates })
    let usual = try #require(TopologyDrawing(record.scenarios[0], cluster: record.cluster, .english, id: "a"))
    record.scenarios[0].cases[index].path = proof
    let stray = try #require(TopologyDrawing(record.scenarios[0], cluster: record.cluster, .english, id: "a"))
    func line(_ drawing: TopologyDrawing) -> TopologyNode.Line? {
      drawing.nodes[1].lines.first { $0.label == "internet" }
    }
    #expect(line(usual)?.y2 == TopologyNode.internetY + 46)
    #expect(line(stray)?.y2 == TopologyNode.tailnetY && line(stray)?.wire == "tailscale0")
  }

  @Test("code in prose is code, and a finding's name is not repeated in it")
  func spans() throws {
    var record = SampleRecord.record
    for index in record.scenarios[1].cases.indices where record.scenarios[1].cases[index].diagnosis != nil {
      record.scenarios[1].cases[index].diagnosis?.remedy = "run `ip route`, then look again"
    }
    let html = try HTMLReport.render(record)
    #expect(html.contains("→ run <code>ip route</code>, then look again</p>"))
    #expect(!html.contains("<code>snat-missing</code>run"))
  }
}
