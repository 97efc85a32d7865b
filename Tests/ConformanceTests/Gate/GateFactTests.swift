import Testing

@testable import Conformance

@Suite("Facts that changed between two runs")
struct GateFactTests {
  private func changed(_ change: (inout RunRecord) -> Void) throws -> GateReport {
    let before = try GateRecords.both()
    var after = before
    change(&after)
    return try GateRecords.judge(before, after)
  }

  @Test("versions, devices, MTU and node IPs are told with both values and decide nothing by default")
  func facts() throws {
    let report = try changed { after in
      after.cluster.kubernetesVersion = "v1.37.0"
      after.cluster.ciliumVersion = "1.20.0"
      after.scenarios[0].devices = "tailscale0,enp0s6"
      after.cluster.nodes[0].internalIP = "10.0.0.239"
      after.cluster.nodes[1].mtus = ["enp0s6": 1500]
      after.cluster.configuration["routing-mode"] = "native"
    }
    #expect(report.decision == .accept)
    let facts = report.findings(.fact)
    #expect(
      facts.compactMap(\.fact) == [.kubernetesVersion, .ciliumVersion, .devices, .configuration, .nodeIP, .mtu])
    #expect(facts[0].before == "v1.36.2" && facts[0].after == "v1.37.0")
    #expect(facts[4].title == "node-ip of instance-master" && facts[4].before == "100.64.0.1")
    #expect(facts[5].after == "enp0s6: 1500")
  }

  @Test("a list of devices that is written otherwise and read alike has not changed")
  func devicesWrittenOtherwise() throws {
    let blanks = try changed { $0.scenarios[0].devices = "enp0s6 tailscale0" }
    #expect(blanks.titles(.fact).isEmpty)
    // 1.15 reads the list with commas as one name.
    let older = try changed { after in
      after.cluster.ciliumVersion = "1.15.6"
      for index in after.cluster.nodes.indices { after.cluster.nodes[index].ciliumVersion = "1.15.6" }
    }
    #expect(older.findings(.fact).compactMap(\.fact).contains(.devices) == false)
    #expect(try changed { $0.scenarios[0].devices = "tailscale0 enp0s6" }.titles(.fact).count == 1)
  }

  @Test("a policy refuses a single fact")
  func refused() throws {
    let before = try GateRecords.both()
    var after = before
    after.cluster.nodes[1].mtus = ["enp0s6": 1500]
    after.cluster.kubernetesVersion = "v1.37.0"
    let report = try GateRecords.judge(before, after, GatePolicy(facts: [.mtu: .refuse]))
    #expect(report.decision == .refuse)
    #expect(report.refusals.map(\.title) == ["mtu of instance-worker"])
  }

  @Test("other endpoints outside are told: outside paths are not compared like with like")
  func endpoints() throws {
    let report = try changed { $0.endpoints.pingAddress = "1.1.1.1" }
    #expect(report.titles(.fact) == ["endpoints"])
  }

  @Test("a cluster that was reached in another way still is the same cluster, and that is said")
  func way() throws {
    let report = try changed { after in
      after.cluster.context = "in-cluster"
      after.cluster.server = "https://10.96.0.1"
    }
    #expect(report.notes.count == 1 && report.notes[0].contains("in different ways"))
  }
}
