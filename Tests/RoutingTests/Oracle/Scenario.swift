import Generators

/// A random configuration, as commands of `ip` and `sysctl`.
struct Scenario {
  let devices: [String]
  let hasVRF: Bool
  private(set) var random: SeededGenerator

  /// The commands that make it; those that the kernel refuses are left out of it.
  private(set) var links: [String] = []
  private(set) var sysctls: [String] = []
  private(set) var configuration4: [String] = []
  private(set) var configuration6: [String] = []
  private var own4: [String] = []
  private var own6: [String] = []

  static let tables = ["main", "main", "main", "5", "52", "100", "default", "local"]

  init(random: SeededGenerator, supportsVRF: Bool) {
    self.random = random
    devices = ["d0", "d1", "d2", "p0", "p1"]
    var generator = random
    hasVRF = supportsVRF && generator.once(in: 3)
    self.random = generator
    makeLinks()
    makeSysctls()
    makeAddresses()
    makeRoutes(ipv6: false)
    makeRoutes(ipv6: true)
    // Once in a while there is no rule of its own, of one family or both.
    if !self.random.once(in: 6) { makeRules(ipv6: false) }
    if !self.random.once(in: 6) { makeRules(ipv6: true) }
  }

  private mutating func makeLinks() {
    links = ["link set lo up"] + (0..<3).map { "link add d\($0) type veth peer name p\($0)" }
    if hasVRF {
      links += ["link add vrf1 type vrf table 100", "link set vrf1 up", "link set d1 master vrf1"]
      if random.once(in: 2) { links.append("link set p0 master vrf1") }
    }
    let groups = random.once(in: 3)
    for device in devices + ["p2"] {
      if groups, random.once(in: 3) { links.append("link set \(device) group 7") }
      // p2 stays down now and then: d2 has no carrier then.
      if device == "p2" ? random.once(in: 2) : !random.once(in: 8) { links.append("link set \(device) up") }
    }
  }

  private mutating func makeSysctls() {
    // Duplicate detection would change addresses while questions are asked.
    sysctls = ["net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0"]
    sysctls.append("net.ipv4.ip_forward=\(random.once(in: 5) ? 0 : 1)")
    sysctls.append("net.ipv6.conf.all.forwarding=\(random.once(in: 3) ? 0 : 1)")
    let keys: [(key: String, values: [Int], odds: Int)] = [
      ("rp_filter", [0, 1, 2], 2), ("src_valid_mark", [1], 4), ("send_redirects", [0], 3), ("accept_local", [1], 8),
      ("route_localnet", [1], 8), ("ignore_routes_with_linkdown", [1], 3), ("forwarding", [0], 12),
    ]
    for device in ["all"] + devices {
      for (key, values, odds) in keys where random.once(in: odds) {
        guard key != "forwarding" || device != "all" else { continue }
        sysctls.append("net.ipv4.conf.\(device).\(key)=\(random.pick(values))")
      }
      if random.once(in: 4) { sysctls.append("net.ipv6.conf.\(device).ignore_routes_with_linkdown=1") }
      if random.once(in: 12), device != "all" { sysctls.append("net.ipv6.conf.\(device).use_oif_addrs_only=1") }
      if random.once(in: 4) { sysctls.append("net.ipv6.conf.\(device).use_tempaddr=2") }
    }
  }

  private mutating func makeAddresses() {
    for device in devices + ["lo"] where !random.once(in: 5) {
      for _ in 0..<(1 + random.below(3)) {
        let scope = random.once(in: 5) ? " scope \(random.pick(["link", "host", "site"]))" : ""
        let (network, host) = (random.below(4), 1 + random.below(5))
        let peer = random.once(in: 8) ? " peer 10.7.\(network).\(host)/\(random.pick(["32", "24"]))" : ""
        let length = peer.isEmpty ? "/\(random.pick(["24", "24", "32", "16"]))" : ""
        own4.append("10.0.\(network).\(host)")
        configuration4.append("addr add 10.0.\(network).\(host)\(length)\(peer) dev \(device)\(scope)")
      }
    }
    for device in devices + ["lo"] where !random.once(in: 4) {
      for _ in 0..<(1 + random.below(3)) {
        let network = random.below(3)
        let prefix = random.pick(["2001:db8:0:\(network)", "fd00:0:0:\(network)", "2002:a00::"])
        let separator = prefix.hasSuffix("::") ? "" : "::"
        let flags = random.once(in: 6) ? " preferred_lft 0" : ""
        let address = "\(prefix)\(separator)\(1 + random.below(6))"
        own6.append(address)
        configuration6.append(
          "addr add \(address)/\(random.pick(["64", "64", "128", "48"])) "
            + "dev \(device) nodad\(flags)")
      }
    }
  }
}

extension Scenario {
  mutating func makeRoutes(ipv6: Bool) {
    if !random.once(in: 3) { add("route add default \(hop(ipv6: ipv6))", ipv6: ipv6) }
    for _ in 0..<(12 + random.below(24)) { add(route(ipv6: ipv6), ipv6: ipv6) }
  }

  private mutating func add(_ command: String, ipv6: Bool) {
    if ipv6 { configuration6.append(command) } else { configuration4.append(command) }
  }

  /// A route to add.
  mutating func route(ipv6: Bool) -> String {
    let prefix = random.pick(ipv6 ? Pool.prefixes6 : Pool.prefixes4)
    // Hops that are appended to an IPv6 route are listed as though they had the source and preference of the first;
    // what they really have cannot be seen, so here they have none.
    let isPlain = ipv6 && Pool.plainPrefixes6.contains(prefix)
    let attributes = attributes(ipv6: ipv6, isPlain: isPlain)
    let isAppended = random.once(in: 6)
    let verb = isAppended ? "route append" : "route add"
    let gatewayVerb = isAppended && (!ipv6 || isPlain) ? "route append" : "route add"
    let source = isPlain ? "" : source(ipv6: ipv6)
    switch random.below(12) {
    case 0, 1:
      return "\(verb) \(random.pick(["blackhole", "unreachable", "prohibit", "throw"])) \(prefix) \(attributes)"
    case 2: return "\(verb) local \(prefix) \(attributes) dev \(random.pick(devices))"
    case 3, 4:
      let scope = !ipv6 && random.once(in: 2) ? " scope \(random.pick(["link", "host", "global"]))" : ""
      return "\(verb) \(prefix) \(attributes)\(source) dev \(random.pick(devices))\(scope)"
    case 5, 6:
      let hops = (0..<(2 + random.below(2))).map { _ in
        let way = random.once(in: 5) ? "dev \(random.pick(devices))" : hop(ipv6: ipv6, ofOneFamily: true)
        return "nexthop \(way) weight \(1 + random.below(3))"
      }
      return "\(gatewayVerb) \(prefix) \(attributes)\(source) \(hops.joined(separator: " "))"
    default:
      let from = ipv6 && random.once(in: 8) ? " from \(random.pick(Pool.prefixes6))" : ""
      return "\(gatewayVerb) \(prefix)\(from) \(attributes)\(source) \(hop(ipv6: ipv6))"
    }
  }

  private mutating func attributes(ipv6: Bool, isPlain: Bool) -> String {
    var words = ["table \(random.pick(Self.tables))"]
    if random.once(in: 3) { words.append("metric \(random.pick(["10", "20", "1024", "2048"]))") }
    if !ipv6, random.once(in: 12) { words.append("tos \(random.pick(["0x10", "0x08"]))") }
    if ipv6, !isPlain, random.once(in: 5) { words.append("pref \(random.pick(["low", "high", "medium"]))") }
    return words.joined(separator: " ")
  }

  private mutating func source(ipv6: Bool) -> String {
    let own = ipv6 ? own6 : own4
    return random.once(in: 4) && !own.isEmpty ? " src \(random.pick(own))" : ""
  }

  private mutating func hop(ipv6: Bool, ofOneFamily: Bool = false) -> String {
    let device = random.pick(devices)
    if !ipv6, !ofOneFamily, random.once(in: 10) {
      return "via inet6 \(random.pick(Pool.gateways6)) dev \(device) onlink"
    }
    return "via \(random.pick(ipv6 ? Pool.gateways6 : Pool.gateways4)) dev \(device) onlink"
  }

  mutating func makeRules(ipv6: Bool) {
    for _ in 0..<(3 + random.below(9)) { add(rule(ipv6: ipv6), ipv6: ipv6) }
    if random.once(in: 6) { add("rule del pref 0", ipv6: ipv6) }
    if random.once(in: 6) { add("rule del pref 32766", ipv6: ipv6) }
  }

  /// A rule to add.
  mutating func rule(ipv6: Bool) -> String {
    var words = ["rule add"]
    words.append("pref \(random.below(30) * 10)")
    if random.once(in: 7) { words.append("not") }
    let prefixes = ipv6 ? Pool.prefixes6 : Pool.prefixes4
    if random.once(in: 3) { words.append("from \(random.pick(prefixes))") }
    if random.once(in: 3) { words.append("to \(random.pick(prefixes))") }
    if random.once(in: 3) { words.append("fwmark \(random.pick(Pool.ruleMarks))") }
    if random.once(in: 6) { words.append("iif \(random.pick(devices + ["lo", "gone"]))") }
    if random.once(in: 7) { words.append("oif \(random.pick(devices))") }
    if random.once(in: 10) { words.append("tos \(random.pick(["0x10", "0x08"]))") }
    if random.once(in: 8) { words.append("ipproto \(random.pick(["tcp", "udp", "icmp"]))") }
    if random.once(in: 10) { words.append("dport \(random.pick(["80", "53-90", "1000"]))") }
    if random.once(in: 12) { words.append("sport \(random.pick(["1000", "900-1100"]))") }
    if random.once(in: 12) { words.append("uidrange \(random.pick(["0-0", "5-10", "0-1000"]))") }
    words.append(action())
    return words.joined(separator: " ")
  }

  private mutating func action() -> String {
    switch random.below(14) {
    case 0: random.pick(["blackhole", "unreachable", "prohibit"])
    case 1: "goto \(random.below(35) * 10)"
    case 2: "nop"
    case 3, 4:
      "table \(random.pick(Self.tables)) suppress_prefixlength \(random.pick(["0", "0", "8", "16", "24", "48"]))"
    case 5 where random.once(in: 2): "table \(random.pick(Self.tables)) suppress_ifgroup 7"
    default: "table \(random.pick(Self.tables))"
    }
  }
}
