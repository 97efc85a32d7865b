import Testing

@testable import Conformance

/// The rules, fed with the recorded cluster's facts, must predict what that cluster was seen to do, cell by cell.
@Suite("Rules reproduce the recorded cluster")
struct TruthTableTests {
  static let m = "instance-master"
  static let w = "instance-worker"
  static let all = ["A", "B", "C", "D", "C-wildcard", "A-nodeip-phys", "C-nodeip-phys", "B-iptables-masq"]
  static let tunnelled = ["A", "B", "C", "D", "C-wildcard", "B-iptables-masq"]

  private func outcome(_ folder: String, _ aspect: Aspect, _ subject: Subject) throws -> Outcome? {
    let prediction = Rules.predict(aspect, subject, facts: try RecordedCluster.facts(folder))
    guard case .expected(let expectation) = prediction else { return nil }
    #expect(!expectation.reason.isEmpty && !expectation.source.isEmpty)
    return expectation.outcome
  }

  private func both(_ folder: String, _ aspect: Aspect) throws -> [Outcome?] {
    try Subject.all(aspect.scope, nodes: [Self.m, Self.w]).map { try outcome(folder, aspect, $0) }
  }

  @Test("pods on one node always reach each other, and their own node's address", arguments: all)
  func local(folder: String) throws {
    #expect(try both(folder, .sameNodePod) == [.reachable, .reachable])
    #expect(try both(folder, .ownNodeIP) == [.reachable, .reachable])
  }

  @Test(
    "pods and Services on the other node depend on the node IPs, never on devices",
    arguments: zip(all, [true, true, true, true, true, false, false, true]))
  func crossNode(folder: String, works: Bool) throws {
    let expected: Outcome = works ? .reachable : .unreachable
    #expect(try both(folder, .crossNodePod) == [expected, expected])
    #expect(try both(folder, .crossNodeService) == [expected, expected])
  }

  @Test(
    "the internet is reached where the physical uplink masquerades",
    arguments: zip(all, [true, false, true, true, true, true, true, true]))
  func external(folder: String, works: Bool) throws {
    let expected: Outcome = works ? .reachable : .unreachable
    #expect(try both(folder, .externalPing) == [expected, expected])
    #expect(try both(folder, .upstreamDNS) == [expected, expected])
    let https: Outcome = works ? .answersWithAddress(nil) : .unreachable
    #expect(try both(folder, .externalHTTPS) == [https, https])
  }

  @Test("cluster names are answered by every DNS pod in reach", arguments: all)
  func clusterNames(folder: String) throws {
    let expected: [Outcome] =
      folder.hasSuffix("nodeip-phys")
      ? [m, w].map { .partly("only the DNS pods on \($0) answer") } : [.reachable, .reachable]
    #expect(try both(folder, .clusterName) == expected)
  }

  @Test("external names need the DNS pods' own way out", arguments: all)
  func externalNames(folder: String) throws {
    let expected: [Outcome] =
      switch folder {
      case "B": [.unreachable, .unreachable]
      case "A-nodeip-phys", "C-nodeip-phys": [m, w].map { .partly("only the DNS pods on \($0) answer") }
      default: [.reachable, .reachable]
      }
    #expect(try both(folder, .externalName) == expected)
  }

  @Test(
    "the other node's address is reached where the tailnet uplink masquerades",
    arguments: zip(all, [false, true, true, true, true, false, true, true]))
  func otherNodeIP(folder: String, works: Bool) throws {
    let expected: Outcome = works ? .reachable : .unreachable
    #expect(try both(folder, .otherNodeIP) == [expected, expected])
  }

  @Test(
    "the API is reached from its own node always, from the other where its address is",
    arguments: zip(all, [false, true, true, true, true, false, true, true]))
  func api(folder: String, fromWorker: Bool) throws {
    #expect(try outcome(folder, .apiService, .node(Self.m)) == .reachable)
    #expect(try outcome(folder, .apiService, .node(Self.w)) == (fromWorker ? .reachable : .unreachable))
  }

  @Test("running DNS pods stay Ready; one restarted on the worker needs the API", arguments: all)
  func clusterDNS(folder: String) throws {
    #expect(try both(folder, .clusterDNSReady) == [.healthy, .healthy])
    let restarted = try both(folder, .clusterDNSRestart)
    #expect(restarted.first == .healthy)
    let worker: Outcome = folder.hasPrefix("A") ? .unhealthy("cannot reach the API") : .healthy
    #expect(restarted.last == worker)
  }

  @Test(
    "the largest payload follows the smallest selected MTU",
    arguments: zip(tunnelled, [8922, 1202, 1202, 1202, 1202, 1202]))
  func pathMTU(folder: String, bytes: Int) throws {
    #expect(try both(folder, .pathMTU) == [.largestPayload(bytes), .largestPayload(bytes)])
  }

  @Test("no path, no path MTU", arguments: ["A-nodeip-phys", "C-nodeip-phys"])
  func noPathMTU(folder: String) throws {
    let prediction = Rules.predict(
      .pathMTU, .pair(from: Self.m, to: Self.w), facts: try RecordedCluster.facts(folder))
    guard case .notApplicable(let reason) = prediction else {
      Issue.record("expected not applicable, got \(prediction)")
      return
    }
    #expect(reason.contains("not routed to each other"))
  }

  @Test("Cilium's node IP is the Kubernetes InternalIP, whatever devices says", arguments: all)
  func nodeIP(folder: String) throws {
    let addresses = folder.hasSuffix("nodeip-phys") ? ["10.0.0.239", "10.0.0.24"] : ["100.64.0.1", "100.64.0.2"]
    #expect(try both(folder, .nodeIP) == addresses.map { .value($0) })
  }

  @Test(
    "devices and masquerade mode are those of the ConfigMap",
    arguments: zip(
      all,
      [
        "enp0s6", "tailscale0", "enp0s6, tailscale0", "enp0s6, tailscale0", "enp0s6, tailscale0", "enp0s6",
        "enp0s6, tailscale0", "tailscale0",
      ]))
  func configuration(folder: String, devices: String) throws {
    #expect(try both(folder, .selectedDevices) == [.value(devices), .value(devices)])
    #expect(try both(folder, .configurationApplied) == [.value(devices), .value(devices)])
    let masquerade = folder == "B-iptables-masq" ? "IPTables" : "BPF [\(devices)]"
    #expect(try both(folder, .masquerade) == [.value(masquerade), .value(masquerade)])
    #expect(try both(folder, .defaultRoute) == [.value("enp0s6"), .value("enp0s6")])
  }

  @Test("the NAT table holds flows of selected egress devices only", arguments: all)
  func translation(folder: String) throws {
    let external: [Outcome] =
      folder.hasPrefix("B")
      ? [.notTranslated, .notTranslated] : [.translated(to: "10.0.0.239"), .translated(to: "10.0.0.24")]
    #expect(try both(folder, .natExternal) == external)
    let node: [Outcome] =
      folder.hasPrefix("A") || folder == "B-iptables-masq"
      ? [.notTranslated, .notTranslated] : [.translated(to: "100.64.0.1"), .translated(to: "100.64.0.2")]
    #expect(try both(folder, .natNodeAddress) == node)
  }

  private var m: String { Self.m }
  private var w: String { Self.w }
}
