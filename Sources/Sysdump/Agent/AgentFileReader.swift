import Archives
import Cilium
import Foundation
import Routing
import Tailnet

/// Puts what a file under `cmd/` says into the record of its agent.
enum AgentFileReader {
  /// Whether a command's output is of interest.
  static func wants(_ file: CommandFile) -> Bool {
    switch file {
    case .client(let name): clients.contains(name)
    case .health(let name): name == "status--o-json"
    case .debugInfo: true
    case .program(let name):
      programs.contains(name) || name.hasPrefix("tc-filter-show-dev-") || name.hasPrefix("bpftool-cgroup-tree-")
        || tableNumber(name) != nil
    case .other: false
    }
  }

  private static let clients: Set<String> = [
    "status---verbose", "config--a", "config", "statedb-dump", "statedb", "node-list--o-json", "node-list",
    "bpf-nat-list", "bpf-ipmasq-list", "endpoint-list", "shell----db-show-devices", "shell----db-show-routes",
    "shell----db-show-node-addresses", "shell----db-show-mtu", "statedb-devices", "statedb-routes",
    "statedb-node-addresses",
  ]

  private static let programs: Set<String> = [
    "hostname", "find--sys-fs-bpf--ls", "bpftool-net-show", "iptables-save--c", "iptables-nft-save--c",
    "iptables-legacy-save--c", "uname--a", "ip-a", "ip--d--s--s-l", "ip--d--s-l", "ip--4-r", "ip--6-r",
    "ip--d-rule", "ip-rule", "ip--6-rule", "sysctl--a", "ip--j--d-addr-show", "wg-show", "wg-show-all-dump",
    "tailscale-status---json", "tailscale-metrics-print", "nft--j-list-ruleset",
  ]

  /// `ip--4-route-show-table-52`, or `-all`.
  private static func tableNumber(_ name: String) -> (IPFamily, String)? {
    for (prefix, family) in [("ip--4-route-show-table-", IPFamily.ipv4), ("ip--6-route-show-table-", .ipv6)]
    where name.hasPrefix(prefix) {
      let number = String(name.dropFirst(prefix.count))
      return number == "all" || (!number.isEmpty && number.utf8.allSatisfy { (0x30...0x39).contains($0) })
        ? (family, number) : nil
    }
    return nil
  }

  /// Reads a file that is wanted.
  ///
  /// - Parameter shared: What the agents of the archive say alike.
  static func read(
    _ file: ArchiveFile, _ kind: CommandFile, _ shared: SharedAnswers, into record: inout AgentRecord
  ) {
    switch kind {
    case .client(let name): client(name, file, shared, &record)
    case .health:
      record.health = reading(file, line: "\"nodes\"") { try HealthMesh($0, shared.targets) }
    case .debugInfo:
      record.describedAt = DebugInfo.time(in: file.entry.name)
      let info = reading(file, line: "\"kube-proxy-replacement\"") {
        try DebugInfo.parse($0, shared.flags)
      }
      record.statusDocument = info.map(\.status)
      record.describedEndpoints = info.map(\.endpoints)
      // Not every description has them, and no options are none that are known.
      record.flags = info.value?.flags.isEmpty == false ? info.map(\.flags) : info.withoutValue()
    case .program(let name): program(name, file, &record)
    case .other: break
    }
  }

  private static func client(
    _ name: String, _ file: ArchiveFile, _ shared: SharedAnswers, _ record: inout AgentRecord
  ) {
    switch name {
    case "status---verbose":
      record.status = reading(file, line: "Masquerading:", atStart: true) { try StatusText.parse($0.text) }
    case "config--a", "config":
      // `config` without -a is another text from 1.11 on, and comes beside the other.
      let read = reading(file, line: "Devices ", atStart: true) { try ConfigurationText.parse($0) }
      record.configuration = record.configuration.or(read)
      record.options = record.options.or(
        reading(file) { try ConfigurationText.options($0, shared.options) })
    case "statedb-dump", "statedb":
      record.tables = reading(file, line: "\"devices\": [", StateTables.parse)
    case "node-list--o-json":
      record.nodeList = reading(file, line: "\"primary-address\"") {
        try NodeEntries($0, shared.nodes)
      }.or(record.nodeList)
    case "node-list":
      record.nodeList = record.nodeList.or(reading(file) { NodeEntries(try NodeList.parse(text: $0.text)) })
    case "endpoint-list":
      // 1.20's bugtool asks for JSON under the same name.
      record.endpoints = reading(file, line: "ENDPOINT", atStart: true) { text in
        guard text.first != UInt8(ascii: "[") else { return try EndpointList.parse(json: text.data) }
        return try EndpointList.parse(text: text.text).entries
      }
    case "bpf-nat-list": record.translations = reading(file, mayBeEmpty: true, Translations.parse)
    case "bpf-ipmasq-list":
      // bugtool has standard output and error in one file, and the remark comes once per family.
      record.spared = reading(file) { text in
        let isEmpty = text.lines().allSatisfy { $0.text.isEmpty || $0.text.hasPrefix("No entries found") }
        return isEmpty ? [] : try IPMasqList.parse(text: text.text)
      }
    case "shell----db-show-devices", "statedb-devices":
      record.shown.devices = reading(file) { try DeviceTable.parse($0.text) }
    case "shell----db-show-routes", "statedb-routes":
      record.shown.routes = reading(file) { try RouteTable.parse($0.text) }
    case "shell----db-show-node-addresses", "statedb-node-addresses":
      record.shown.nodeAddresses = reading(file) { try NodeAddressTable.parse($0.text) }
    case "shell----db-show-mtu": record.shown.mtus = reading(file) { try MTUTable.parse($0.text) }
    default: break
    }
  }

  private static func program(_ name: String, _ file: ArchiveFile, _ record: inout AgentRecord) {
    switch name {
    case "hostname":
      record.hostname = reading(file) { text in
        guard let name = text.text.split(whereSeparator: \.isWhitespace).first else { throw NoAnswer("it has no name") }
        return String(name)
      }
    case "uname--a":
      record.kernel = reading(file) { text in
        guard let kernel = KernelText.kernel(text.text) else { throw NoAnswer("it tells no kernel") }
        return kernel
      }
    case "find--sys-fs-bpf--ls":
      let pinned = reading(file, line: "/links/cil_") { text in
        // Agents keep their maps there from their start: an empty directory is one where nobody has mounted it.
        guard text.has("/sys/fs/bpf/") else {
          throw NoAnswer("it lists nothing within the BPF file system: it was not mounted where it was looked for")
        }
        if let gap = Attachments.gap(text) { throw NoAnswer(gap) }
        return (
          devices: Attachments.pins(text), endpoints: Attachments.endpoints(text), sockets: Attachments.sockets(text)
        )
      }
      record.pinnedSockets = pinned.map(\.sockets)
      record.pins = pinned.map(\.devices)
      record.pinnedEndpoints = pinned.map(\.endpoints)
    case "bpftool-net-show":
      let shown = reading(file, line: "_netdev") { text in
        guard text.has("tc:") else {
          throw NoAnswer("it is no listing of bpftool net show")
        }
        return Attachments.bpftool(text)
      }
      record.filters = merge(shown, record.filters)
      record.attachments = reading(file, line: "cil_from_") { try BPFToolNet.parse(text: $0.text) }
    case "iptables-save--c", "iptables-nft-save--c", "iptables-legacy-save--c":
      let listing = reading(file, mayBeEmpty: true, InputDrops.parse)
      record.drops.append(listing.map(\.drops))
      // Of a listing that is not whole nothing is known.
      let chains = reading(file, line: " ts-input ") { text in
        listing.value != nil && text.has("ts-input") ? try TailscaleChains.parse(text.text) : nil
      }
      if case .read(let chains?, let place) = chains { record.tailscaleChains.append(.read(chains, place)) }
      if listing.value != nil {
        record.markRestores.append(
          reading(file, mayBeEmpty: true, line: "--restore-mark") { text in
            text.has("--restore-mark") ? MarkRestoreReader.parse(text.text) : []
          })
      }
      if let tables = listing.value?.tables, !tables.isEmpty {
        record.hasFilterTable = record.hasFilterTable == true || tables.contains("filter")
      }
    case "ip--j--d-addr-show": record.links = reading(file, KernelText.devices).or(record.links)
    case "ip-a": record.links = record.links.or(reading(file, KernelText.devices))
    case "ip--d-rule", "ip-rule", "ip--6-rule":
      let family: IPFamily = name == "ip--6-rule" ? .ipv6 : .ipv4
      record.rules[family] = reading(file, mayBeEmpty: family == .ipv6) { try KernelText.rules($0, family) }
    case "sysctl--a": record.sysctls = reading(file, KernelText.sysctls)
    case "nft--j-list-ruleset": record.markings = reading(file) { try MarkingReader.parse($0.data) }
    case "wg-show", "wg-show-all-dump":
      // The dump tells when handshakes were, and only with the time of the listing how long ago.
      let now = file.entry.modified.flatMap { Int(exactly: $0.timeIntervalSince1970.rounded(.down)) }
      record.wireGuardPeers = reading(file, mayBeEmpty: true) { try WireGuardPeer.listing($0.text, now: now) }
        .or(record.wireGuardPeers)
    case "tailscale-status---json":
      record.tailscaleStatus = reading(file) { try TailscaleStatus.parse(json: $0.data) }
    case "tailscale-metrics-print":
      record.tailscaleCounters = reading(file) { try TailscaleCounters.parse($0.text) }
    case "ip--d--s--s-l", "ip--d--s-l": record.linkKinds = reading(file, KernelText.kinds)
    case "ip--4-r", "ip--6-r":
      let family: IPFamily = name == "ip--4-r" ? .ipv4 : .ipv6
      if family == .ipv4 { record.routeMTUs = reading(file, mayBeEmpty: true, KernelText.mtus) }
      record.kernelRoutes.append(reading(file, mayBeEmpty: true) { try KernelText.routes($0, family) })
    default:
      if case (let family, "all")? = tableNumber(name) {
        record.allRoutes[family] = reading(file, mayBeEmpty: true) { try KernelText.routes($0, family) }
      } else if let (family, number) = tableNumber(name) {
        record.kernelRoutes.append(
          reading(hasNoSuchTable(file) ? ArchiveFile(entry: file.entry, data: Data()) : file, mayBeEmpty: true) {
            text in
            try KernelText.routes(text, family).map { route in
              var route = route
              route.table = RoutingTable(number)
              return route
            }
          })
      } else if name.hasPrefix("tc-filter-show-dev-") {
        filter(name, file, &record)
      } else if name.hasPrefix("bpftool-cgroup-tree-") {
        // One listing of each mount of cgroups.
        let listing = reading(file, line: "cil_sock4_connect") { try BPFToolCgroup.parse(text: $0.text) }
        let isCiliums = listing.value?.contains { $0.name?.hasPrefix("cil_") == true } == true
        record.cgroupPrograms = isCiliums ? listing : record.cgroupPrograms.or(listing)
      }
    }
  }

  /// A table may hold routes of one family only: bugtool asks for both, and the kernel calls that an error.
  private static func hasNoSuchTable(_ file: ArchiveFile) -> Bool {
    String(decoding: file.data.prefix(200), as: UTF8.self).contains("FIB table does not exist")
  }

  /// `tc-filter-show-dev-DEVICE-ingress`, up to 1.10 without a direction. What vanished in between has an error text.
  private static func filter(_ name: String, _ file: ArchiveFile, _ record: inout AgentRecord) {
    var device = name.dropFirst("tc-filter-show-dev-".count)
    for direction in ["-ingress", "-egress"] where device.hasSuffix(direction) { device.removeLast(direction.count) }
    guard let text = try? FileText(file), case let programs = Attachments.filters(text), !programs.isEmpty else {
      return
    }
    record.filters = merge(.read([String(device): programs], text.reference), record.filters)
  }

  private static func merge(
    _ one: Reading<[String: Set<String>]>, _ other: Reading<[String: Set<String>]>
  ) -> Reading<[String: Set<String>]> {
    guard case .read(let first, let reference) = one, case .read(let second, _) = other else { return one.or(other) }
    return .read(first.merging(second) { $0.union($1) }, reference)
  }

  private struct NoAnswer: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }

  /// Reads a file, with the line that says most as its reference.
  private static func reading<Value>(
    _ file: ArchiveFile, mayBeEmpty: Bool = false, line: StaticString? = nil, atStart: Bool = false,
    _ parse: (FileText) throws -> Value
  ) -> Reading<Value> {
    let plain = FileReference(path: file.entry.path, modified: file.entry.modified)
    do {
      let text = try FileText(file, mayBeEmpty: mayBeEmpty)
      return .read(try parse(text), line.map { text.reference(to: $0, atStart: atStart) } ?? text.reference)
    } catch let trouble as FileText.Trouble {
      return .failed(trouble.reason, plain)
    } catch  where error is DecodingError || error is JSONCursor.Malformed {
      return .failed("it is no whole JSON document of this kind: cut, or mixed with other text", plain)
    } catch {
      return .failed("\(error)", plain)
    }
  }
}
