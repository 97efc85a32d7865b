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
  func conntrack(_ families: [AddressFamily] = [.ipv4]) async throws -> [ConntrackFlow] {
    var flows: [ConntrackFlow] = []
    for family in families {
      let listing = try await run(["conntrack", "-L", "-f", family.rawValue, "-o", "extended,timestamp"])
      flows += ConntrackFlow.parse(listing)
    }
    return flows
  }

  /// Lets the kernel note when a flow began, which `bpf nat list` shows as its age.
  func enableConntrackTimestamps() async throws {
    _ = try await run(["sh", "-c", "echo 1 > /proc/sys/net/netfilter/nf_conntrack_timestamp"])
  }

  func flushConntrack(translatedOnly: Bool, _ families: [AddressFamily] = [.ipv4]) async throws -> Int {
    let flows = try await conntrack(families)
    for family in families {
      if translatedOnly {
        // conntrack's exit status 1 says that nothing matched.
        _ = try await network.run(["conntrack", "-D", "-f", family.rawValue, "--src-nat"], on: node)
      } else {
        _ = try await run(["conntrack", "-F", "-f", family.rawValue])
      }
    }
    return flows.count { !translatedOnly || $0.original.source != $0.reply.destination }
  }

  /// The addresses of cilium_host, Cilium's own in the pod network: one of each family, IPv4 first.
  func ciliumHostAddresses() async throws -> [String] {
    let host = try await devicesAndRoutes().devices.first { $0.name == "cilium_host" }
    let global = (host?.addresses ?? []).filter { $0.scope == "global" }.map(\.address)
    return AddressFamily.allCases.compactMap { global.first($0) }
  }

  /// The node's address towards the physical network: the first of the family of an Ethernet uplink.
  func defaultRouteAddress(_ family: AddressFamily) async throws -> String? {
    let state = try await devicesAndRoutes()
    let uplinks = state.devices.filter {
      !$0.hardwareAddress.isEmpty && !$0.name.hasPrefix("cilium_") && !$0.name.hasPrefix("lxc")
    }
    let preferred = state.routes.first { $0.isDefault && $0.table == "main" }?.device
    let ordered = uplinks.filter { $0.name == preferred } + uplinks.filter { $0.name != preferred }
    return ordered.flatMap(\.addresses).filter { $0.scope == "global" }.map(\.address).first(family)
  }

  /// Gives the node addresses in the pod network that the other nodes' health probes can reach.
  ///
  /// Cilium runs a small endpoint of its own behind `lxc_health`; here the node answers itself, on one end of a veth
  /// pair because not every kernel has dummy devices.
  func addHealthAddresses(_ addresses: [String], mtu: Int) async throws {
    let own = addresses.map { address in
      let isIPv6 = AddressFamily(of: address) == .ipv6
      return "ip addr replace \(OverlayRouting.host(address)) dev lxc_health\(isIPv6 ? " nodad" : "")"
    }
    let script = """
      ip link show lxc_health >/dev/null 2>&1 || ip link add lxc_health type veth peer name lxc_health_ep
      ip link set lxc_health_ep mtu \(mtu) up
      ip link set lxc_health mtu \(mtu) up && \(own.joined(separator: " && "))
      """
    _ = try await run(["sh", "-c", script])
  }

  /// Packets, bytes and drops per device.
  func linkCounters() async throws -> [LinkCounters] {
    try LinkCounters.parse(try await run(["ip", "-j", "-s", "link"]))
  }

  /// What the rules that stand for Cilium's programs have dropped, by Cilium's reasons.
  func dropCounters(_ release: LabCilium) async throws -> [DropCounter] {
    try DropCounter.parse(nftables: try await run(["nft", "-j", "list", "counters"]), release: release)
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

  /// The named counters of rules that drop → Cilium's reason (`api/v1/flow`, DropReason) and direction. Before 1.18
  /// (c904170041) every fragment of IPv6 was one thing that was not supported.
  private static func reasons(_ release: LabCilium) -> [String: (reason: String, direction: String)] {
    [
      PodLink.invalidPacketCounter: (fragments, "EGRESS"),
      PodLink.fragmentCounterIPv6: (
        release >= .v118 ? fragments : "IP fragmentation not supported", "EGRESS"
      ),
      PodRoutes.dropCounter: ("FIB lookup failed", "EGRESS"),
      DenyingPolicy.counter: ("Policy denied", "INGRESS"),
    ]
  }

  /// Reads `nft -j list counters`; counters of other names are not drops of Cilium's.
  static func parse(nftables json: String, release: LabCilium = .guide) throws -> [DropCounter] {
    let reasons = reasons(release)
    return try JSONDecoder().decode(Listing.self, from: Data(json.utf8)).nftables.compactMap(\.counter).compactMap {
      counter in
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
