import Conformance
import Foundation
import Kubernetes
import Testing

@testable import Delivery

/// One night after the other, delivered to an API server that refuses what a test says.
@Suite("Delivered into a cluster")
struct ClusterDeliveryTests {
  private static let configMaps = "/api/v1/namespaces/probes/configmaps"
  private static let configMap = configMaps + "/netproof-report"
  private static let events = "/api/v1/namespaces/probes/events"

  private let server: ObjectServer
  private let client: KubernetesClient

  init() throws {
    server = try ObjectServer()
    client = try server.client()
  }

  private func deliver(
    _ record: RunRecord, to destinations: [ReportDestination] = [.configMap, .events]
  ) async -> [DeliveryOutcome] {
    await Delivery(to: destinations, options: .init(namespace: "probes"), client: client).run(record)
  }

  private func last() async throws -> LastReport {
    try #require(try await LastReport.read(client, namespace: "probes"))
  }

  private func reasons() throws -> [String] {
    try server.all(Event.self, in: Self.events).compactMap(\.reason)
  }

  @Test("a change that the Events could not tell is told the next night, and then no more")
  func untold() async throws {
    _ = await deliver(try Records.conforming())
    #expect(try reasons() == ["RunConforms"])
    // The run is told, the case is not.
    server.refuse("POST", Self.events, after: 1)
    let failed = await deliver(try Records.with(.deviates))
    #expect(failed.map(\.hasFailed) == [true, false], "\(failed)")
    #expect(try reasons() == ["RunConforms", "RunDeviates"])
    #expect(try await last().record.get()?.verdict == .deviates, "the ConfigMap has what was found all the same")

    server.refuseNothing()
    let mended = await deliver(try Records.with(.deviates))
    #expect(mended.map(\.hasFailed) == [false, false], "\(mended)")
    #expect(try reasons() == ["RunConforms", "RunDeviates", "CaseDeviates"])
    let told = try #require(try server.all(Event.self, in: Self.events).last)
    #expect(told.message?.contains("conforms → deviates") == true)
    #expect(try await last().untold.get() == nil)

    let quiet = await deliver(try Records.with(.deviates))
    #expect(quiet.first?.description.hasPrefix("Nothing for events") == true, "\(quiet)")
  }

  @Test("what could not be told and is as it was before is no news")
  func untoldAndGone() async throws {
    _ = await deliver(try Records.conforming())
    server.refuse("POST", Self.events)
    _ = await deliver(try Records.with(.deviates))
    #expect(try await last().untold.get()?.run == .conforms)
    server.refuseNothing()
    _ = await deliver(try Records.conforming())
    #expect(try reasons() == ["RunConforms"])
  }

  @Test("a last record that could not be read when Events were told is compared with the next night")
  func unreadable() async throws {
    _ = await deliver(try Records.conforming())
    server.refuse("GET", Self.configMap, times: 1)
    let outcomes = await deliver(try Records.with(.deviates))
    #expect(outcomes.map(\.hasFailed) == [true, false], "\(outcomes)")
    let metrics = try #require(try await last().metrics)
    #expect(metrics.contains("netproof_last_success_timestamp_seconds 0\n"), "from the record of the night before")
    _ = await deliver(try Records.with(.deviates))
    #expect(try reasons() == ["RunConforms", "RunDeviates", "CaseDeviates"])
  }

  @Test("a damaged last record costs neither the time of the last success nor the news of what is not green")
  func damaged() async throws {
    _ = await deliver(try Records.conforming())
    var configMap = try await client.get(ConfigMap.self, .configMap(namespace: "probes", name: "netproof-report"))
    configMap.binaryData?["run.json.gz"] = Data("damaged".utf8)
    _ = try await client.replace(
      configMap, at: .configMap(namespace: "probes", name: "netproof-report"), as: ConfigMap.self)
    let outcomes = await deliver(try Records.with(.deviates))
    #expect(outcomes.map(\.hasFailed) == [false, false], "\(outcomes)")
    #expect(outcomes.first?.description.contains("not compared with the last run") == true, "\(outcomes)")
    #expect(try reasons() == ["RunConforms", "RunDeviates", "CaseDeviates"])
    #expect(try await last().metrics?.contains("netproof_last_success_timestamp_seconds 0\n") == true)
  }

  @Test("what could not be delivered before them is noted in the records that stay")
  func noted() async throws {
    try await Records.withFolder { folder in
      server.refuse("POST", Self.events)
      let outcomes = await deliver(
        try Records.conforming(), to: [.configMap, .folder(folder.path), .events, .metrics("/dev/null/x")])
      #expect(
        outcomes.map(\.destination) == [.events, .metrics("/dev/null/x"), .folder(folder.path), .configMap])
      let failures = outcomes.filter(\.hasFailed).map(\.description)
      #expect(failures.count == 2)
      #expect(try await last().record.get()?.notes.map(\.text) == failures)
      let kept = try String(contentsOf: folder.appending(path: "latest/run.json"), encoding: .utf8)
      #expect(kept.contains("Not delivered to events") && kept.contains("Not delivered to metrics"))
    }
  }

  @Test("a ConfigMap that somebody else changes in between is read and replaced once more")
  func changedBetween() async throws {
    _ = await deliver(try Records.conforming(), to: [.configMap])
    server.afterRead(Self.configMap) { $0.touch(Self.configMap) }
    let outcomes = await deliver(try Records.with(.deviates), to: [.configMap])
    #expect(outcomes.map(\.hasFailed) == [false], "\(outcomes)")
    #expect(try await last().record.get()?.verdict == .deviates)
    #expect(server.requests.count { $0 == "PUT \(Self.configMap)" } == 2)
  }

  @Test("and one that somebody else makes in between is replaced")
  func madeBetween() async throws {
    server.afterRead(Self.configMap) { $0.put(Self.configMap, ["metadata": ["name": "netproof-report"]]) }
    let outcomes = await deliver(try Records.conforming(), to: [.configMap])
    #expect(outcomes.map(\.hasFailed) == [false], "\(outcomes)")
    #expect(try await last().record.get()?.verdict == .conforms)
  }

  @Test("one that goes on changing is a failure")
  func alwaysChanging() async throws {
    _ = await deliver(try Records.conforming(), to: [.configMap])
    // Read before Events and after the conflict.
    server.afterRead(Self.configMap) { state in
      state.touch(Self.configMap)
      state.whenRead(Self.configMap) { $0.touch(Self.configMap) }
    }
    let outcomes = await deliver(try Records.with(.deviates), to: [.configMap])
    #expect(outcomes.map(\.hasFailed) == [true])
    #expect(try await last().record.get()?.verdict == .conforms, "what is there stays")
  }
}

@Suite("OpenReports in a cluster")
struct OpenReportsDeliveryTests {
  private func deliver(_ server: ObjectServer, _ verdict: Verdict) async throws -> DeliveryOutcome {
    let outcomes = await Delivery(
      to: [.openReports], options: .init(namespace: "probes"), client: try server.client()
    ).run(try verdict == .conforms ? Records.conforming() : Records.with(verdict))
    return try #require(outcomes.first)
  }

  @Test("the definition that the cluster has is used, OpenReports before its predecessor")
  func definitions() async throws {
    let (open, old) = (["openreports.io/v1alpha1": "reports"], ["wgpolicyk8s.io/v1alpha2": "policyreports"])
    for (groups, kind) in [
      (open, "Report"), (old, "PolicyReport"), (open.merging(old) { first, _ in first }, "Report"),
    ] {
      let server = try ObjectServer(groups: groups)
      let outcome = try await deliver(server, .deviates)
      #expect(!outcome.hasFailed && outcome.description.contains("\(kind) probes/netproof"), "\(outcome)")
      let reports = try server.all(PolicyReport.self, in: "/apis")
      #expect(reports.map(\.kind) == [kind] && reports.map(\.summary.fail) == [1])
    }
  }

  @Test("the next night replaces the report, also where somebody else changes it in between")
  func replaced() async throws {
    let server = try ObjectServer(groups: ["openreports.io/v1alpha1": "reports"])
    let path = "/apis/openreports.io/v1alpha1/namespaces/probes/reports"
    #expect(try await !deliver(server, .deviates).hasFailed)
    server.afterRead(path + "/netproof") { $0.touch(path + "/netproof") }
    let outcome = try await deliver(server, .conforms)
    #expect(!outcome.hasFailed, "\(outcome)")
    #expect(try server.all(PolicyReport.self, in: path).map(\.summary.fail) == [0])
    #expect(server.requests.count { $0.hasPrefix("PUT ") } == 2)
  }

  @Test("a cluster with neither needs none; a group without the resource is none; a refusal is a failure")
  func none() async throws {
    for groups in [[:], ["openreports.io/v1alpha1": "clusterreports"]] {
      let outcome = try await deliver(try ObjectServer(groups: groups), .conforms)
      #expect(outcome.description.hasPrefix("Nothing for openreports: the cluster has neither reports.openreports.io"))
    }
    let server = try ObjectServer(groups: ["openreports.io/v1alpha1": "reports"])
    server.refuse("POST", "/apis/openreports.io/v1alpha1/namespaces/probes/reports")
    #expect(try await deliver(server, .conforms).hasFailed)
  }
}
