/// `cilium-dbg shell -- db/show TABLE`, up to 1.16 `cilium-dbg statedb TABLE`: the agent's tables of devices, routes,
/// node addresses and MTUs.
///
/// Text as recorded from 1.19.4, 1.18.0-dev and 1.15.0-dev, of 1.17 by its sources; JSON is one indented object after the other with Go's field names, as
/// `statedb/script.go` writes it.
enum StateDBTables {
  /// Names of the tables the stand-in has.
  static let names = ["devices", "mtu", "node-addresses", "routes"]

  static func table(_ name: String, facts: AgentFacts) -> (header: [String], rows: [[String]])? {
    switch name {
    case "devices":
      columns(
        ["Name", "Index", "Selected", "Type", "MTU", "HWAddr", "Flags", "Addresses", "OperStatus"],
        devices(facts).map { device in
          [
            device.name, "\(device.index)", "\(facts.verdicts[device.name]?.isSelected == true)", device.type,
            "\(device.mtu)", device.hardwareAddress, flagWords(device, facts.release).joined(separator: "|"),
            device.addresses.map(\.address).joined(separator: ", "), device.operState,
          ]
        }, without: facts.release >= .v118 ? [] : ["OperStatus"])
    case "routes":
      columns(
        ["Destination", "Source", "Gateway", "LinkIndex", "MTU", "Table", "Type", "Scope", "Priority"],
        routes(facts).map { route, index in
          [
            route.destination, route.source ?? "", route.gateway ?? "", "\(index)", route.mtu.map { "\($0)" } ?? "",
            facts.release == .v119 ? route.table : "\(route.tableNumber)", route.type,
            facts.release == .v119 ? route.scope : "\(scopeNumber(route.scope))", "\(route.priority)",
          ]
        },
        without: facts.release == .v119 ? [] : ["MTU", "Type"] + (facts.release == .v118 ? [] : ["Priority"]))
    case "node-addresses":
      (
        ["Address", "NodePort", "Primary", "DeviceName"],
        NodeAddressTable.rows(facts).map { ["\($0.address)", "\($0.nodePort)", "\($0.primary)", $0.device] }
      )
    case "mtu":
      (
        ["Prefix", "DeviceMTU", "RouteMTU", "RoutePostEncryptMTU"],
        ["::/0", "0.0.0.0/0"].map {
          [$0, "\(facts.mtu.device)", "\(facts.mtu.route)", "\(postEncryptMTU(facts))"]
        }
      )
    default: nil
    }
  }

  static func json(_ name: String, facts: AgentFacts) -> [GoJSON]? {
    switch name {
    case "devices": devices(facts).map { deviceJSON($0, facts: facts) }
    case "routes": routes(facts).map { routeJSON($0, index: $1, release: facts.release) }
    case "node-addresses":
      NodeAddressTable.rows(facts).map {
        [
          "Addr": .string($0.address), "NodePort": .bool($0.nodePort), "Primary": .bool($0.primary),
          "DeviceName": .string($0.device),
        ]
      }
    case "mtu":
      ["::/0", "0.0.0.0/0"].map {
        [
          "Prefix": .string($0), "DeviceMTU": .int(facts.mtu.device), "RouteMTU": .int(facts.mtu.route),
          "RoutePostEncryptMTU": .int(postEncryptMTU(facts)),
        ]
      }
    default: nil
    }
  }

  /// `statedb dump`: every table with its rows, in the order of their names.
  static func dump(_ facts: AgentFacts) -> GoJSON {
    let known = names.filter { $0 != "mtu" || facts.release.hasMTUTable }
    return .object(known.map { name in GoJSON.Member(key: name, value: .array(json(name, facts: facts) ?? [])) })
  }

  /// A table without some of the columns, which an older release does not have.
  private static func columns(
    _ header: [String], _ rows: [[String]], without missing: [String]
  ) -> (header: [String], rows: [[String]]) {
    let kept = header.indices.filter { !missing.contains(header[$0]) }
    return (kept.map { header[$0] }, rows.map { row in kept.map { row[$0] } })
  }

  /// What is left after encryption: of the tunnel's routes up to 1.18, of the devices in 1.19 (both as recorded).
  private static func postEncryptMTU(_ facts: AgentFacts) -> Int {
    facts.release == .v119 ? facts.mtu.device : facts.mtu.route
  }

  private static func routeJSON(_ route: KernelRoute, index: Int, release: LabCilium) -> GoJSON {
    let hasType = release == .v119
    let members: [(String, GoJSON?)] = [
      ("Table", .int(route.tableNumber)), ("LinkIndex", .int(index)),
      ("Type", hasType ? .int(typeNumber(route.type)) : nil), ("Scope", .int(scopeNumber(route.scope))),
      ("Dst", .string(route.destination)), ("Src", .string(route.source ?? "")),
      ("Gw", .string(route.gateway ?? "")),
      ("Priority", release >= .v118 ? .int(route.priority) : nil), ("MTU", hasType ? .int(route.mtu ?? 0) : nil),
    ]
    return .object(members.compactMap { key, value in value.map { GoJSON.Member(key: key, value: $0) } })
  }

  private static func devices(_ facts: AgentFacts) -> [KernelDevice] { facts.devices.sorted { $0.index < $1.index } }

  /// By table, device and destination: the primary key of Cilium's route table.
  private static func routes(_ facts: AgentFacts) -> [(KernelRoute, Int)] {
    let indexes = Dictionary(facts.devices.map { ($0.name, $0.index) }, uniquingKeysWith: { first, _ in first })
    return facts.routes.map { route in
      (route: route, index: route.device.flatMap { indexes[$0] } ?? 0, key: route.destinationAddress?.orderKey ?? [])
    }
    .sorted { left, right in
      let (a, b) = (left.route, right.route)
      if (a.tableNumber, left.index) != (b.tableNumber, right.index) {
        return (a.tableNumber, left.index) < (b.tableNumber, right.index)
      }
      if left.key != right.key { return left.key.precedes(right.key) }
      return (a.prefixLength, a.priority) < (b.prefixLength, b.priority)
    }
    .map { ($0.route, $0.index) }
  }

  private static func deviceJSON(_ device: KernelDevice, facts: AgentFacts) -> GoJSON {
    let verdict = facts.verdicts[device.name] ?? .notSelected(reason: "")
    let master = device.master.flatMap { name in facts.devices.first { $0.name == name }?.index } ?? 0
    return [
      "Index": .int(device.index), "MTU": .int(device.mtu), "Name": .string(device.name),
      "HardwareAddr": .string(device.hardwareAddress), "Flags": .int(goFlags(device)),
      "Addrs": .array(
        device.addresses.map {
          [
            "Addr": .string($0.address), "Secondary": .bool($0.secondary),
            "Scope": .int(scopeNumber($0.scope == "global" ? "universe" : $0.scope)),
          ]
        }),
      "RawFlags": .int(Int(device.rawFlags)), "Type": .string(device.type), "MasterIndex": .int(master),
      "OperStatus": .string(device.operState), "Selected": .bool(verdict.isSelected),
      "NotSelectedReason": .string(verdict.reason),
    ]
  }

  /// The words of Go's `net.Flags`, in its order.
  private static let goFlagWords: [(bit: UInt32, word: String)] = [
    (0x1, "up"), (0x2, "broadcast"), (0x8, "loopback"), (0x10, "pointtopoint"), (0x1000, "multicast"),
    (0x40, "running"),
  ]

  /// 1.15 does not know whether a device runs.
  private static func flagWords(_ device: KernelDevice, _ release: LabCilium) -> [String] {
    let known = release == .v115 ? goFlagWords.filter { $0.word != "running" } : goFlagWords
    let words = known.filter { device.rawFlags & $0.bit != 0 }.map(\.word)
    return words.isEmpty ? ["0"] : words
  }

  private static func goFlags(_ device: KernelDevice) -> Int {
    goFlagWords.enumerated().reduce(0) { $0 | (device.rawFlags & $1.element.bit != 0 ? 1 << $1.offset : 0) }
  }

  private static func scopeNumber(_ scope: String) -> Int {
    switch scope {
    case "universe": 0
    case "site": 200
    case "link": 253
    case "host": 254
    default: 255
    }
  }

  /// `include/uapi/linux/rtnetlink.h`, RTN_*.
  private static func typeNumber(_ type: String) -> Int {
    (["unspec", "unicast", "local", "broadcast", "anycast", "multicast", "blackhole", "unreachable", "prohibit"]
      .firstIndex(of: type)) ?? 0
  }
}
