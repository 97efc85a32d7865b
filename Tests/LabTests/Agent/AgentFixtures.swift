import Foundation
import Testing

@testable import Lab

/// Outputs of a real cluster (Kubernetes 1.36.2, Cilium 1.19.4), one folder per `devices` setting and node.
/// `ip-route.json` is the recorded text of `ip route show table all` in the form of `ip -j -d`.
enum AgentFixtures {
  static func text(_ path: String) throws -> String {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/agent/\(path)", withExtension: nil))
    return try String(contentsOf: url, encoding: .utf8)
  }

  /// A recorded node: what `cilium-config` said and what the kernel had.
  struct Recording: Sendable, CustomStringConvertible {
    var folder: String
    var devices: String?
    var bpfMasquerade = true

    var description: String { folder }
    var isMaster: Bool { folder.hasSuffix("master") }

    func file(_ name: String) throws -> String { try AgentFixtures.text("\(folder)/\(name)") }
  }

  static let recordings = [
    Recording(folder: "A-master", devices: "enp0s6"), Recording(folder: "B-worker", devices: "tailscale0"),
    Recording(folder: "C-master", devices: "enp0s6,tailscale0"), Recording(folder: "D-worker", devices: nil),
    Recording(folder: "B-iptables-masq-master", devices: "tailscale0", bpfMasquerade: false),
  ]
  static let both = recordings[2]

  static func config(_ recording: Recording) throws -> AgentConfig {
    var data = try JSONDecoder().decode([String: String].self, from: Data(text("cilium-config.json").utf8))
    data["devices"] = recording.devices
    data["enable-bpf-masquerade"] = "\(recording.bpfMasquerade)"
    return AgentConfig(data: data, release: .v119)
  }

  /// The facts of a recorded node, devices selected by the code under test.
  static func facts(_ recording: Recording) throws -> AgentFacts {
    let config = try config(recording)
    let devices = try KernelDevice.parse(recording.file("ip-j-addr.json"))
    let routes = try KernelRoute.parse(recording.file("ip-route.json"))
    let selection = DeviceSelection(
      filter: config.filter, forceDetection: config.forceDeviceDetection, devices: devices, routes: routes,
      release: config.release)
    let verdicts = Dictionary(uniqueKeysWithValues: devices.map { ($0.name, selection.verdict(on: $0)) })
    let mtu = devices.filter { verdicts[$0.name]?.isSelected == true }.map(\.mtu).min() ?? 1500
    let master = AgentFacts.NodeFact(
      name: "instance-master", nodeIPs: ["100.64.0.1"], podCIDRs: ["10.244.0.0/24"],
      ciliumInternalIPs: ["10.244.0.114"], healthIPs: ["10.244.0.248"], isLocal: recording.isMaster)
    let worker = AgentFacts.NodeFact(
      name: "instance-worker", nodeIPs: ["100.64.0.2"], podCIDRs: ["10.244.1.0/24"],
      ciliumInternalIPs: ["10.244.1.55"], healthIPs: ["10.244.1.146"], isLocal: !recording.isMaster)
    let started = try Date("2026-11-21T07:24:06Z", strategy: .iso8601)
    return AgentFacts(
      nodeName: recording.isMaster ? "instance-master" : "instance-worker", config: config, startedAt: started,
      now: started.addingTimeInterval(130), devices: devices, verdicts: verdicts, routes: routes,
      nodes: [master, worker], endpoints: endpoints,
      mtu: AgentFacts.MTUFact(device: mtu, route: mtu - config.tunnelOverhead), health: .none, services: [],
      kernelVersion: "6.18.44", processors: 2, uptime: 8652, kubernetesVersion: "v1.36.2")
  }

  /// The endpoints of the recording C-master.
  static let endpoints: [AgentFacts.EndpointFact] = [
    endpoint(355, 1210, "probe", "web-master", "10.244.0.92", ["k8s:app=web-master"], "default"),
    AgentFacts.EndpointFact(
      id: 568, identity: 4, labels: ["reserved:health"], ipv4: "10.244.0.248", owner: "health"),
    endpoint(
      739, 16286, "kube-system", "coredns-c7bd76c56-rct7z [restored]", "10.244.0.115", ["k8s:k8s-app=kube-dns"],
      "coredns"),
    endpoint(2346, 760, "probe", "bb-master", "10.244.0.119", ["k8s:app=bb-master"], "default"),
    AgentFacts.EndpointFact(id: 3788, identity: 1, labels: ["reserved:host"], ipv4: nil, owner: "/"),
  ]

  private static func endpoint(
    _ id: Int, _ identity: Int, _ namespace: String, _ name: String, _ address: String, _ labels: [String],
    _ account: String
  ) -> AgentFacts.EndpointFact {
    let all =
      labels + [
        "k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=\(namespace)",
        "k8s:io.cilium.k8s.policy.cluster=real", "k8s:io.cilium.k8s.policy.serviceaccount=\(account)",
        "k8s:io.kubernetes.pod.namespace=\(namespace)",
      ]
    return AgentFacts.EndpointFact(
      id: id, identity: identity, labels: all.sorted(), ipv4: address, owner: "\(namespace)/\(name)",
      podNamespace: namespace, podName: name)
  }

  /// The probes of a recorded `cilium-health status -o json`.
  static func health(_ json: String) throws -> HealthFact {
    let value = try JSONDecoder().decode(GoJSON.self, from: Data(json.utf8))
    let local = value["local"]?["name"]
    guard case .array(let nodes)? = value["nodes"] else { return .none }
    func probe(_ value: GoJSON?) throws -> HealthFact.Probe? {
      guard let value else { return nil }
      var latency: Int64?
      if case .int(let number)? = value["latency"] { latency = Int64(number) }
      return HealthFact.Probe(
        at: try Date(string(value["lastProbed"]), strategy: .iso8601), latency: latency,
        failure: value["status"].map(string))
    }
    func path(_ value: GoJSON?) throws -> HealthFact.Path {
      HealthFact.Path(
        address: string(value?["ip"]), icmp: try probe(value?["icmp"]), http: try probe(value?["http"]))
    }
    return HealthFact(
      nodes: try nodes.map { node in
        HealthFact.Node(
          name: String(string(node["name"]).dropFirst("real/".count)), isLocal: node["name"] == local,
          host: try path(node["host"]?["primary-address"]), endpoint: try path(node["endpoint"]))
      }, timestamp: try Date(string(value["timestamp"]), strategy: .iso8601), interval: 96_566_274_746)
  }

  static func string(_ value: GoJSON?) -> String {
    if case .string(let text)? = value { text } else { "" }
  }
}
