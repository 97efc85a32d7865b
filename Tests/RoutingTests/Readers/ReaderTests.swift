import Cilium
import Foundation
import Testing

@testable import Routing

@Suite("What ip prints")
struct ReaderTests {
  @Test("rules of every kind are the same as JSON and as text")
  func rules() throws {
    let json = try RuleReader.parse(Fixture.data("kernel/rule4.json"), family: .ipv4)
    let text = try RuleReader.parse(Fixture.data("kernel/rule4.txt"), family: .ipv4)
    #expect(json == text && json.count == 12)
    #expect(json[1].action == .goTo(100) && json[9].action == .nop && json[7].suppressedGroup == "7")
    #expect(json[2].isInverted && json[2].mark == .init(0x80000, mask: 0xFF0000) && json[2].outputDevice == "gone")
    #expect(json[3].sourcePorts == 1000...2000 && json[3].destinationPorts == 80...80 && json[3].users == 0...1000)
    #expect(json[3].ipProtocol == 6 && json[3].tos == 0x10 && json[3].suppressedPrefixLength == 0)
    #expect(json[4...6].map(\.action) == [.prohibit, .unreachable, .blackhole])
    #expect(json.allSatisfy { $0.unknownSelectors.isEmpty })
    let ipv6 = try RuleReader.parse(Fixture.data("kernel/rule6.json"), family: .ipv6)
    let text6 = try RuleReader.parse(Fixture.data("kernel/rule6.txt"), family: .ipv6)
    #expect(ipv6 == text6 && ipv6.count == 3)
  }

  @Test("a rule is written as it was read")
  func roundTrip() throws {
    let text = String(decoding: try Fixture.data("tailscale/ip-rule.txt"), as: UTF8.self)
    let lines = text.split(separator: "\n").map { String($0).replacing("\t", with: " ") }
    let rules = try RuleReader.parse(Data(text.utf8), family: .ipv4)
    #expect(rules.map(\.description) == lines)
  }

  @Test("routes of every kind are the same as JSON and as text, of both families at once")
  func routes() throws {
    let json = try RouteReader.parse(Fixture.data("kernel/route.json"))
    let text = try RouteReader.parse(Fixture.data("kernel/route.txt"))
    #expect(json == text)
    #expect(Set(json.map(\.kind)) == Set(KernelRoute.Kind.allCases).subtracting([.anycast, .other]))
    func find(_ prefix: String) throws -> KernelRoute {
      try #require(json.first { $0.destination.description == prefix })
    }
    #expect(try find("192.0.2.0/24").hops.map(\.device) == ["eth0", "eth1"])
    #expect(try find("198.51.100.0/24").hops.first?.gateway == ip("2001:db8::fe"))
    #expect(try find("10.8.0.0/24").tos == 0x10)
    #expect(try find("203.0.113.0/24").hops[0].isLinkDown)
    #expect(try find("::/0").preference == .high)
    #expect(try find("2001:db8:2::/48").from?.description == "2001:db8::/64")
    let standard = try find("0.0.0.0/0")
    #expect(standard.preferredSource == ip("10.0.0.2") && standard.metric == 100)
    #expect(json.allSatisfy { $0.areHopsKnown })
  }

  @Test("devices with addresses are the same as JSON and as text")
  func links() throws {
    let json = try LinkReader.parse(Fixture.data("kernel/addr.json"))
    let text = try LinkReader.parse(Fixture.data("kernel/addr.txt"))
    #expect(json == text)
    let eth0 = try #require(json.first { $0.name == "eth0" })
    #expect(eth0.kind == "veth" && eth0.isUp && eth0.addresses.filter(\.isSecondary).map(\.address) == [ip("10.0.0.2")])
    #expect(eth0.addresses.filter(\.isDeprecated).map(\.address) == [ip("2001:db8::2")])
    let eth1 = try #require(json.first { $0.name == "eth1" })
    #expect(eth1.addresses.map(\.peer) == [nil, ip("10.1.0.2")] && eth1.addresses[0].scope == .link)
  }

  @Test("a VRF and its ports, as JSON and as text")
  func vrf() throws {
    let json = """
      [{"ifindex":1,"ifname":"blue","flags":["UP"],"linkinfo":{"info_kind":"vrf","info_data":{"table":100}}},
       {},{"ifindex":2,"ifname":"eth1","flags":["UP"],"master":"blue","addr_info":[{"local":"10.0.0.1"}]}]
      """
    let text = "1: blue: <UP> mtu 1500\n    vrf table 100 addrgenmode eui64\n2: eth1: <UP> mtu 1500 master blue\n"
    for data in [json, text] {
      let links = try LinkReader.parse(Data(data.utf8))
      #expect(links.map(\.name) == ["blue", "eth1"] && links[0].isVRF && links[0].vrfTable == RoutingTable("100"))
      #expect(links[1].master == "blue" && links[1].vrfTable == nil)
    }
  }

  @Test("keys that are not known do no harm to routes and devices, and are kept with rules")
  func unknownKeys() throws {
    let rules = try RuleReader.parse(
      Data(#"[{"priority":1,"src":"all","table":"7","protocol":"kernel","dscp":"EF","dport_mask":"0xff"}]"#.utf8),
      family: .ipv4)
    #expect(rules[0].unknownSelectors == ["dport_mask", "dscp"])
    let routes = try RouteReader.parse(
      Data(#"[{"dst":"10.0.0.0/8","dev":"eth0","encap":"mpls","metrics":[{"mtu":1400}],"metric":"5"}]"#.utf8))
    #expect(routes.map(\.metric) == [5])
  }

  @Test("kernel parameters by sysctl and by /proc, for devices with dots too")
  func sysctls() throws {
    let names = try SysctlReader.parse(
      Data(
        "net.ipv4.conf.eth0/100.rp_filter = 2\nsysctl: permission denied on key 'x'\nnet.ipv4.tcp_rmem = 4096 1 2\n"
          .utf8))
    #expect(names["net.ipv4.conf.eth0.100.rp_filter"] == 2 && names.values.count == 1)
    let files = try SysctlReader.parse(Data("/proc/sys/net/ipv4/conf/eth0.100/rp_filter:1\n".utf8))
    #expect(files["net.ipv4.conf.eth0.100.rp_filter"] == 1)
    let recorded = try SysctlReader.parse(Fixture.data("tailscale/sysctl.txt"))
    #expect(recorded["net.ipv4.conf.all.src_valid_mark"] == 1)
  }

  @Test(
    "anything else is an error that says what was read and where",
    arguments: [
      "Usage: ip [ OPTIONS ]", "[{", "[1]", #"[{"priority":"x"}]"#, "7: from 10.0.0.0/99 lookup main", "7: from all",
      "7: from",
    ])
  func badRules(_ text: String) {
    #expect(throws: ParseError.self) { try RuleReader.parse(Data(text.utf8), family: .ipv4) }
  }

  @Test(
    "a bad route or device is an error too",
    arguments: [
      "Error: ipv4: FIB table does not exist.", "[{}, {\"dst\":\"x\"}]", "10.0.0.0/8 via 300.1.1.1 dev eth0",
      "\tnexthop dev eth0",
    ])
  func badRoutes(_ text: String) {
    #expect(throws: ParseError.self) { try RouteReader.parse(Data(text.utf8)) }
    #expect(throws: ParseError.self) { try LinkReader.parse(Data(text.utf8)) }
  }

  @Test("nothing is no rule for IPv6 and an error for IPv4, where there always is one")
  func empty() throws {
    #expect(try RuleReader.parse(Data("[]\n".utf8), family: .ipv6).isEmpty)
    #expect(throws: ParseError.self) { try RuleReader.parse(Data(), family: .ipv4) }
    #expect(try RouteReader.parse(Data("[ ]".utf8), family: .ipv6).isEmpty)
    #expect(throws: ParseError.self) { try LinkReader.parse(Data("[]".utf8)) }
    #expect(throws: ParseError.self) { try SysctlReader.parse(Data("command not found".utf8)) }
  }

  @Test("what was read is written as JSON and read back the same")
  func coding() throws {
    func returned<Value: Codable>(_ value: Value) throws -> Value {
      try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }
    let rules = try RuleReader.parse(Fixture.data("kernel/rule4.json"), family: .ipv4)
    let routes = try RouteReader.parse(Fixture.data("kernel/route.json"))
    let links = try LinkReader.parse(Fixture.data("kernel/addr.json"))
    let (rulesAgain, routesAgain, linksAgain) = (try returned(rules), try returned(routes), try returned(links))
    #expect(rules == rulesAgain && routes == routesAgain && links == linksAgain)
  }
}
