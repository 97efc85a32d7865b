import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("The handbook")
struct HandbookTests {
  @Test(
    "the committed documents are what the rules say now",
    arguments: [(Language.english, "reports/expected-behaviour.md"), (.korean, "reports/expected-behaviour.ko.md")])
  func current(language: Language, path: String) throws {
    let committed = try String(contentsOf: IndependentReader.repository(path), encoding: .utf8)
    let rendered = try HandbookReport.render(language: language)
    guard committed != rendered else { return }
    let difference = zip(
      committed.split(separator: "\n", omittingEmptySubsequences: false),
      rendered.split(separator: "\n", omittingEmptySubsequences: false)
    ).first { $0 != $1 }
    Issue.record(
      """
      \(path) is stale: rules or words have changed. Write it anew with `netproof handbook --lang \(language.rawValue) \
      -o \(path)` and read the difference. First one: \(difference.map { "\($0.0) → \($0.1)" } ?? "its length")
      """)
  }

  @Test("every scenario has its chapter with setting, selection, expectations, tables and wire")
  func chapters() throws {
    let text = try HandbookReport.render()
    for scenario in Scenario.allCases {
      #expect(text.contains("<a id=\"\(scenario.rawValue)\"></a>\n\n## \(scenario.title) (`\(scenario.rawValue)`)"))
    }
    for part in ["### What is set", "### What to expect, and why", "### In Cilium's tables", "### On the wire"] {
      #expect(text.components(separatedBy: part).count == Scenario.allCases.count + 1, "\(part)")
    }
    for aspect in Aspect.allCases { #expect(!aspect.manualCommands.isEmpty) }
  }

  @Test("the values are those of a real cluster (truth.md)")
  func truth() throws {
    let text = try HandbookReport.render()
    for part in [
      // enp0s6 alone: SNAT to its address; to the other node's address nothing, and the MTU is its own.
      "ICMP OUT 10.244.0.41:7 -> 8.8.8.8:0 XLATE_SRC 10.0.0.239:7",
      "MTU of pods' devices 9000, of their routes into the tunnel 8950.",
      "leaves by `tailscale0` with the pod's own address (`10.244.0.41`), which the far side drops.",
      // tailscale0 alone: the bare pod address leaves enp0s6.
      "leaves by `enp0s6` with the pod's own address (`10.244.0.41`), and the cloud drops it.",
      "ICMP OUT 10.244.0.41:7 -> 100.64.0.2:0 XLATE_SRC 100.64.0.1:7",
      "MTU of pods' devices 1280, of their routes into the tunnel 1230.",
      "`BPF [enp0s6, tailscale0]`", "VXLAN (UDP 8472) `100.64.0.1` → `100.64.0.2` on `tailscale0`",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test("with a run, what was last observed stands beside the expectations, and when")
  func observed() throws {
    let text = try HandbookReport.render(observed: SampleRecord.record)
    #expect(text.contains("Run `1a2b` on lab, 2026-11-21T08:00:00.125Z"))
    #expect(text.contains("| ❌ **1/2 works** |"))
    #expect(!(try HandbookReport.render()).contains("Last observed"))
  }

  @Test("every fault of the list is told with a cause and a remedy of its own")
  func faults() throws {
    var codes: Set<String> = []
    for fault in ExampleFault.allCases {
      let wrong = try fault.cases().filter { $0.verdict == .deviates || $0.verdict == .inconclusive }
      let found = Set(wrong.compactMap { $0.diagnosis?.code })
      #expect(!found.isEmpty && !found.contains("unexplained"), "\(fault)")
      codes.formUnion(found)
    }
    let text = try HandbookReport.render()
    for code in codes { #expect(text.contains("| `\(code)` |"), "\(code)") }
    #expect(codes.count >= 14)
  }

  @Test("both languages have the same shape")
  func shape() throws {
    let texts = try Language.allCases.map { try HandbookReport.render(language: $0) }
    func shape(_ text: String) -> [Int] {
      ["\n## ", "\n### ", "\n|", "\n- ", "```"].map { text.components(separatedBy: $0).count }
    }
    #expect(shape(texts[0]) == shape(texts[1]))
  }
}
