import Cilium
import Foundation
import Routing
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

@Suite("Warnings of what kernels do to packets that pass their stacks")
struct StackRemarksTests {
  private func facts(_ change: (inout NodeFacts) -> Void) -> ClusterFacts {
    var node = SyntheticCluster.node(1)
    change(&node)
    return SyntheticCluster.cluster([node, SyntheticCluster.node(2)], devices: nil)
  }

  @Test("a strict rp_filter for all devices is told before it bites; a loose one, and one that was not read, are not")
  func strict() {
    let notes = StackRemarks.notes(facts { $0.sysctls = ["net.ipv4.conf.all.rp_filter": 1] })
    #expect(notes.count == 1 && notes[0].contains("node-1: net.ipv4.conf.all.rp_filter is 1"))
    for value in [0, 2] {
      #expect(StackRemarks.notes(facts { $0.sysctls = ["net.ipv4.conf.all.rp_filter": value] }).isEmpty)
    }
    #expect(StackRemarks.notes(facts { _ in }).isEmpty)
  }

  /// As Tailscale 1.96 writes them (`util/linuxfw/iptables_runner.go`, AddConnmarkSaveRule).
  private let rules = """
    *mangle
    -A PREROUTING -m conntrack --ctstate RELATED,ESTABLISHED -j CONNMARK --restore-mark --nfmask 0xff0000 --ctmask 0xff0000
    -A OUTPUT -m conntrack --ctstate NEW -m mark ! --mark 0x0/0xff0000 -j CONNMARK --save-mark --nfmask 0xff0000 --ctmask 0xff0000
    COMMIT
    """

  @Test("a rule that restores connections' marks over Cilium's bits is told where a proxy, or the kernel, sees them")
  func restored() throws {
    #expect(MarkRestoreReader.parse(rules) == [MarkRestore(chain: "PREROUTING", mask: 0xFF_0000)])
    var read = SyntheticCluster.node(1)
    try read.take(NodeTexts(iptables: rules))
    var cluster = facts { $0.markRestores = read.markRestores }
    #expect(cluster.nodes[0].markRestores?.count == 1)
    let notes = StackRemarks.notes(cluster)
    #expect(notes.count == 1 && notes[0].contains("mangle PREROUTING") && notes[0].contains("0xff0000"))
    cluster.configuration["enable-l7-proxy"] = "false"
    cluster.configuration["enable-endpoint-routes"] = "false"
    #expect(
      StackRemarks.notes(cluster).isEmpty == (PathModel(facts: cluster).legacyHostRouting(of: cluster.nodes[0]) == nil))
    let harmless = facts { $0.markRestores = [MarkRestore(chain: "PREROUTING", mask: 0x80)] }
    #expect(StackRemarks.notes(harmless).isEmpty)
  }

  @Test("an archive's iptables tell them, too")
  func archived() throws {
    let dump = try Recordings.read("1.18-C-steady") { files in
      for path in files.keys where path.hasSuffix("/iptables-save--c.md") {
        let text = String(decoding: files[path] ?? Data(), as: UTF8.self)
        files[path] = Data(
          (text
            + "*mangle\n[0:0] -A PREROUTING -j CONNMARK --restore-mark --nfmask 0xff0000 --ctmask 0xff0000\nCOMMIT\n")
            .utf8)
      }
    }
    let inspection = try ArchiveInspection(dump)
    #expect(
      inspection.facts.nodes.allSatisfy { $0.markRestores == [MarkRestore(chain: "PREROUTING", mask: 0xFF_0000)] })
    let healthy = try ArchiveInspection(Recordings.read("1.18-C-steady"))
    #expect(healthy.facts.nodes.allSatisfy { $0.markRestores == nil })
  }

  @Test("rules with counters, without a mask, and of other tables")
  func forms() {
    let text = """
      *nat
      -A PREROUTING -j CONNMARK --restore-mark
      *mangle
      [12:840] -A AWS-CONNMARK -i eni+ -j CONNMARK --restore-mark --mask 0x80
      -A X -j CONNMARK --restore-mark
      """
    #expect(
      MarkRestoreReader.parse(text) == [
        MarkRestore(chain: "AWS-CONNMARK", mask: 0x80), MarkRestore(chain: "X", mask: .max),
      ])
  }
}
