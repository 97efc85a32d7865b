import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("HTML report")
struct HTMLReportTests {
  @Test("nothing is loaded and no script runs, which the page itself forbids")
  func selfContained() throws {
    let html = try HTMLReport.render(SampleRecord.record)
    #expect(html.contains("default-src 'none'; style-src 'unsafe-inline'"))
    for forbidden in ["<script", "src=", "url(", "@import", "<link", "<img", "<iframe", " onclick", "javascript:"] {
      #expect(!html.contains(forbidden), "\(forbidden)")
    }
    #expect(!html.contains("http://") && html.components(separatedBy: "https://").count < 10)
  }

  @Test("text from a cluster is data")
  func escaping() throws {
    let html = try HTMLReport.render(SampleRecord.record)
    #expect(html.contains("&lt;&amp;&gt; ```fence``` ]]&gt;"))
    #expect(!html.contains("<&>") && !html.contains("\u{1B}") && !html.contains("\u{0}"))
  }

  @Test("every cell of the matrix leads to its cases")
  func targets() throws {
    let html = try HTMLReport.render(SampleRecord.record)
    let targets = Set(html.matches(of: /href="#([^"]+)"/).map { String($0.1) })
    let ids = html.matches(of: /id="([^"]+)"/).map { String($0.1) }
    #expect(targets.isSubset(of: ids) && targets.contains("both.external-ping"))
    #expect(Set(ids).count == ids.count)
    // Browsers unfold what is around a target, not the target itself: so it is inside of what must be unfolded.
    #expect(html.contains(/<\/summary>\s*<p class="question" id="both\.external-ping">/))
  }

  @Test("verdict first; a finding has cause, remedy, expectation and observation")
  func content() throws {
    let html = try HTMLReport.render(SampleRecord.record)
    #expect(html.contains("</span> netproof: deviates</h1>"))
    for part in [
      "<code>snat-missing</code> 1 case", "restart the agent", "enp0s6 is selected", "captures/external-ping.pcap",
      "after 3 attempts",
    ] {
      #expect(html.contains(part), "\(part)")
    }
  }

  @Test("the drawing has a line per path, in the colour of its verdict")
  func drawing() throws {
    let record = SampleRecord.record
    let english = Localizer(language: .english)
    let drawing = try #require(TopologyDrawing(record.scenarios[1], cluster: record.cluster, english, id: "both"))
    #expect(drawing.nodes.map(\.title) == ["instance-master", "instance-worker"])
    let worker = drawing.nodes[1]
    #expect(worker.lines.first { $0.label == "internet" }?.state == "deviates")
    #expect(worker.lines.first { $0.label == "tunnel" }?.state == "works")
    let first = try #require(TopologyDrawing(record.scenarios[0], cluster: record.cluster, english, id: "a"))
    #expect(first.nodes[0].lines.first { $0.label == "node address" }?.state == "predicted")
    #expect(first.nodes[1].rows.first { $0.label == "Kubernetes API" }?.state == "predicted")
  }

  @Test("of many nodes the worst are drawn, the others counted, and the page stays readable")
  func manyNodes() throws {
    let record = SampleRecord.many(nodes: 60)
    let drawing = try #require(
      TopologyDrawing(record.scenarios[0], cluster: record.cluster, Localizer(language: .english), id: "x"))
    #expect(drawing.nodes.count == TopologyDrawing.limit)
    #expect(drawing.nodes.contains { $0.fullTitle == "node-41" })
    #expect(drawing.more == "and 57 more nodes: 57 × works, as predicted")
    let html = try HTMLReport.render(record)
    #expect(html.utf8.count < 400_000)
    #expect(html.contains("… and 3528 more") && html.contains("3539/3540 works"))
  }

  @Test("a run that ended early, and one without scenarios, render and are not green")
  func incomplete() throws {
    var record = SampleRecord.empty
    record.interruption = "interrupted by SIGTERM"
    let html = try HTMLReport.render(record)
    #expect(html.contains("The run is incomplete: interrupted by SIGTERM"))
    #expect(html.contains("netproof: inconclusive") && !html.contains("id=\"matrix\""))
  }
}
