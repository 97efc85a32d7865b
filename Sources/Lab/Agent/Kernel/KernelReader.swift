import Foundation

/// What the agent reads from, and the little it sets in, the kernel of its node, through the tools of iproute2 and
/// conntrack-tools in the node's network namespace.
struct KernelReader: Sendable {
  var network: any NodeNetwork
  var node: String

  /// All devices with addresses, and all routes of all tables and both families.
  func devicesAndRoutes() async throws -> (devices: [KernelDevice], routes: [KernelRoute]) {
    async let devices = run(["ip", "-j", "-d", "addr"])
    async let routes = run(["ip", "-j", "-d", "route", "show", "table", "all"])
    // The table by which the lab does what a program does is none that an agent knows.
    let own = try KernelRoute.parse(try await routes).filter { $0.tableNumber != PodRoutes.table }
    return (try KernelDevice.parse(try await devices), own)
  }

  /// The connection tracking table; entries without ports are left out.
  func conntrack() async throws -> [ConntrackFlow] {
    ConntrackFlow.parse(try await run(["conntrack", "-L", "-o", "extended,timestamp"]))
  }

  /// Lets the kernel note when a flow began, which `bpf nat list` shows as its age.
  func enableConntrackTimestamps() async throws {
    _ = try await run(["sh", "-c", "echo 1 > /proc/sys/net/netfilter/nf_conntrack_timestamp"])
  }

  func flushConntrack(translatedOnly: Bool) async throws -> Int {
    let count = try await conntrack().count { !translatedOnly || $0.original.source != $0.reply.destination }
    if translatedOnly {
      // conntrack's exit status 1 says that nothing matched.
      _ = try await network.run(["conntrack", "-D", "--src-nat"], on: node)
    } else {
      _ = try await run(["conntrack", "-F"])
    }
    return count
  }

  /// The IPv4 address of cilium_host, Cilium's own address in the pod network.
  func ciliumHostAddress() async throws -> String? {
    let host = try await devicesAndRoutes().devices.first { $0.name == "cilium_host" }
    return host?.addresses.first { NetworkAddress($0.address)?.isIPv4 == true }?.address
  }

  /// The node's address towards the physical network: the first IPv4 address of an Ethernet uplink.
  func defaultRouteAddress() async throws -> String? {
    let state = try await devicesAndRoutes()
    let uplinks = state.devices.filter {
      !$0.hardwareAddress.isEmpty && !$0.name.hasPrefix("cilium_") && !$0.name.hasPrefix("lxc")
    }
    let preferred = state.routes.first { $0.isDefault && $0.table == "main" }?.device
    let ordered = uplinks.filter { $0.name == preferred } + uplinks.filter { $0.name != preferred }
    return ordered.flatMap(\.addresses).first {
      NetworkAddress($0.address)?.isIPv4 == true && $0.scope == "global"
    }?.address
  }

  /// Gives the node an address in the pod network that the other nodes' health probes can reach.
  ///
  /// Cilium runs a small endpoint of its own behind `lxc_health`; here the node answers itself, on one end of a veth
  /// pair because not every kernel has dummy devices.
  func addHealthAddress(_ address: String, mtu: Int) async throws {
    let script = """
      ip link show lxc_health >/dev/null 2>&1 || ip link add lxc_health type veth peer name lxc_health_ep
      ip link set lxc_health_ep mtu \(mtu) up
      ip link set lxc_health mtu \(mtu) up && ip addr replace \(address)/32 dev lxc_health
      """
    _ = try await run(["sh", "-c", script])
  }

  /// Packets, bytes and drops per device.
  func linkCounters() async throws -> [LinkCounters] {
    try LinkCounters.parse(try await run(["ip", "-j", "-s", "link"]))
  }

  /// What the rules that stand for Cilium's programs have dropped, by Cilium's reasons.
  func dropCounters() async throws -> [DropCounter] {
    try DropCounter.parse(nftables: try await run(["nft", "-j", "list", "counters"]))
  }

  /// How full the node's connection tracking table is, from 0 to 1; nil when it has no limit.
  func conntrackPressure() async throws -> Double? {
    let files = ["count", "max"].map { "/proc/sys/net/netfilter/nf_conntrack_\($0)" }
    let numbers = try await run(["cat"] + files).split(separator: "\n").compactMap { Double($0) }
    guard numbers.count == 2, numbers[1] > 0 else { return nil }
    return numbers[0] / numbers[1]
  }

  /// The kernel's release, `/proc/sys/kernel/osrelease`.
  static func release() -> String { text(of: "/proc/sys/kernel/osrelease") }

  static func bootID() -> String { text(of: "/proc/sys/kernel/random/boot_id") }

  /// Whole seconds since the machine's boot.
  static func uptime() -> Int { text(of: "/proc/uptime").split(separator: ".").first.flatMap { Int($0) } ?? 0 }

  private static func text(of path: String) -> String {
    guard let data = FileManager.default.contents(atPath: path) else { return "" }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func run(_ command: [String]) async throws -> String {
    let output = try await network.run(command, on: node)
    guard output.status == 0 else {
      throw AgentError(
        "`\(command.joined(separator: " "))` on \(node) ended with status \(output.status): "
          + output.stderr.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return output.stdout
  }
}

extension DropCounter {
  /// The reason by which fragments of ICMP messages are dropped.
  static let fragments = "Invalid packet"

  /// The named counters of rules that drop → Cilium's reason (`api/v1/flow`, DropReason) and direction.
  private static let reasons: [String: (reason: String, direction: String)] = [
    PodLink.invalidPacketCounter: (fragments, "EGRESS"),
    PodRoutes.dropCounter: ("FIB lookup failed", "EGRESS"),
    DenyingPolicy.counter: ("Policy denied", "INGRESS"),
  ]

  /// Reads `nft -j list counters`; counters of other names are not drops of Cilium's.
  static func parse(nftables json: String) throws -> [DropCounter] {
    try JSONDecoder().decode(Listing.self, from: Data(json.utf8)).nftables.compactMap(\.counter).compactMap { counter in
      reasons[counter.name].map {
        DropCounter(reason: $0.reason, direction: $0.direction, packets: counter.packets, bytes: counter.bytes)
      }
    }
  }

  private struct Listing: Decodable {
    var nftables: [Element]

    struct Element: Decodable {
      var counter: Counter?
    }

    struct Counter: Decodable {
      var name: String
      var packets: Int
      var bytes: Int
    }
  }
}

/// A device's counters from `ip -j -s link`.
struct LinkCounters: Sendable, Hashable {
  var name: String
  var receivedPackets: Int
  var receivedBytes: Int
  var receiveDrops: Int
  var sentPackets: Int
  var sentBytes: Int
  var sendDrops: Int

  static func parse(_ json: String) throws -> [LinkCounters] {
    try JSONDecoder().decode([Link].self, from: Data(json.utf8)).compactMap { link in
      guard let name = link.ifname, let stats = link.stats64 else { return nil }
      return LinkCounters(
        name: name, receivedPackets: stats.rx.packets, receivedBytes: stats.rx.bytes, receiveDrops: stats.rx.dropped,
        sentPackets: stats.tx.packets, sentBytes: stats.tx.bytes, sendDrops: stats.tx.dropped)
    }
  }

  private struct Link: Decodable {
    var ifname: String?
    var stats64: Stats?

    struct Stats: Decodable {
      var rx: Direction
      var tx: Direction
    }

    struct Direction: Decodable {
      var bytes: Int
      var packets: Int
      var dropped: Int
    }
  }
}
