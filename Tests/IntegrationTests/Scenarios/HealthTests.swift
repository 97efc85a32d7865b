import Conformance
import Lab
import Testing

extension LabTests {
  @Test("an unbroken cluster is healthy: everything is read, only the run's own drops are seen, tables agree")
  func healthy() async throws {
    let run = try await LabRun.verify([.both])
    let scenario = try #require(run.scenarios.first)
    let health = try #require(scenario.health)
    // How long a round trip takes is this machine's matter.
    let warnings = health.warnings.filter { $0.measure != .tailnetRoundTrip }
    // Its agents have the default: nobody times system calls.
    #expect(health.gaps.map(\.measures) == [[.syscallTime]] && warnings.isEmpty, "\(health)")
    #expect(health.checks.map(\.measure) == HealthMeasure.allCases)
    #expect(health.checks.allSatisfy { $0.measured == ($0.measure == .syscallTime ? 0 : 2) }, "\(health.checks)")
    let drops = health.nodes.flatMap { $0.drops ?? [] }
    // The sizes above the path's MTU are lost on purpose, and counted by the kernel.
    #expect(!drops.isEmpty && drops.allSatisfy { $0.reason == "Invalid packet" && $0.unaccounted == 0 }, "\(drops)")
    let datapath = try #require(scenario.datapath)
    #expect(datapath.gaps.isEmpty && datapath.policies.isEmpty && datapath.compared >= 8)
    #expect(datapath.services.allSatisfy { $0.agrees }, "\(datapath.services.compactMap(\.difference))")
  }

  @Test("packets carry the sender's identity: with a capture every tunnelled path is proven")
  func identities() async throws {
    let run = try await LabRun.verify([.both], capture: CaptureOptions())
    let paths = run.scenarios.flatMap(\.cases).filter { $0.aspect == .crossNodePod }.compactMap(\.path)
    #expect(paths.count == 2 && paths.allSatisfy { $0.conclusion == .proven && $0.gaps.isEmpty }, "\(paths)")
  }

  @Test("what a policy drops is counted as such on the node, and the restriction is in the record")
  func policyDrops() async throws {
    let run = try await LabRun.with(.policyDenied) { try await LabRun.verify([.both]) }
    let scenario = try #require(run.scenarios.first)
    let check = try #require(scenario.health?.checks.first { $0.measure == .drops })
    #expect(check.exceeded.count == 2)
    #expect(check.exceeded.allSatisfy { $0.detail?.hasPrefix("Policy denied (INGRESS): ") == true })
    let policies = try #require(scenario.datapath?.policies)
    #expect(Set(policies.map(\.restriction)) == ["ingress from or to ANY on 8080/TCP is denied"])
    #expect(policies.contains { $0.pod == "server" && $0.isIngress })
  }
}
