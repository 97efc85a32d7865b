import Foundation

/// Where a node's health endpoint stands in its pod CIDR.
enum HealthAddress {
  /// The 248th address, as one of the recorded nodes had it; the lab gives it to no pod.
  static func address(in podCIDR: String) -> String { IPNetwork(podCIDR)?.address(248) ?? "" }
}

/// Probes every node's host and health address with real packets from the node's network namespace.
struct HealthProber: Sendable {
  var network: any NodeNetwork
  var node: String

  /// All probes at once; the round takes as long as its slowest answer, two seconds at most.
  func probe(_ nodes: [AgentFacts.NodeFact], interval: Int64) async -> HealthFact {
    let probed = await withTaskGroup(of: HealthFact.Node.self) { group in
      for target in nodes {
        group.addTask {
          async let host = path(target.nodeIP)
          async let endpoint = path(target.healthIP)
          return HealthFact.Node(
            name: target.name, isLocal: target.isLocal,
            host: await host ?? HealthFact.Path(address: target.nodeIP, icmp: nil, http: nil), endpoint: await endpoint)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    return HealthFact(nodes: probed.sorted { $0.name < $1.name }, timestamp: Date(), interval: interval)
  }

  private func path(_ address: String?) async -> HealthFact.Path? {
    guard let address else { return nil }
    async let icmp = ping(address)
    async let http = hello(address)
    return HealthFact.Path(address: address, icmp: await icmp, http: await http)
  }

  private func ping(_ address: String) async -> HealthFact.Probe {
    let output = try? await network.run(["busybox", "ping", "-c", "1", "-W", "2", address], on: node)
    guard let output, output.status == 0 else {
      return HealthFact.Probe(at: Date(), latency: nil, failure: "Connection timed out")
    }
    return HealthFact.Probe(at: Date(), latency: Self.roundTrip(output.stdout), failure: nil)
  }

  /// Nanoseconds of `time=1.655 ms`.
  static func roundTrip(_ output: String) -> Int64? {
    guard let found = output.firstRange(of: "time=") else { return nil }
    let number = output[found.upperBound...].prefix { $0.isNumber || $0 == "." }
    return Double(number).map { Int64($0 * 1_000_000) }
  }

  /// Cilium's agents answer `/hello` on port 4240.
  private func hello(_ address: String) async -> HealthFact.Probe {
    let url = "http://\(address.urlHost):\(HealthResponder.port)/hello"
    let clock = ContinuousClock()
    let start = clock.now
    // Not busybox wget: Debian 12's crashes when it is given a time limit (-T).
    let script = "printf 'GET /hello HTTP/1.0\\r\\n\\r\\n' | busybox nc -w 2 \(address) \(HealthResponder.port)"
    let output = try? await network.run(["sh", "-c", script], on: node)
    let elapsed = start.duration(to: clock.now)
    guard let output, output.stdout.hasPrefix("HTTP/1.1 200") else {
      let reason = output?.stderr.split(separator: "\n").first.map(String.init) ?? "no answer"
      return HealthFact.Probe(at: Date(), latency: nil, failure: "Get \"\(url)\": \(reason)")
    }
    let nanoseconds = elapsed.components.seconds * 1_000_000_000 + elapsed.components.attoseconds / 1_000_000_000
    return HealthFact.Probe(at: Date(), latency: nanoseconds, failure: nil)
  }
}
