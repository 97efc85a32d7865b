import Cilium
import Foundation
import Testing

@testable import Routing

@Suite("Marks that netfilter puts on packets")
struct MarkingReaderTests {
  private func parse(_ entries: String) throws -> [PacketMarking] {
    try MarkingReader.parse(Data(#"{"nftables": [\#(entries)]}"#.utf8))
  }

  private let chains = """
    {"chain": {"family": "inet", "table": "t", "name": "in", "hook": "prerouting"}},
    {"chain": {"family": "inet", "table": "t", "name": "out", "hook": "output"}},
    {"chain": {"family": "inet", "table": "t", "name": "filter", "hook": "forward"}},
    {"chain": {"family": "inet", "table": "t", "name": "side"}},
    {"set": {"family": "inet", "table": "t", "name": "peers",
      "elem": ["192.0.2.1", {"prefix": {"addr": "10.1.0.0", "len": 16}}, {"range": ["10.3.0.1", "10.3.0.6"]}]}}
    """

  private func rule(_ chain: String, _ statements: String) -> String {
    #", {"rule": {"family": "inet", "table": "t", "chain": "\#(chain)", "expr": [\#(statements)]}}"#
  }

  private let toPeers =
    #"{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "@peers"}}"#
  private let own =
    #"{"match": {"op": "==", "left": {"&": [{"meta": {"key": "mark"}}, 96]}, "right": 32}}, {"accept": null}"#
  private func set(_ value: String) -> String {
    #"{"mangle": {"key": {"meta": {"key": "mark"}}, "value": \#(value)}}"#
  }
  private let steer = #"{"|": [{"&": [{"meta": {"key": "mark"}}, 4294967199]}, 64]}"#

  private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

  @Test("a rule on a set of destinations marks these, in its hook, and leaves other bits alone")
  func destinations() throws {
    let found = try parse(chains + rule("in", own) + rule("in", "\(toPeers), \(set(steer))"))
    #expect(found.map(\.hook) == [.prerouting] && found.map(\.value) == [0x40] && found.map(\.mask) == [0x60])
    for inside in ["192.0.2.1", "10.1.200.3", "10.3.0.1", "10.3.0.6"] {
      #expect(found.mark(.prerouting, to: try address(inside), bits: 0x60) == 0x40, "\(inside)")
      #expect(found.mark(.output, to: try address(inside), bits: 0x60) == 0, "\(inside)")
      #expect(found.mark(.prerouting, to: try address(inside), bits: 0xFF0000) == 0, "\(inside)")
    }
    for outside in ["192.0.2.2", "10.2.0.1", "10.3.0.0", "10.3.0.7"] {
      #expect(found.mark(.prerouting, to: try address(outside), bits: 0x60) == 0, "\(outside)")
    }
  }

  @Test("what depends on more than the destination is not told")
  func conditional() throws {
    let peer = try address("192.0.2.1")
    let device = #"{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}"#
    let others = [
      rule("in", "\(toPeers), \(device), \(set("64"))"), rule("side", set("64")),
      rule("in", "\(device), {\"accept\": null}") + rule("in", set("64")),
      rule("in", set(#"{"ct": {"key": "mark"}}"#)),
      rule(
        "in",
        #"{"match": {"op": "!=", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "@peers"}}, "#
          + set("64")),
    ]
    for text in others { #expect(try parse(chains + text).mark(.prerouting, to: peer, bits: 0x60) == nil, "\(text)") }
  }

  @Test("rules of other chains and rules that write nothing mark nothing")
  func others() throws {
    #expect(try parse(chains + rule("filter", set("64")) + rule("in", #"{"counter": {"packets": 1}}"#)).isEmpty)
  }

  @Test("the last rule wins")
  func order() throws {
    let found = try parse(
      chains + rule("out", set("64")) + rule("out", set(#"{"&": [{"meta": {"key": "mark"}}, 4294967231]}"#)))
    #expect(found.mark(.output, to: try address("192.0.2.1"), bits: 0x60) == 0)
  }

  @Test("what is no listing is said", arguments: ["", "{", "[]", "{\"nftables\": 3}", "table inet t {"])
  func none(text: String) {
    #expect(throws: ParseError.self) { try MarkingReader.parse(Data(text.utf8)) }
  }
}
