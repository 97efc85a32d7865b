import Foundation

/// What busybox's programs would print in a pod of a simulated cluster, and how long they would take.
struct SimulatedProbes: Sendable {
  let cluster: SimulatedCluster
  let services: SimulatedServices
  /// The node of the pod that asks.
  let node: SimulatedNode
  /// The address of the pod that asks.
  let pod: String

  /// A program's end.
  struct Answer: Sendable {
    var exitCode: Int32 = 0
    var stdout = ""
    var stderr = ""
    var seconds = 0.01
    /// The NAT entry that a ping leaves behind.
    var flow: (destination: String, translated: String)?
  }

  /// The largest ICMP payload between nodes: 1280 (tailscale0) less 50 (VXLAN) and 28 (IP and ICMP).
  private static let largestPayload = 1202

  func answer(_ command: [String], within limit: Int) -> Answer {
    switch command.first {
    case "ping": ping(command)
    case "wget": get(command, within: limit)
    case "nslookup": lookup(command)
    default: Answer(exitCode: 127, stderr: "sh: \(command.first ?? ""): not found\n")
    }
  }

  private func value(_ option: String, _ command: [String]) -> Int? {
    command.firstIndex(of: option).flatMap { $0 + 1 < command.count ? Int(command[$0 + 1]) : nil }
  }

  private func ping(_ command: [String]) -> Answer {
    let target = command.last ?? ""
    let (count, size) = (value("-c", command) ?? 1, value("-s", command) ?? 56)
    let isReached = reaches(target, payload: size)
    var answer = Answer(exitCode: isReached ? 0 : 1)
    answer.seconds = Double(count - 1) * 0.2 + (isReached ? 0.005 : Double(value("-W", command) ?? 10))
    let replies = (0..<count).map { "\(size + 8) bytes from \(target): seq=\($0) ttl=60 time=0.812 ms\n" }
    answer.stdout =
      "PING \(target) (\(target)): \(size) data bytes\n" + (isReached ? replies.joined() : "")
      + "\n--- \(target) ping statistics ---\n\(count) packets transmitted, \(isReached ? count : 0) packets received, "
      + "\(isReached ? 0 : 100)% packet loss\n"
    if isReached { answer.stdout += "round-trip min/avg/max = 0.812/0.812/0.812 ms\n" }
    if let other = cluster.node(address: target) {
      answer.flow = other == node ? nil : (target, node.tailnetAddress)
    } else if cluster.pod(address: target) == nil, !cluster.has(.snatMissing, node) {
      answer.flow = (target, node.physicalAddress)
    }
    return answer
  }

  private func reaches(_ target: String, payload: Int) -> Bool {
    if target == node.physicalAddress { return true }
    if let other = cluster.node(address: target) {
      return other == node || !cluster.has(.nodeAddressSilent, other) && !cluster.isGone(other)
    }
    if let other = cluster.pod(address: target)?.node {
      return other == node || (tunnel(to: other) && payload <= Self.largestPayload)
    }
    // Nobody has the address any longer.
    if cluster.home(ofPodAddress: target) != nil { return false }
    return outside
  }

  private func tunnel(to other: SimulatedNode) -> Bool {
    !cluster.has(.tunnelBlocked, node) && !cluster.has(.tunnelBlocked, other)
  }

  private var outside: Bool { !cluster.has(.snatMissing, node) }

  private func get(_ command: [String], within limit: Int) -> Answer {
    guard let url = command.last.flatMap({ URL(string: $0) }), let host = url.host() else {
      return Answer(exitCode: 1, stderr: "wget: bad address\n")
    }
    let silent = Answer(exitCode: 143, seconds: Double(limit))
    if host == InitialObjects.apiClusterIP { return Answer(stdout: #"{"major":"1","minor":"36"}"#) }
    if let target = cluster.pod(address: host) ?? services.backend(of: host, cluster) {
      return target.node == node || tunnel(to: target.node) ? Answer(stdout: target.node.name + "\n") : silent
    }
    if cluster.home(ofPodAddress: host) != nil { return silent }
    return outside ? Answer(stdout: node.publicAddress) : silent
  }

  private func lookup(_ command: [String]) -> Answer {
    let words = command.dropFirst().filter { !$0.hasPrefix("-") }
    let server = words.count > 1 ? words.last ?? "" : InitialObjects.clusterDNS
    let seconds = command.first { $0.hasPrefix("-timeout=") }.flatMap { Double($0.dropFirst(9)) } ?? 5
    let isReached: Bool
    if let home = cluster.pod(address: server)?.node {
      isReached = home == node || tunnel(to: home)
    } else if server == InitialObjects.clusterDNS {
      isReached = cluster.nodes.prefix(SimulatedObjects.dnsPods).contains { $0 == node || tunnel(to: $0) }
    } else {
      isReached = outside
    }
    guard isReached else {
      return Answer(
        exitCode: 1, stdout: ";; connection timed out; no servers could be reached\n\n", seconds: seconds)
    }
    let name = words.first ?? ""
    return Answer(
      stdout: "Server:\t\t\(server)\nAddress:\t\(server):53\n\nName:\t\(name)\nAddress: 10.96.0.1\n\n")
  }
}
