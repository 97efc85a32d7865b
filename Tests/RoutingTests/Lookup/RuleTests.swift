import Cilium
import Testing

@testable import Routing

@Suite("Rules")
struct RuleTests {
  private func device(_ host: RoutingHost, _ to: String, mark: UInt32? = 0) -> Set<String> {
    host.route(to: ip(to), mark: mark).devices
  }

  @Test("a mark leads to another table, with and without a mask, and the answer names rule, table and route")
  func mark() throws {
    let host = try HostText.host(
      rules: "100: from all fwmark 0x40/0x60 lookup 180", routes: "default dev eth1 table 180 scope link")
    let marked = host.route(to: ip("8.8.8.8"), mark: 0xFF_0040)
    #expect(marked.devices == ["eth1"] && marked.table == RoutingTable("180") && marked.rule?.priority == 100)
    #expect(marked.route?.destination.isDefault == true)
    #expect(device(host, "8.8.8.8", mark: 0x60) == ["eth0"])
    let decided = host.route(to: ip("8.8.8.8"))
    #expect(decided.rule?.priority == 32766 && decided.table == .main && decided.assumptions.isEmpty)
  }

  @Test("a rule with “not” selects what its selectors do not; a suppressed default leaves the rest of the table alone")
  func wgQuick() throws {
    let host = try HostText.host(
      rules: """
        32764: from all lookup main suppress_prefixlength 0
        32765: not from all fwmark 0xca6c lookup 51820
        """, routes: "default dev eth1 table 51820 scope link")
    #expect(device(host, "8.8.8.8") == ["eth1"])
    #expect(device(host, "8.8.8.8", mark: 0xCA6C) == ["eth0"])
    #expect(device(host, "10.244.1.7") == ["pod0"])
  }

  /// A route of two hops: the dead one is asked by nobody, of a family or the other. With two that may be taken it depends
  /// on the flow in IPv6, where IPv4 asks the first.
  @Test("a rule that suppresses a device group asks the device of the hop that may be taken")
  func group() throws {
    let links = HostText.links.replacing(
      "3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 group default",
      with: "3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 group 7")
    let rule = "10: from all lookup 100 suppress_ifgroup 7"
    func host(_ dead: String) throws -> RoutingHost {
      let (first, second) = (dead == "eth0" ? " dead linkdown" : "", dead == "eth1" ? " dead linkdown" : "")
      return try HostText.host(
        rules: rule + "\n20: from all to 198.51.100.0/24 prohibit",
        rules6: rule + "\n20: from all to 2001:db8:7::/48 prohibit",
        routes: """
          198.51.100.0/24 table 100
          \tnexthop via 192.0.2.1 dev eth0 weight 1\(first)
          \tnexthop via 10.0.0.1 dev eth1 weight 1\(second)
          2001:db8:7::/48 table 100
          \tnexthop via 2001:db8::1 dev eth0 weight 1\(first)
          \tnexthop via fd00::1 dev eth1 weight 1\(second)
          """, links: links)
    }
    for address in ["198.51.100.1", "2001:db8:7::1"] {
      #expect(try host("eth0").route(to: ip(address)).drop?.kind == .prohibit, "\(address)")
      #expect(try device(host("eth1"), address) == ["eth0"], "\(address)")
    }
    #expect(try device(host(""), "198.51.100.1") == ["eth0", "eth1"])
    guard case .notKnown = try host("").route(to: ip("2001:db8:7::1")).outcome else {
      Issue.record("the hop was guessed")
      return
    }
  }

  @Test("goto leads past rules; a target that is not there is passed over")
  func goTo() throws {
    let rules = "10: from all goto %\n20: from all blackhole\n30: from all nop"
    let there = try HostText.host(rules: rules.replacing("%", with: "30"))
    #expect(device(there, "8.8.8.8") == ["eth0"])
    let gone = try HostText.host(rules: rules.replacing("%", with: "25"))
    #expect(gone.route(to: ip("8.8.8.8")).drop?.kind == .blackhole)
  }

  @Test(
    "a rule can drop, with the error that a socket gets",
    arguments: [
      ("blackhole", PacketDrop.Kind.blackhole, 22), ("unreachable", .unreachable, 101), ("prohibit", .prohibit, 13),
    ])
  func drops(_ action: String, _ kind: PacketDrop.Kind, _ errno: Int32) throws {
    let host = try HostText.host(rules: "10: from all to 8.8.8.0/24 \(action)")
    let decision = host.route(to: ip("8.8.8.8"))
    #expect(decision.drop == PacketDrop(kind, errno) && decision.rule?.priority == 10 && decision.route == nil)
    #expect(device(host, "9.9.9.9") == ["eth0"])
  }

  @Test("ports, protocol, user and type of service select; where a packet's are not known, neither is the answer")
  func flows() throws {
    let host = try HostText.host(
      rules: """
        10: from all ipproto udp dport 53-54 lookup 7
        20: from all uidrange 1000-1999 lookup 7
        30: from all tos 0x10 lookup 7
        """, routes: "default dev eth1 table 7 scope link")
    func devices(_ change: (inout PacketFlow) -> Void) -> Set<String> {
      var flow = PacketFlow(to: ip("8.8.8.8"), ipProtocol: 6, destinationPort: 53)
      change(&flow)
      return host.route(flow).devices
    }
    #expect(devices { $0.ipProtocol = 17 } == ["eth1"] && devices { _ in } == ["eth0"])
    #expect(devices { $0.user = 1500 } == ["eth1"] && devices { $0.tos = 0x10 } == ["eth1"])
    #expect(host.route(to: ip("8.8.8.8")).unknownReason?.contains("protocol") == true)
    #expect(host.route(to: ip("192.0.2.10")).unknownReason == nil)
  }

  @Test("a selector that is not understood only matters where both answers differ")
  func unknownSelector() throws {
    let host = try HostText.host(
      rules: "10: from all flowlabel 0x7 lookup 7", routes: "8.0.0.0/8 dev eth1 table 7 scope link")
    #expect(host.route(to: ip("8.8.8.8")).unknownReason?.contains("flowlabel") == true)
    #expect(device(host, "9.9.9.9") == ["eth0"])
  }

  @Test("a rule for a source does not select a packet that has none yet, but the socket's second lookup")
  func sources() throws {
    let host = try HostText.host(
      rules: "10: from 192.0.2.10 lookup 7", rules6: "10: from 2001:db8::10 lookup 7",
      routes: "default dev eth1 table 7 scope link\ndefault dev eth1 table 7 metric 1 pref medium")
    #expect(device(host, "8.8.8.8") == ["eth0"])
    #expect(host.route(to: ip("8.8.8.8"), from: ip("192.0.2.10")).devices == ["eth1"])
    let connected = host.connect(PacketFlow(to: ip("8.8.8.8")))
    #expect(connected.devices == ["eth1"] && connected.paths.map(\.source) == [.chosen(ip("192.0.2.10"))])
    // IPv6 keeps what it found first.
    #expect(host.connect(PacketFlow(to: ip("2600::1"))).devices == ["eth0"])
  }

  @Test("without any rule for a packet there is no way")
  func none() throws {
    let host = try HostText.host(routes: "").replacingRules([PolicyRule(priority: 0, .lookup(.local))], .ipv4)
    #expect(host.route(to: ip("8.8.8.8")).drop == PacketDrop(.noRoute, 101))
    #expect(host.route(to: ip("2600::1")).devices == ["eth0"])
  }

  @Test("a rule is written as ip writes it")
  func text() throws {
    let rule = PolicyRule(priority: 32765, .lookup(RoutingTable("51820"))).with {
      $0.isInverted = true
      $0.mark = .init(0xCA6C)
    }
    #expect(rule.description == "32765: not from all fwmark 0xca6c lookup 51820")
  }
}
