import Cilium
import Foundation
import Kubernetes
import Tailnet
import Testing

@testable import Conformance

@Suite("Tailscale asked by its socket")
struct TailscaleSocketTests {
  private static let pod = PodReference(namespace: "netproof", name: "tailscale-x-0-0", container: "tailscale")

  private func pod() throws -> Pod {
    TailscalePods(
      client: try KubernetesClient(connection: .init(contextName: "none", server: "http://127.0.0.1:9")), runID: "x",
      guest: GuestOptions(),
      options: TailscaleSocketOptions(), lifetime: .seconds(60)
    ).pod(node: "instance-master", index: 0, generation: 0)
  }

  @Test("the pod is given one folder of the node, to be read, and nothing else")
  func given() throws {
    let pod = try pod()
    let spec = try #require(pod.spec)
    #expect(spec.volumes?.map(\.hostPath) == [HostPathVolume(path: "/var/run/tailscale", type: "Directory")])
    #expect(spec.hostNetwork == nil && spec.automountServiceAccountToken == false && spec.nodeName == "instance-master")
    let container = try #require(spec.containers.first)
    #expect(container.volumeMounts?.map(\.readOnly) == [true] && spec.containers.count == 1)
    let context = try #require(container.securityContext)
    #expect(context.runAsNonRoot == true && context.runAsUser == 65534 && context.allowPrivilegeEscalation == false)
    #expect(context.capabilities?.drop == ["ALL"] && context.capabilities?.add == nil && context.privileged == nil)
    #expect(pod.metadata.labels?.filter { RunLabels.of(run: "x")[$0.key] == $0.value } == RunLabels.of(run: "x"))
  }

  @Test("it takes a privileged namespace, and its image is one to mirror")
  func needs() {
    var options = GuestOptions()
    #expect(options.namespaceLevel == .baseline && GuestManifests.images(options).count == 1)
    options.tailscale = TailscaleSocketOptions(image: "registry.example.com/curl:8")
    #expect(options.namespaceLevel == .privileged)
    #expect(GuestManifests.images(options).last == "registry.example.com/curl:8")
    #expect(GuestManifests.namespace(options).contains("pod-security.kubernetes.io/enforce: privileged"))
  }

  @Test("only nodes of a tailnet are asked; one whose device is gone with Tailscale is")
  func nodes() {
    var facts = ExampleCluster.facts()
    #expect(TailscalePods.nodes(facts) == ["instance-master", "instance-worker"])
    facts.nodes[1].devices.removeAll { $0.name == "tailscale0" }
    #expect(TailscalePods.nodes(facts) == ["instance-master", "instance-worker"])
    #expect(TailscalePods.nodes(ExampleCluster.withoutNodeIP(facts)) == ["instance-master"])
  }

  private static let status = """
    {"BackendState":"Running","Self":{"HostName":"instance-master","KeyExpiry":"2027-01-01T00:00:00Z"},
    "Peer":{"nodekey:1":{"HostName":"instance-worker","TailscaleIPs":["100.64.0.2"],"CurAddr":"","Relay":"fra","Active":true},
    "nodekey:2":{"HostName":"alices-phone","TailscaleIPs":["100.64.0.9"]}},
    "User":{"1":{"LoginName":"alice@example.com"}}}
    """

  @Test(
    "what curl prints is read, and what programs print that leave the answer's head",
    arguments: ["", "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"])
  func read(head: String) throws {
    let result = ExecResult(
      stdout: Data("netproof-time 1795248000\n\(head)\(Self.status)".utf8), exitCode: 0)
    let told = try TailscaleReader.facts(result, in: Self.pod)
    #expect(told.readAt == Date(timeIntervalSince1970: 1_795_248_000) && told.status.peers.count == 2)
    // Of the tailnet's other devices, and of people, nothing is kept.
    var facts = ExampleCluster.facts()
    facts.take(["instance-master": told])
    let kept = String(decoding: try JSONEncoder().encode(facts), as: UTF8.self)
    #expect(kept.contains("nodekey") == false && !kept.contains("alice"))
    #expect(facts.nodes[0].tailscale?.status.peers.map(\.hostName) == ["instance-worker"])
  }

  @Test("what is no status is a failure that quotes nothing of it")
  func failures() {
    func failure(_ result: ExecResult) -> String {
      do {
        _ = try TailscaleReader.facts(result, in: Self.pod)
        return ""
      } catch { return "\(error)" }
    }
    let refused = failure(ExecResult(stderr: Data("there is no socket /x\n".utf8), exitCode: 1))
    #expect(refused.contains("status 1: there is no socket /x") && refused.contains("--tailscale-image"))
    #expect(!failure(ExecResult(exitCode: 0)).isEmpty)
    let torn = failure(ExecResult(stdout: Data(Self.status.prefix(300).utf8), exitCode: 0))
    #expect(!torn.isEmpty && !torn.contains("alice"))
  }

  @Test("while the probes went it tells the way, behind packets and before what is said later")
  func during() throws {
    let derp = try Tunnels.status(#""Active":true,"CurAddr":"","Relay":"fra""#)
    let direct = try Tunnels.status(#""Active":true,"CurAddr":"203.0.113.5:41641","Relay":"fra""#)
    let record = try #require(
      TailnetJudge.record(
        Tunnels.facts(tailscale: direct), pairs: [Tunnels.pair], during: ["instance-master": derp],
        after: ["instance-master": TunnelListings(status: direct.status, readAt: direct.readAt)]))
    let path = try #require(record.paths.first)
    #expect(path.way == .derp && path.relay == "fra" && path.source == .status && path.isChanging)
    #expect(path.readings.map(\.moment) == [.before, .during, .after])
    #expect(record.findings?.map(\.code) == ["tailnet-relayed"])
  }

  @Test("what later readings tell goes beside what the agents told of the same node")
  func merged() throws {
    var tunnels: [String: TunnelListings] = ["a": TunnelListings(peers: [Tunnels.peer("203.0.113.5:41641")])]
    let status = try Tunnels.status(#""Active":true"#)
    tunnels.take(["a": status, "b": status])
    #expect(tunnels["a"]?.peers?.count == 1 && tunnels["a"]?.status != nil && tunnels["b"]?.readAt == Tunnels.readAt)
  }
}
