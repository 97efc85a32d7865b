import Testing

@testable import Conformance

@Suite("What facts alone say of a cluster")
struct ClusterRemarksTests {
  @Test("settings of 1.20 that no rule reads are said, where a node's release knows them")
  func unruled() throws {
    for option in ["enable-dynamic-source-lookup-nodeport", "fib-table-id-annotation"] {
      var facts = try RecordedCluster.facts("C")
      facts.configuration[option] = "true"
      func isTold() -> Bool { ClusterRemarks.unread(facts).contains { $0.hasPrefix("\(option) is on") } }
      for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = "1.19.4" }
      #expect(!isTold())
      facts.nodes[0].ciliumVersion = "1.20.1"
      #expect(isTold())
      facts.configuration[option] = "false"
      #expect(!isTold())
    }
  }
}
