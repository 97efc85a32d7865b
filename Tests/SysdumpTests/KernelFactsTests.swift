import Archives
import Cilium
import Foundation
import Routing
import SysdumpRecordings
import Testing

@testable import Sysdump

@Suite("What the kernel told bugtool")
struct KernelFactsTests {
  private static let name = "1.18-C-steady"

  @Test("Rules, kernel parameters and devices are read from every archive that has them")
  func recorded() throws {
    for name in Recordings.names {
      for agent in try Recordings.read(name).agents {
        #expect(agent.rules[.ipv4]?.value?.contains { $0.action == .lookup(.main) } == true, "\(agent.folder)")
        #expect(agent.rules[.ipv6] == nil)
        let sysctls = try #require(agent.sysctls.value, "\(agent.sysctls.problem("sysctl") ?? "")")
        #expect(sysctls["net.ipv4.conf.all.rp_filter"] == 0 && sysctls["net.ipv4.conf.all.src_valid_mark"] != nil)
        let names = [".rp_filter", ".src_valid_mark", ".ip_forward", ".forwarding"] + Sysctls.socketBuffers
        #expect(sysctls.keys.allSatisfy { key in names.contains(where: key.hasSuffix) })
        #expect(!sysctls.keys.contains { $0.contains(".lxc") || $0.contains(".lo.") })
        #expect(agent.hasKernelTables)
      }
    }
  }

  @Test("Devices that ip lists are those of the agent's table, where they stood still")
  func devices() throws {
    for agent in try Recordings.read(Self.name).agents {
      let listed = try #require(agent.kernelDevices)
      for device in try #require(agent.tables.value).devices {
        let same = try #require(listed.first { $0.name == device.name })
        #expect(same.index == device.index && same.mtu == device.mtu && same.type == device.type, "\(device.name)")
        #expect(same.hardwareAddress == device.hardwareAddress && same.isUp == device.isUp, "\(device.name)")
        #expect(Set(same.addresses) == Set(device.addresses) && same.masterIndex == device.masterIndex)
        #expect(same.flags == device.flags && same.operStatus == device.operStatus, "\(device.name)")
      }
    }
  }

  /// An agent's record, once another text was read of one command.
  private func agent(_ name: String, _ text: String) throws -> AgentRecord {
    var record = try #require(try Recordings.read(Self.name).agents.first)
    let entry = ArchiveEntry(path: "\(record.folder)/cmd/\(name).md", size: text.utf8.count, modified: nil)
    guard case .command(_, let kind) = ArchiveLayout(path: entry.path), AgentFileReader.wants(kind) else {
      Issue.record("\(name) is not read")
      return record
    }
    AgentFileReader.read(ArchiveFile(entry: entry, data: Data(text.utf8)), kind, SharedAnswers(), into: &record)
    return record
  }

  @Test("A listing of rules that lost its end is none, and neither is a text of something else")
  func cutRules() throws {
    let whole =
      "0:\tfrom all lookup local\n5270:\tfrom all lookup 52\n32766:\tfrom all lookup main\n"
      + "32767:\tfrom all lookup default\n"
    #expect(try agent("ip--d-rule", whole).rules[.ipv4]?.value?.count == 4)
    for length in 0..<(whole.count - 1) {
      let rules = try agent("ip--d-rule", String(whole.prefix(length))).rules[.ipv4]
      #expect(rules?.value == nil && rules?.problem("rules")?.contains("ip--d-rule.md") == true, "\(length)")
    }
  }

  @Test("What only a bundle holds is read: IPv6 rules, all tables in one, kinds and altnames, WireGuard's peers")
  func bundle() throws {
    #expect(try agent("ip--6-rule", "").rules[.ipv6]?.value == [])
    let peers = try agent(
      "wg-show", "interface: wg0\n\npeer: x=\n  endpoint: 203.0.113.9:51820\n  allowed ips: 10.9.0.2/32\n")
    #expect(peers.wireGuardPeers.value?.first?.device == "wg0")
    let routes = try agent("ip--4-route-show-table-all", "default via 10.0.0.1 dev enp0s6\nthrow default table 9\n")
    #expect(routes.readRoutes.map(\.kind) == [.unicast, .throw] && routes.hasKernelTables)
    let links = try agent(
      "ip--j--d-addr-show",
      #"[{"ifindex":2,"ifname":"eth0","flags":["UP"],"mtu":1500,"altnames":["enp3s0"],"addr_info":[{"local":"10.0.0.9"}]}]"#
    )
    #expect(links.kernelDevices?.first?.names == ["eth0", "enp3s0"])
    #expect(try agent("ip--j--d-addr-show", "[{").kernelDevices?.contains { $0.name == "enp0s6" } == true)
  }
}
