import Foundation
import Kubernetes
import Lab
import Testing

/// What agents make of devices that change while they run, with a real kernel.
@Suite("Devices that change under running agents", .serialized, .enabled("the lab needs root", { geteuid() == 0 }))
struct DeviceChangeTests {
  @Test("agents since 1.16 follow a device that goes down and comes back; those before look only when they start")
  func goesDown() async throws {
    let topology = try LabTopology.named("public-private")
    async let new = devices(topology, .v118)
    async let first = devices(topology, .v117)
    async let old = devices(topology, .v115)
    let (followed, followedToo, kept) = try await (new, first, old)
    #expect(followed == ["eth1", "eth0 eth1"] && followedToo == followed)
    #expect(kept == ["eth0 eth1", "eth0 eth1"])
  }

  /// Which devices the agent of the second node has while eth0 is down, and when it is up again.
  private func devices(_ topology: LabTopology, _ release: LabCilium) async throws -> [String] {
    let owner = SharedLab.Owner(name: "device-change", topology: topology)
    return try await SharedLab.$owner.withValue(owner) {
      let shared = SharedLab.shared(release)
      do {
        let lab = try await shared.lab()
        let client = try await shared.client()
        // Labs of these releases are brought up nowhere else.
        try ArchiveForecasts.compare(lab, "\(topology.name), \(release.rawValue)")
        var seen: [String] = []
        for (action, wanted) in [("down", "eth1"), ("up", "eth0 eth1")] {
          // Not eth1, which holds the node IP: without it the API server does not reach the node's kubelet.
          let command = try lab.command(inNamespace: "server-2", ["ip", "link", "set", "eth0", action])
          _ = try Shell.run(command)
          seen.append(try await selected(client, until: release > .v115 ? wanted : nil))
        }
        await shared.stop()
        return seen
      } catch {
        await shared.stop()
        throw error
      }
    }
  }

  private struct Options: Decodable {
    var devices: [String]

    enum CodingKeys: String, CodingKey {
      case devices = "Devices"
    }
  }

  private func selected(_ client: KubernetesClient, until wanted: String?) async throws -> String {
    let agents = try await client.list(Pod.self, .pods(namespace: "kube-system"), labelSelector: "k8s-app=cilium").items
    let agent = try #require(agents.first { $0.spec?.nodeName == "server-2" })
    let reference = PodReference(namespace: "kube-system", name: agent.name, container: "cilium-agent")
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      let result = try await client.exec(
        reference, command: ["cilium-dbg", "config", "-r", "-o", "json"], timeout: .seconds(20))
      let devices = try JSONDecoder().decode(Options.self, from: result.stdout).devices.joined(separator: " ")
      if wanted == nil || devices == wanted || ContinuousClock.now > deadline { return devices }
      try await Task.sleep(for: .milliseconds(200))
    }
  }
}
