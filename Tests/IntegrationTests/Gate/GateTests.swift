import Conformance
import Foundation
import Lab
import Testing

extension LabTests {
  @Test("the gate accepts an upgrade that loses nothing, and refuses one that loses a path, by name")
  func gate() async throws {
    let before = try await LabRun.verify([.both])
    let same = try await LabRun.verify([.both])
    let broken = try await LabRun.with(.natReverseMissing) { try await LabRun.verify([.both]) }
    func judge(_ after: RunRecord) throws -> GateReport {
      try Gate().judge(
        before: .init(path: "before", record: before), after: .init(path: "after", record: after), now: Date())
    }
    let accepted = try judge(same)
    #expect(accepted.decision == .accept, "\(accepted.refusals)")
    #expect(accepted.compared == before.scenarios.first?.cases.count)
    let refused = try judge(broken)
    #expect(refused.decision == .refuse)
    #expect(Set(refused.refusals.compactMap(\.aspect)) == [.natExternal, .natNodeAddress])
    #expect(refused.refusals.allSatisfy { $0.change == .lost && $0.diagnosis?.code == "nat-reverse-missing" })
  }

  @Test("answers are timed: every path that works has its times in the record")
  func latencies() async throws {
    let record = try await LabRun.verify([.both])
    let paths = record.scenarios.flatMap(\.cases).filter {
      [.sameNodePod, .crossNodePod, .externalPing, .otherNodeIP, .clusterName, .apiService].contains($0.aspect)
    }
    #expect(paths.count == 12)
    for path in paths {
      let samples = path.observation?.latencies.flatMap(\.milliseconds) ?? []
      #expect(!samples.isEmpty && samples.allSatisfy { $0 >= 0 }, "\(path.aspect) \(path.subject)")
    }
  }

  @Test("retries: a broken path is asked as often as wanted, and every attempt is kept")
  func retries() async throws {
    let record = try await LabRun.with(.snatMissing) { try await verify { $0.retries = 2 } }
    let ping = try #require(record.scenarios.first?.cases.first { $0.aspect == .externalPing })
    #expect(ping.verdict == .deviates && ping.attempts == 3 && !ping.isFlaky)
    #expect(ping.earlierAttempts.map(\.observation?.outcome) == [.unreachable, .unreachable])
    // The node's own network reaches the endpoints: the cluster loses the packets.
    let https = try #require(record.scenarios.first?.cases.first { $0.aspect == .externalHTTPS })
    #expect(https.verdict == .deviates)
    let control = try #require(https.observation?.evidence.last)
    #expect(control.origin.hasPrefix("host network of instance-") && control.exitStatus == 0, "\(control)")
  }

  @Test("endpoints that answer nobody, the nodes' own networks included, are inconclusive and not a cluster failure")
  func deadEndpoints() async throws {
    // TEST-NET-1 (RFC 5737): nobody has these addresses.
    let record = try await verify {
      $0.endpoints = ExternalEndpoints(
        pingAddress: "192.0.2.1", dnsServer: "192.0.2.53", httpsHost: "example.com", httpsAddress: "192.0.2.80")
    }
    let outside = try #require(record.scenarios.first).cases.filter {
      [.externalPing, .upstreamDNS, .externalHTTPS].contains($0.aspect)
    }
    #expect(outside.count == 6 && outside.allSatisfy { $0.verdict == .inconclusive }, "\(outside.map(\.explanation))")
    #expect(outside.allSatisfy { $0.diagnosis?.code == "endpoint-down" })
    #expect(outside.allSatisfy { $0.explanation.contains("the nodes' own networks") })
  }

  private func verify(_ change: (inout RunOptions) -> Void) async throws -> RunRecord {
    var options = RunOptions(
      plan: .walk([.both]), endpoints: ExternalEndpoints(httpsAddress: Lab.httpsAddress),
      podStartTimeout: Lab.podPatience, dnsRestartTimeout: Lab.podPatience)
    change(&options)
    let session = try await Session.open(client: try await SharedLab.shared.client(), options: options) { _ in }
    return await session.conduct {}
  }
}
