import Cilium
import Foundation
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

@Suite("Facts from archives")
struct ArchivedFactsTests {
  private static let name = "1.18-C-steady"

  private func inspection(_ change: (inout [String: Data]) -> Void = { _ in }) throws -> ArchiveInspection {
    try ArchiveInspection(Recordings.read(Self.name, change))
  }

  private func replacing(_ ending: String, _ from: String, _ to: String) -> (inout [String: Data]) -> Void {
    { files in
      for path in files.keys where path.hasSuffix(ending) {
        files[path] = Data(String(decoding: files[path] ?? Data(), as: UTF8.self).replacing(from, with: to).utf8)
      }
    }
  }

  @Test("Rules and kernel parameters come with them, as from a cluster")
  func kernel() throws {
    for node in try inspection().facts.nodes {
      #expect(node.policyRulesIPv4?.contains { $0.contains("lookup 52") } == true && node.policyRulesIPv6 == nil)
      #expect(node.sysctls?["net.ipv4.conf.all.rp_filter"] == 0 && node.overlayPeers == nil)
    }
  }

  @Test("A default route of several hops, which the agent does not name, is completed by what ip printed")
  func hops() throws {
    let toTwo = replacing(
      "statedb-dump.md", #""LinkIndex":2,"Scope":0,"Dst":"0.0.0.0/0","Src":"","Gw":"10.0.0.1""#,
      #""LinkIndex":0,"Scope":0,"Dst":"0.0.0.0/0","Src":"","Gw":"""#)
    let named = replacing(
      "ip--4-r.md", "default via 10.0.0.1 dev enp0s6 \n",
      "default \n\tnexthop via 10.0.0.1 dev enp0s6 weight 1 \n\tnexthop via 100.64.0.9 dev tailscale0 weight 1 \n")
    let open = try inspection { files in
      toTwo(&files)
      for path in files.keys where path.hasSuffix("ip--4-r.md") { files[path] = nil }
    }
    let known = try inspection { files in
      toTwo(&files)
      named(&files)
    }
    for (node, other) in zip(open.facts.nodes, known.facts.nodes) {
      let defaults = { (node: NodeFacts) in
        node.routes.filter { $0.destination.description == "0.0.0.0/0" && $0.table == "main" }.map(\.linkIndex)
      }
      #expect(defaults(node) == [0] && defaults(other) == [2, 3])
    }
  }

  private static let override = """
    apiVersion: v1
    items:
    - metadata:
        name: one
        namespace: kube-system
      spec:
        nodeSelector:
          matchLabels:
            kubernetes.io/hostname: instance-worker
        defaults:
          devices: enp0s6
    - metadata:
        name: not-the-agents
        namespace: default
      spec:
        nodeSelector: {}
        defaults:
          devices: none0
    kind: List
    """

  @Test("What CiliumNodeConfigs set for a node is what its agent is held against")
  func nodeConfigurations() throws {
    let inspection = try inspection { files in
      for path in files.keys where path.contains("ciliumnodeconfigs") { files[path] = Data(Self.override.utf8) }
    }
    #expect(inspection.facts.node("instance-worker")?.configurationOverrides == ["devices": "enp0s6"])
    #expect(inspection.facts.node("instance-master")?.configurationOverrides == nil)
    let record = inspection.record(toolVersion: "1.0.0")
    let found = ArchiveInspectionTests.contradictions(record)
    #expect(found.contains("selected-devices instance-worker") && !found.contains { $0.contains("instance-master") })
    #expect(record.notes.contains { $0.contains("CiliumNodeConfigs") && $0.contains("instance-worker (devices)") })
  }

  @Test("CiliumNodeConfigs that are torn or absent are not known, which is told", arguments: [true, false])
  func unread(_ isAbsent: Bool) throws {
    let inspection = try inspection { files in
      for path in files.keys where path.contains("ciliumnodeconfigs") {
        files[path] = isAbsent ? nil : Data("items:\n- metadata: [".utf8)
      }
    }
    #expect(
      inspection.facts.unread?.contains { $0.kind == .nodeConfigurations && $0.reason.contains("ciliumnodeconfigs") }
        == true)
    #expect(inspection.notes.contains { $0.contains("what is set for single nodes is not known") })
  }

  @Test("An agent that ends again and again is an obstacle of its own name")
  func obstacle() throws {
    let facts = try ArchiveInspection(Recordings.read("1.15-comma-devices-crashloop")).facts
    #expect(facts.nodes.map(\.obstacle) == [.agentDoesNotStart, .agentDoesNotStart])
    let record = try ArchiveInspection(Recordings.read("1.15-comma-devices-crashloop")).record(toolVersion: "1.0.0")
    let codes = Set(record.scenarios.flatMap(\.cases).filter { $0.verdict == .deviates }.map { $0.diagnosis?.code })
    #expect(codes == ["agent-does-not-start"])
  }
}
