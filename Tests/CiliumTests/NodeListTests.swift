import Cilium
import Foundation
import Testing

@Suite("Node list")
struct NodeListTests {
  @Test("Text and JSON agree, and hold the node IPs", arguments: Recording.all)
  func agree(_ recording: Recording) throws {
    let text = try NodeList.parse(text: recording.text("node-list")).sorted { $0.name < $1.name }
    let json = try NodeList.parse(json: recording.data("node-list-json")).sorted { $0.name < $1.name }
    #expect(text.map(\.name) == ["real/instance-master", "real/instance-worker"])
    #expect(text.map(\.nodeName) == ["instance-master", "instance-worker"])
    let expected = recording.isPhysicalNodeIP ? ["10.0.0.239", "10.0.0.24"] : ["100.64.0.1", "100.64.0.2"]
    #expect(text.map { $0.ipv4?.description } == expected)
    #expect(text.map(\.podCIDR) == [IPv4CIDR("10.244.0.0/24"), IPv4CIDR("10.244.1.0/24")])
    for (left, right) in zip(text, json) {
      #expect(left.name == right.name && left.ipv4 == right.ipv4)
      #expect(left.podCIDR == right.podCIDR && left.source == right.source)
      #expect(left.isLocal == left.name.hasSuffix(recording.node))
    }
    #expect(json.allSatisfy { $0.healthIPv4 != nil && $0.secondaryAddresses.count == 1 })
  }

  @Test("A usage text, an empty list and no output are errors")
  func garbage() throws {
    let usage = try Fixture.usage()
    #expect(throws: ParseError.self) { try NodeList.parse(text: usage) }
    #expect(throws: ParseError.self) { try NodeList.parse(text: "") }
    #expect(throws: ParseError.self) { try NodeList.parse(json: Data("[]".utf8)) }
    #expect(throws: ParseError.self) { try NodeList.parse(json: Data(usage.utf8)) }
    #expect(throws: ParseError.self) {
      try NodeList.parse(text: "Name   IPv4 Address   Endpoint CIDR   Source\nn      not-an-address here          x\n")
    }
  }
}
