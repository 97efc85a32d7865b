import Conformance
import Foundation
import Kubernetes
import Lab
import Synchronization
import Testing

extension LabTests {
  private static func options() -> WatchOptions {
    WatchOptions(
      run: RunOptions(
        endpoints: ExternalEndpoints(httpsAddress: Lab.httpsAddress), podStartTimeout: Lab.podPatience),
      lifetime: .seconds(180))
  }

  /// When a fault was switched on and off, by the watch's clock: each happened between the two moments around it.
  private struct Made: Sendable {
    var beforeOn = 0.0
    var afterOn = 0.0
    var beforeOff = 0.0
    var afterOff = 0.0
    var longest: Double { afterOff - beforeOn }
    var shortest: Double { beforeOff - afterOn }
  }

  @Test("a tunnel that is broken and healed: the outage reported is the one made, to one probe interval")
  func watchMeasuresOutage() async throws {
    let client = try await SharedLab.shared.client()
    let options = Self.options()
    let made = Mutex(Made())
    let record = try await Watch(client: client, options: options) { _ in }.run { now in
      try? await Task.sleep(for: .seconds(3))
      var times = Made(beforeOn: now())
      try? await LabRun.with(.vxlanDropped) {
        times.afterOn = now()
        try? await Task.sleep(for: .seconds(4))
        times.beforeOff = now()
      }
      times.afterOff = now()
      made.withLock { [times] in $0 = times }
      try? await Task.sleep(for: .seconds(4))
      return nil
    }
    let times = made.withLock { $0 }
    #expect(times.shortest > 3)
    let crossing = record.paths.filter { $0.aspect == .crossNodePod && $0.part == "ping" }
    #expect(crossing.count == 2)
    let interval = options.interval / .seconds(1)
    for path in crossing {
      let outage = try #require(path.log.longestOutage, "\(path.subject)")
      #expect(outage.isOver && path.verdict == .deviates)
      #expect(
        outage.seconds >= times.shortest - interval && outage.seconds <= times.longest + interval,
        "\(path.subject): \(outage) for a fault of \(times.shortest) to \(times.longest) s")
      #expect(outage.began >= times.beforeOn - interval && outage.began <= times.afterOn + 2 * interval)
    }
    #expect(record.verdict == .deviates && record.interruption == nil)
    // What does not use the tunnel is not touched.
    let untouched = record.paths.filter { [.sameNodePod, .ownNodeIP, .otherNodeIP].contains($0.aspect) }
    #expect(untouched.count == 8 && untouched.allSatisfy { $0.verdict == .conforms }, "\(untouched)")
  }

  @Test("a restarted agent is told, and the paths that live on its datapath lose nothing worth the name")
  func watchTellsRestart() async throws {
    let client = try await SharedLab.shared.client()
    let agents = try await client.list(
      Pod.self, .pods(namespace: "kube-system"), labelSelector: "k8s-app=cilium"
    ).items
    let agent = try #require(agents.first { $0.spec?.nodeName == "instance-worker" }?.metadata.name)
    let record = try await Watch(client: client, options: Self.options()) { _ in }.run { _ in
      try? await Task.sleep(for: .seconds(2))
      try? await client.delete(.pod(namespace: "kube-system", name: agent))
      try? await Task.sleep(for: .seconds(8))
      return nil
    }
    let events = record.events.filter { $0.kind == .agent }
    #expect(events.contains { $0.object == agent && $0.text == "is gone on instance-worker" }, "\(record.events)")
    #expect(events.contains { $0.object != agent && $0.text == "is Ready on instance-worker" }, "\(record.events)")
    let paths = record.paths.filter { $0.aspect == .crossNodePod }
    #expect(paths.count == 4 && paths.allSatisfy { $0.verdict == .conforms }, "\(paths)")
  }

  @Test("around a command: its output passes through, its failure has a status of its own, nothing is left")
  func watchCommand() async throws {
    let lab = try await SharedLab.shared.lab()
    let arguments = [
      "watch", "--kubeconfig", lab.kubeconfigPath, "--https-address", Lab.httpsAddress, "--margin", "1s",
    ]
    let passed = try Shell.run([SharedLab.executable] + arguments + ["--", "echo", "said by the command"])
    #expect(passed.contains("said by the command\n"))
    #expect(passed.contains("echo ran from +") && passed.contains("and succeeded"))
    let failed = #expect(throws: Shell.Failure.self) {
      try Shell.run([SharedLab.executable] + arguments + ["--", "sh", "-c", "exit 7"])
    }
    #expect(failed?.description.contains("status 5: ") == true, "\(String(describing: failed))")
    #expect(failed?.description.contains("sh ran from +") == true)
    #expect(failed?.description.contains("failed with status 7") == true)
    let client = try await SharedLab.shared.client()
    let left = try await client.list(Pod.self, .pods(), labelSelector: "app.kubernetes.io/managed-by=netproof").items
    #expect(left.allSatisfy { $0.metadata.deletionTimestamp != nil }, "\(left.map(\.name))")
  }
}
