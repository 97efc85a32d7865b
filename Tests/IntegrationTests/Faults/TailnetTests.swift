import Conformance
import Foundation
import Lab
import Synchronization
import Testing

extension LabTests {
  @Test("a tailnet that a relay carries over TCP is told by packets, and put back when the fault is lifted")
  func relayedTailnet() async throws {
    let relayed = try await LabRun.with(.tailnetRelayed) { try await LabRun.verify([.both], capture: CaptureOptions()) }
    let scenario = try #require(relayed.scenarios.first)
    #expect(scenario.cases.filter { $0.verdict == .deviates || $0.verdict == .inconclusive }.isEmpty)
    let ways = try #require(scenario.tailnet)
    #expect(ways.paths.count == 2)
    for path in ways.paths {
      #expect(path.way.isRelayed && path.source == .packets, "\(path)")
      #expect(path.readings.contains { $0.moment == .during && $0.source == .packets && $0.way == .relayed })
    }
    let codes = (ways.findings ?? []).map(\.code)
    #expect(codes == ["tailnet-relayed", "tailnet-relayed"])

    let lifted = try await LabRun.verify([.both], capture: CaptureOptions())
    let direct = try #require(lifted.scenarios.first?.tailnet)
    #expect(direct.paths.allSatisfy { $0.way == .direct && $0.source == .packets }, "\(direct.paths)")
    #expect(direct.findings?.contains { $0.code == "tailnet-relayed" } != true)
  }

  @Test("what STUN servers answer is seen on every node, and a node that they do not answer is named, alone")
  func stun() async throws {
    let well = try await LabRun.verify([.both], capture: CaptureOptions())
    let seen = try #require(well.scenarios.first?.tailnet)
    #expect(seen.stun?.map(\.node).sorted() == ["instance-master", "instance-worker"])
    for node in seen.stun ?? [] {
      #expect(node.answers > 0 && node.servers.count == 2 && node.isWitnessed && !node.isUnanswered, "\(node)")
      // Behind NAT that keeps the port: one place outside, at WireGuard's own port, and the node's address inside.
      #expect(node.mapped.count == 1 && node.mapped.allSatisfy { $0.port == 41_641 } && !node.mapsByDestination)
      #expect(node.exchanges.allSatisfy { $0.local.port == 41_641 && $0.local != node.mapped.first }, "\(node)")
    }
    #expect(seen.findings?.contains { $0.code == "stun-unanswered" } != true)

    let blocked = try await LabRun.with(.stunBlocked, on: "instance-master") {
      try await LabRun.verify([.both], capture: CaptureOptions())
    }
    let scenario = try #require(blocked.scenarios.first)
    #expect(scenario.cases.filter { $0.verdict == .deviates || $0.verdict == .inconclusive }.isEmpty)
    let told = try #require(scenario.tailnet)
    #expect(told.findings?.map(\.code) == ["stun-unanswered"])
    #expect(told.findings?.first?.cause.contains("instance-master") == true)
    #expect(told.stun?.filter(\.isUnanswered).map(\.node) == ["instance-master"])
    #expect(told.paths.allSatisfy { $0.way == .direct }, "\(told.paths)")
  }

  @Test("Tailscale's own word names the relay, before, during and after the probes, and of people nothing is kept")
  func relayedTailnetByStatus() async throws {
    let relayed = try await LabRun.with(.tailnetRelayed) { try await LabRun.verify([.both], tailscale: true) }
    let scenario = try #require(relayed.scenarios.first)
    #expect(scenario.cases.filter { $0.verdict == .deviates || $0.verdict == .inconclusive }.isEmpty)
    let ways = try #require(scenario.tailnet)
    #expect(ways.paths.count == 2 && ways.gaps == nil, "\(ways.gaps ?? [])")
    for path in ways.paths {
      #expect(path.way == .derp && path.relay == "lab" && path.source == .status, "\(path)")
      #expect(path.readings.filter { $0.source == .status }.map(\.moment) == [.before, .during, .after])
    }
    #expect((ways.findings ?? []).map(\.code) == ["tailnet-relayed", "tailnet-relayed"])
    let kept = String(decoding: try JSONEncoder().encode(relayed), as: UTF8.self)
    #expect(!kept.contains("alice") && !kept.contains("nodekey:"))

    let direct = try #require(try await LabRun.verify([.both], tailscale: true).scenarios.first?.tailnet)
    #expect(direct.paths.allSatisfy { $0.way == .direct && $0.source == .status }, "\(direct.paths)")
    #expect(direct.findings == nil && direct.gaps == nil)
  }

  @Test(
    "a path that falls to a relay while it is watched, and comes back, is an event with a time",
    arguments: [true, false])
  func watchedRelay(asksTailscale: Bool) async throws {
    let client = try await SharedLab.shared.client()
    var run = RunOptions(
      endpoints: ExternalEndpoints(httpsAddress: Lab.httpsAddress), podStartTimeout: Lab.podPatience)
    run.guest.tailscale = asksTailscale ? TailscaleSocketOptions() : nil
    let on = Mutex((before: 0.0, lifted: 0.0))
    let record = try await Watch(client: client, options: WatchOptions(run: run, lifetime: .seconds(180))) { _ in }.run
    {
      now in
      try? await Task.sleep(for: .seconds(2))
      on.withLock { $0.before = now() }
      try? await LabRun.with(.tailnetRelayed) { try? await Task.sleep(for: .seconds(12)) }
      on.withLock { $0.lifted = now() }
      try? await Task.sleep(for: .seconds(12))
      return nil
    }
    let (before, lifted) = on.withLock { $0 }
    for pair in ["instance-master → instance-worker", "instance-worker → instance-master"] {
      let events = record.events.filter { $0.kind == .tailnet && $0.object == pair }
      #expect(events.count == 2, "\(record.events)")
      guard events.count == 2 else { continue }
      #expect(events[0].text.text.contains(asksTailscale ? "DERP relay now (lab)" : "something in between"))
      #expect(events[1].text.text.contains("straight to the other node again"))
      #expect(events[0].at >= before && events[0].at <= lifted && events[1].at > events[0].at, "\(events)")
    }
  }

  @Test("check tells what asking Tailscale would make, and manifests what it needs")
  func tailscaleSocketForecast() async throws {
    let lab = try await SharedLab.shared.lab()
    let check = try GuestProgram.run(["check", "--tailscale-socket"], lab)
    #expect(check.contains("the node's folder /var/run/tailscale (hostPath, read-only) and nothing else"), "\(check)")
    #expect(!(try GuestProgram.run(["check"], lab)).contains("/var/run/tailscale"))
    func manifest(_ words: [String]) throws -> String { try UserProgram.run(["manifests"] + words).output }
    #expect(try manifest(["namespace", "--tailscale-socket"]).contains("enforce: privileged"))
    #expect(try manifest(["images", "--tailscale-socket", "--tailscale-image", "r/curl:8"]).contains("\nr/curl:8\n"))
    let job = ["cronjob", "--runner-image", "r/netproof:1"]
    #expect(try manifest(job + ["--tailscale-socket"]).contains("- --tailscale-socket\n"))
    #expect(try !manifest(job).contains("tailscale"))
  }
}

/// Relays of one node among several, in a lab of its own.
@Suite("Relays of one node among several", .serialized, .enabled("the lab needs root", { geteuid() == 0 }))
struct PartlyRelayedTailnetTests {
  @Test("of three nodes one is relayed: its paths are told so, by packets and by Tailscale, and the others' direct")
  func oneOfThree() async throws {
    let owner = SharedLab.Owner(name: "partly-relayed", topology: try LabTopology.named("three-nodes"))
    try await SharedLab.$owner.withValue(owner) {
      do {
        try await Self.verify()
      } catch {
        await SharedLab.shared.stop()
        throw error
      }
      await SharedLab.shared.stop()
    }
  }

  private static func verify() async throws {
    let run = try await LabRun.with(.tailnetRelayed, on: "w3") {
      try await LabRun.verify(plan: .detected, capture: CaptureOptions(), tailscale: true)
    }
    let scenario = try #require(run.scenarios.first)
    #expect(scenario.cases.filter { $0.verdict == .deviates || $0.verdict == .inconclusive }.isEmpty)
    let ways = try #require(scenario.tailnet)
    #expect(ways.paths.count == 6 && ways.gaps == nil)
    for path in ways.paths {
      let touches = path.subject.source == "w3" || path.subject.target == "w3"
      #expect(path.way == (touches ? .derp : .direct) && path.source == .packets, "\(path)")
      #expect(!path.isChanging, "\(path)")
    }
    #expect((ways.findings ?? []).map(\.code) == Array(repeating: "tailnet-relayed", count: 4))
  }
}
