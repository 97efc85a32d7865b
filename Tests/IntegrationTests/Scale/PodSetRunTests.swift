import Foundation
import Kubernetes
import Lab
import Testing

@testable import Conformance

extension SimulationTests {
  @Test("pods that DaemonSets make are measured like those that are made one by one, for a tenth of the calls")
  func podSets() async throws {
    var records: [RunRecord] = []
    var asked: [[String: Int]] = []
    for most in [PodDivision.most, 4] {
      let simulation = try await Simulation.start(nodes: 14, seed: 9)
      var options = RunOptions()
      options.probeTimeoutSeconds = 1
      options.retries = 0
      options.mostPodsSingly = most
      options.sampling = SamplingOptions(pairLimit: 40, seed: SampleSeed("2026-11-21"))
      let client = try client(simulation)
      let session = try await Session.open(client: client, options: options) { _ in }
      records.append(await session.conduct {})
      asked.append(simulation.requests)
      let home = "netproof"
      for path in [ResourcePath.daemonSets(namespace: home), .jobs(namespace: home), .pods(namespace: home)] {
        #expect(try await client.list(PodHead.self, path).items.isEmpty, "\(path)")
      }
      await simulation.stop()
    }
    let (singly, together) = (records[0].scenarios.flatMap(\.cases), records[1].scenarios.flatMap(\.cases))
    #expect(singly.contains { $0.verdict == .deviates } && singly.contains { $0.verdict == .conforms })
    #expect(singly.map(\.aspect) == together.map(\.aspect) && singly.map(\.subject) == together.map(\.subject))
    for (one, other) in zip(singly, together) {
      #expect(one.verdict == other.verdict, "\(one.aspect.rawValue) \(one.subject): \(other.explanation)")
    }
    #expect(records[1].notes.allSatisfy { !$0.text.contains("one by one") }, "\(records[1].notes.map(\.text))")
    #expect(asked[0]["create daemonsets"] == nil && asked[0]["create pods"] == 28)
    // The servers of nodes with a Service of their own are made singly.
    let servers = records[1].sample?.served.count ?? 0
    let sets = 14 - servers > 4 ? 2 : 1
    #expect(asked[1]["create daemonsets"] == sets && asked[1]["create jobs"] == 1)
    #expect(asked[1]["create pods"] == 1 + (sets == 2 ? max(servers, 1) : 14), "\(asked[1])")
  }
}

/// As much of an object as tells that it is there.
private struct PodHead: Decodable, Sendable { var metadata: ObjectMeta }

extension LabTests {
  @Test("on the lab, a run whose pods DaemonSets make conforms, and leaves nothing")
  func podSets() async throws {
    let client = try await SharedLab.shared.client()
    var options = RunOptions(plan: .detected)
    options.endpoints = ExternalEndpoints(httpsAddress: Lab.httpsAddress)
    options.podStartTimeout = Lab.podPatience
    options.mostPodsSingly = 0
    let session = try await Session.open(client: client, options: options) { _ in }
    let record = await session.conduct {}
    #expect(record.verdict == .conforms, "\(record.notes.map(\.text))")
    #expect(record.notes.allSatisfy { !$0.text.contains("one by one") }, "\(record.notes.map(\.text))")
    let evidence = record.scenarios.flatMap(\.cases).flatMap { $0.observation?.evidence ?? [] }
    let set = "client-\(record.runID)-0-"
    // The first client is made singly, and has its node's place in its name: client-RUN-0-0.
    let origins = Set(evidence.map(\.origin).filter { $0.contains(set) && !$0.contains("\(set)0 ") })
    #expect(!origins.isEmpty, "\(Set(evidence.map(\.origin)))")
    #expect(try await GuestObjects.runs(client).isEmpty)
  }
}
