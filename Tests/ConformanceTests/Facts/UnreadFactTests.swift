import Cilium
import Foundation
import Testing

@testable import Conformance

@Suite("What could not be read is told, and nothing is made of it")
struct UnreadFactTests {
  private typealias Make = SyntheticCluster

  private struct Refusal: Error, CustomStringConvertible {
    var description: String
  }

  @Test("what was read is taken; what was not leaves its reason")
  func reading() {
    var node = Make.node(1)
    node.read(.agentStatus, Result<String, Refusal>.success("BPF")) { $0.hostRouting = $1 }
    #expect(node.hostRouting == "BPF" && node.unread == nil)
    node.read(.healthCheck, Result<String, Refusal>.failure(Refusal(description: "403"))) { $0.hostRouting = $1 }
    node.read(.kernelDetails, Result<String, Refusal>.success("junk")) { _, text in
      throw Refusal(description: "\(text) is no rule")
    }
    #expect(node.hostRouting == "BPF")
    #expect(node.unread == [UnreadFact(.healthCheck, "403"), UnreadFact(.kernelDetails, "junk is no rule")])
  }

  @Test("nodes that lack the same share a note, with so many names as one reads")
  func notes() {
    var nodes = (1...9).map { Make.node($0) }
    for index in nodes.indices { nodes[index].unread = [UnreadFact(.healthCheck, "no answer from \(index)")] }
    nodes[3].unread?.append(UnreadFact(.agentStatus, "exec failed"))
    var facts = Make.cluster(nodes, devices: nil)
    facts.unread = [UnreadFact(.ciliumNodes, "403 Forbidden")]
    let notes = UnreadFact.notes(facts)
    #expect(notes.count == 3)
    #expect(notes[0].hasSuffix("403 Forbidden") && notes[0].hasPrefix("CiliumNodes could not be read"))
    #expect(notes[1].contains("on node-1, node-2, node-3, node-4, node-5, node-6 and 3 more, so"))
    #expect(notes[1].hasSuffix(": no answer from 0"))
    #expect(notes[2].contains("on node-4, so") && notes[2].hasSuffix(": exec failed"))
    #expect(ClusterRemarks.notes(facts).count { notes.contains($0) } == 3)
  }

  @Test("everything of every kind is said as a sentence of its own", arguments: UnreadFact.Kind.allCases)
  func sentences(_ kind: UnreadFact.Kind) {
    let note = UnreadFact(kind, "why").note(on: "a, b")
    #expect(note.hasSuffix(": why") && note.contains("could not be"))
    let ofTheCluster: [UnreadFact.Kind] = [
      .ciliumNodes, .nodeConfigurations, .configuration, .pods, .services, .endpoints,
    ]
    #expect(ofTheCluster.contains(kind) || note.contains("a, b"))
  }

  @Test("without CiliumNodes the Kubernetes nodes' pod CIDRs count where Cilium takes them, and nowhere else")
  func podCIDRs() {
    for (ipam, isKnown) in [("kubernetes", true), ("cluster-pool", false), (nil, false)] as [(String?, Bool)] {
      var facts = Make.cluster([Make.node(1)], devices: nil)
      facts.configuration["ipam"] = ipam
      facts.missCiliumNodes("403")
      #expect((facts.nodes[0].podCIDR != nil) == isKnown)
      #expect(facts.unread == [UnreadFact(.ciliumNodes, "403")])
    }
  }

  @Test("records keep it, and older ones have none")
  func coding() throws {
    var facts = Make.cluster([Make.node(1)], devices: nil)
    facts.nodes[0].unread = [UnreadFact(.healthCheck, "403")]
    let data = try JSONEncoder().encode(facts)
    #expect(try JSONDecoder().decode(ClusterFacts.self, from: data) == facts)
    facts.nodes[0].unread = nil
    let older = try JSONEncoder().encode(facts)
    #expect(!String(decoding: older, as: UTF8.self).contains("unread"))
    #expect(try JSONDecoder().decode(ClusterFacts.self, from: older) == facts)
  }
}
