import Probes
import Testing

@testable import Conformance

@Suite("Drops that say nothing about a cluster's health")
struct DropAccountsTests {
  private func ping(_ payload: Int?, count: Int = 2) -> Probe {
    Probe(id: "x", kind: .ping(target: "10.244.1.5", count: count, payload: payload), timeout: .seconds(1))
  }

  /// With a route of 1230 a fragment holds 1208 bytes, the last one up to 1210; eight of them are the ICMP header's.
  @Test(
    "fragments of a ping that does not fit",
    arguments: [(1202, 0), (1203, 4), (2410, 4), (2411, 6), (56, 0)])
  func fragments(payload: Int, count: Int) {
    #expect(DropAccounts.fragments(of: ping(payload), mtu: 1230) == count)
  }

  /// Of IPv6 with a header of 40 bytes, and one of 8 in each fragment, which so holds 1176 bytes, the last one up to 1182.
  @Test("fragments of an IPv6 ping that does not fit", arguments: [(1182, 0), (1183, 4), (2350, 4), (2351, 6)])
  func fragmentsOfIPv6(payload: Int, count: Int) {
    let probe = Probe(
      id: "x", kind: .ping(target: "fd10:244::5", count: 2, payload: payload), timeout: .seconds(1))
    #expect(DropAccounts.fragments(of: probe, mtu: 1230) == count)
  }

  @Test("up to 1.17 they are dropped for another reason, which is the run's own likewise")
  func unsupported() {
    let accounts = DropAccounts(unsupported: [Nodes.m: 4])
    let drop = DropDelta(reason: "IP fragmentation not supported", direction: "EGRESS", packets: 6)
    #expect(accounts.account(drop, on: Nodes.m).unaccounted == 2)
    #expect(DropAccounts(oversized: [Nodes.m: 4]).account(drop, on: Nodes.m).unaccounted == 6)
  }

  @Test("other probes are not fragmented")
  func others() {
    #expect(DropAccounts.fragments(of: ping(nil), mtu: 60) == 0)
    let get = Probe(
      id: "x", kind: .httpGet(url: "http://10.0.0.1/", header: [:], insecure: false), timeout: .seconds(1))
    #expect(DropAccounts.fragments(of: get, mtu: 60) == 0)
  }

  @Test("as many invalid packets as the run has sent are its own, and not one more")
  func bounded() {
    let accounts = DropAccounts(oversized: [Nodes.m: 4])
    func drop(_ packets: Double, _ node: String = Nodes.m, _ direction: String = "EGRESS") -> DropDelta {
      accounts.account(DropDelta(reason: "Invalid packet", direction: direction, packets: packets), on: node)
    }
    #expect(drop(4).unaccounted == 0 && drop(4).account == DropAccounts.fragments)
    #expect(drop(9).unaccounted == 5)
    #expect(drop(4, Nodes.w).unaccounted == 4 && drop(4, Nodes.w).account == nil)
    #expect(drop(4, Nodes.m, "INGRESS").unaccounted == 4)
  }

  @Test("pods' IPv6 packets are dropped where IPv6 is off, and there only")
  func ipv6() {
    let drop = DropDelta(reason: "Unsupported L3 protocol", direction: "EGRESS", packets: 8)
    #expect(DropAccounts(hasIPv6: false).account(drop, on: Nodes.m).unaccounted == 0)
    #expect(DropAccounts(hasIPv6: true).account(drop, on: Nodes.m).unaccounted == 8)
  }

  @Test("what a policy denies counts")
  func policy() {
    let drop = DropDelta(reason: "Policy denied", direction: "EGRESS", packets: 1)
    #expect(DropAccounts(oversized: [Nodes.m: 99]).account(drop, on: Nodes.m).unaccounted == 1)
  }
}
