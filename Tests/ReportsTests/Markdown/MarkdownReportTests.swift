import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("Markdown report")
struct MarkdownReportTests {
  let lines: [String]

  init() throws {
    let text = try MarkdownReport.render(SampleRecord.record)
    if let folder = ProcessInfo.processInfo.environment["NETPROOF_SAMPLES"] {
      try ReportDirectory.write(record: SampleRecord.record, to: folder)
    }
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("the verdict comes first")
  func verdictFirst() {
    #expect(lines.first == "# netproof: ❌ deviates")
    let flaky = "1 flaky: green, though something was lost"
    #expect(lines.contains("19 conforms · 1 deviates · 1 inconclusive · 1 not applicable · \(flaky)"))
  }

  @Test("the matrix has a verdict and a fitness row and a row per aspect")
  func matrix() {
    #expect(lines.contains("| | physical-only<br>`enp0s6` | both<br>`enp0s6,tailscale0` |"))
    #expect(lines.contains("| **verdict** | ✅ conforms | ❌ deviates |"))
    #expect(lines.contains("| **fit for service** | **unfit** | **unfit** |"))
    #expect(lines.contains("| pod → internet, ping |  | ❌ **1/2 works** |"))
    #expect(lines.contains("| pod → other node's address | 🔻 **fails** as predicted |  |"))
    #expect(lines.contains("| NAT entry, pod → other node's address | ➖ n/a |  |"))
  }

  @Test("every table has as many cells in each row as in its heading")
  func tables() {
    var width: Int?
    for line in lines {
      guard line.hasPrefix("|") else {
        width = nil
        continue
      }
      let cells = line.replacingOccurrences(of: "\\|", with: "").count { $0 == "|" }
      #expect(cells == width ?? cells, "\(line)")
      width = width ?? cells
    }
  }

  @Test("paths that fail as predicted are explained once per reason")
  func failingPaths() {
    #expect(
      lines.contains {
        $0.hasPrefix("| pod → other node's address | every node pair | ")
          && $0.hasSuffix("| `tailscale0` is not selected, so the pod's own address leaves it \\| the peer drops it |")
      })
    #expect(lines.contains { $0.hasPrefix("| pod → Kubernetes API by ClusterIP | instance-worker | ") })
  }

  @Test("what makes a conforming scenario unfit is told once; where something deviates, it is listed")
  func fitnessReasons() {
    #expect(!lines.contains("  - API fails from instance-worker"))
    #expect(lines.contains("  - external ping fails from instance-worker"))
  }

  @Test("a finding has cause and remedy once, its cases in a table, and the evidence in a closed block")
  func finding() {
    for line in [
      "#### ❌ `snat-missing`: 1 case", "- **cause**: packets leave enp0s6 with the pod's own address \\| no NAT entry",
      "- **remedy**: restart the agent", "| path | from | expected | observed | because |",
      "| pod → internet, ping | instance-worker | works | fails<br>after 3 attempts<br>expected works, observed fails"
        + "<br>attached: `captures/external-ping.pcap`<br>attached: `odd] name` | enp0s6 is selected "
        + "(bpf/lib/nat.h snat\\_v4\\_needs\\_masquerade) |",
      "<summary>Evidence (1)</summary>",
      "pod → internet, ping, instance-worker; pod netproof-1a2b/client-instance-worker: "
        + "`ping -c 1 -W 2 8.8.8.8 | cat`, exit status 1",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
    #expect(lines.count { $0 == "<details>" } == lines.count { $0 == "</details>" })
    // The evidence holds three backticks, so its fence has four.
    #expect(lines.count { $0 == "````text" } == 1)
    #expect(lines.count { $0 == "````" } == 1)
    #expect(!lines.contains { $0.contains("\u{1B}") || $0.contains("\u{0}") })
  }

  @Test("cases that share a diagnosis are one finding, and many of them are counted")
  func groups() throws {
    var record = SampleRecord.record
    record.scenarios[1].cases += (0..<40).map { index in
      var entry = SampleRecord.deviation
      entry.subject = .node("node-\(index)")
      return entry
    }
    let text = try MarkdownReport.render(record)
    #expect(text.components(separatedBy: "#### ❌").count == 2)
    #expect(text.contains("#### ❌ `snat-missing`: 41 cases") && text.contains("… and 21 more"))
    #expect(text.contains("| node-18 |") && !text.contains("| node-19 |"))
  }

  @Test("what is too large loses evidence first, then its end, and says so", arguments: [20_000, 9_000, 4_000, 1_500])
  func limit(bytes: Int) throws {
    var record = SampleRecord.record
    for index in 0..<20 {
      var entry = SampleRecord.deviation
      entry.subject = .node("node-\(index)")
      entry.observation?.evidence[0].output = String(repeating: "0123456789 ", count: 100)
      record.scenarios[1].cases.append(entry)
    }
    #expect(try MarkdownReport.render(record).utf8.count > 20_000)
    let text = try MarkdownReport.render(record, maxBytes: bytes)
    #expect(text.utf8.count <= bytes)
    #expect(text.hasPrefix("# netproof: ❌ deviates\n"))
    #expect(text.contains("> [!NOTE]\n"))
    let lines = text.split(separator: "\n")
    #expect(lines.count { $0 == "<details>" } == lines.count { $0 == "</details>" })
    #expect(lines.count { $0.hasPrefix("```") }.isMultiple(of: 2))
    #expect(text.contains(bytes < 9_000 ? "Cut here:" : "Evidence is"))
  }

  @Test("what fits is not touched")
  func fits() throws {
    let whole = try MarkdownReport.render(SampleRecord.record)
    #expect(try MarkdownReport.render(SampleRecord.record, maxBytes: whole.utf8.count) == whole)
  }

  @Test("a node's uplinks have role, address and MTU")
  func environment() {
    #expect(
      lines.contains {
        $0.hasPrefix("| instance-master | 100.64.0.1 | 10.244.0.0/24 | `enp0s6` (physical): 10.0.0.239, MTU 9000<br>")
      })
    #expect(lines.contains("| left out: instance-old | cordoned |"))
    #expect(lines.contains("| `odd` | ``a\\|b`c`` |"))
  }

  @Test("claims are listed with their judgement")
  func claims() {
    #expect(lines.contains("3 claims: 1 confirmed, 1 refuted, 1 not tested. A claim never fails a run."))
    #expect(lines.contains { $0.contains("fails \\| VXLAN is not routable | **refuted** |") })
    #expect(lines.contains { $0.contains(" | not tested | ") })
    let confirmed = lines.firstIndex { $0.contains(" | confirmed | ") }
    let folded = lines.firstIndex(of: "<summary>Confirmed (1)</summary>")
    #expect((folded ?? .max) < (confirmed ?? 0))
  }

  @Test("an interrupted run says so at the top")
  func interrupted() throws {
    var record = SampleRecord.record
    record.interruption = "SIGINT"
    let text = try MarkdownReport.render(record)
    #expect(text.contains("> [!WARNING]\n> The run is incomplete: SIGINT\n"))
  }

  @Test("a run without scenarios renders, and is not green")
  func empty() throws {
    let text = try MarkdownReport.render(SampleRecord.empty)
    #expect(text.hasPrefix("# netproof: ⚠️ inconclusive\n"))
    #expect(!text.contains("## Scenarios"))
  }

  @Test("a scenario that could not be established gives its reason")
  func failedScenario() throws {
    var record = SampleRecord.record
    record.scenarios[0].failure = "agents not ready"
    #expect(
      try MarkdownReport.render(record)
        .contains("> [!WARNING]\n> The scenario could not be established: agents not ready\n"))
  }

  @Test(
    "text is data unless it is our own code span",
    arguments: [
      ("a|b", "a\\|b", "a\\|b"), ("`a|b` c|d", "`a|b` c\\|d", "`a\\|b` c\\|d"),
      ("odd ` tick", "odd \\` tick", "odd \\` tick"),
      ("<b>&", "&lt;b&gt;&amp;", "&lt;b&gt;&amp;"), ("two\nlines", "two lines", "two lines"),
      ("# no", "\\# no", "\\# no"),
      ("cilium_vxlan", "cilium\\_vxlan", "cilium\\_vxlan"),
    ])
  func escaping(source: String, text: String, cell: String) {
    #expect(Markdown.text(source) == text)
    #expect(Markdown.cell(source) == cell)
  }

  @Test("a value with backticks gets a longer fence")
  func code() {
    #expect(Markdown.code("a`b") == "``a`b``")
    #expect(Markdown.code("`a") == "`` `a ``")
    #expect(Markdown.codeCell("a|b") == "`a\\|b`")
  }

  @Test("the command to reproduce names what differs from the defaults, quoted for a shell")
  func reproduction() {
    #expect(Reproduction.command(SampleRecord.record) == "netproof run --lab")
    var record = SampleRecord.record
    record.scenarios.removeFirst()
    record.cluster.context = "team's cluster"
    #expect(
      Reproduction.command(record)
        == #"netproof run --context 'team'\''s cluster' --scenario both --https-address 203.0.113.10"#)
  }
}
