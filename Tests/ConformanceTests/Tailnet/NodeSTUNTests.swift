import Capture
import Cilium
import Foundation
import Tailnet
import Testing

@testable import Conformance

@Suite("What nodes ask STUN servers, and are told")
struct NodeSTUNTests {
  private static let own = IPAddress.v4(IPv4Address(10, 0, 0, 239))
  private static let outside = IPAddress.v4(IPv4Address(203, 0, 113, 7))
  private static let servers = [IPAddress.v4(IPv4Address(192, 0, 2, 53)), .v4(IPv4Address(198, 51, 100, 53))]

  /// What passed the master's devices.
  private struct Passed {
    var packets: [NodeTrace.Packet] = []

    mutating func add(_ bytes: [UInt8], at seconds: Double, out: Bool, by uplink: String? = "enp0s6") throws {
      packets.append(
        NodeTrace.Packet(
          uplink: uplink, isOutgoing: out, ip: try #require(IPPacket(bytes[...])),
          captured: CapturedPacket(timestamp: .seconds(seconds), linkType: .linuxCooked2, bytes: bytes)))
    }

    mutating func ask(
      _ transaction: UInt8, server: Int = 0, at seconds: Double, by uplink: String? = "enp0s6",
      software: String = "tailnode"
    ) throws {
      let request = STUNBytes.request(transaction, software: software)
      try add(
        WireBytes.udp(own, 41_641, servers[server], 3478, request), at: seconds, out: true, by: uplink)
    }

    mutating func answer(_ transaction: UInt8, server: Int = 0, at seconds: Double, port: Int = 41_641) throws {
      let answer = STUNBytes.answer(transaction, outside, port)
      try add(WireBytes.udp(servers[server], 3478, own, 41_641, answer), at: seconds, out: false)
    }

    func told(losing incompleteness: Sentence? = nil) -> NodeSTUN? {
      let node = ExampleCluster.facts().nodes[0]
      return NodeSTUN(NodeTrace(node: node.name, packets: packets, incompleteness: incompleteness), of: node)
    }
  }

  @Test("requests and answers are counted for each server, with where it saw the socket")
  func answered() throws {
    var passed = Passed()
    for (number, server) in [(1, 0), (2, 1), (3, 0)] as [(UInt8, Int)] {
      try passed.ask(number, server: server, at: Double(number))
      try passed.answer(number, server: server, at: Double(number) + 0.02)
    }
    // The same request again is no other one.
    try passed.ask(3, at: 3.5)
    let told = try #require(passed.told())
    #expect(told.node == "instance-master" && told.requests == 3 && told.answers == 3 && told.isWitnessed)
    #expect(told.servers.map(\.description) == ["192.0.2.53:3478", "198.51.100.53:3478"])
    #expect(told.mapped.map(\.description) == ["203.0.113.7:41641"] && told.exchanges.map(\.requests) == [2, 1])
    #expect(told.exchanges[0].local.description == "10.0.0.239:41641")
    #expect(!told.isUnanswered && !told.mapsByDestination)
  }

  @Test("where no request was seen nothing is known, whatever else passed")
  func nothing() throws {
    #expect(Passed().told() == nil)
    var passed = Passed()
    try passed.answer(1, at: 1)
    try passed.add(WireBytes.udp(Self.own, 41_641, Self.servers[0], 53, WireBytes.dns("a.b")), at: 2, out: true)
    #expect(passed.told() == nil)
  }

  @Test("pods' and other machines' requests, other programs' and those inside of an overlay are not the node's")
  func others() throws {
    var passed = Passed()
    let pod = IPAddress.v4(IPv4Address(10, 244, 0, 10))
    try passed.add(
      WireBytes.udp(pod, 41_641, Self.servers[0], 3478, STUNBytes.request(1)), at: 1, out: false, by: nil)
    try passed.ask(1, at: 1)
    try passed.ask(2, at: 2, software: "pion-ice")
    try passed.ask(3, at: 3, by: "tailscale0")
    try passed.ask(4, at: 4, by: nil)
    #expect(passed.told() == nil)
    try passed.ask(5, at: 5)
    #expect(passed.told()?.requests == 1)
  }

  private static let silences: [(seconds: [Double], end: Double, isUnanswered: Bool)] = [
    ([1, 2, 3], 5, true), ([1, 2, 3], 4.9, false), ([1, 2], 20, false), ([1, 2, 3, 19], 20, true), ([], 20, false),
  ]

  @Test("nobody answers: told of three requests that had their time, never of fewer", arguments: silences)
  func silent(seconds: [Double], end: Double, isUnanswered: Bool) throws {
    var passed = Passed()
    for (number, second) in seconds.enumerated() { try passed.ask(UInt8(number), server: number % 2, at: second) }
    // The capture went on until then.
    try passed.add(WireBytes.echo(Self.own, Self.servers[0], id: 1), at: end, out: true)
    #expect((passed.told()?.isUnanswered ?? false) == isUnanswered)
    // Of a capture that lost packets nobody knows.
    #expect(passed.told(losing: "the capture lost \(7) packets")?.isUnanswered != true)
  }

  @Test("one answer of any server, a refusal too, and STUN comes through; what another one says is no answer")
  func oneAnswer() throws {
    var passed = Passed()
    for number: UInt8 in 1...4 { try passed.ask(number, at: Double(number)) }
    try passed.ask(9, server: 1, at: 5)
    try passed.add(WireBytes.echo(Self.own, Self.servers[0], id: 1), at: 20, out: true)
    #expect(passed.told()?.isUnanswered == true)
    var spoofed = passed
    try spoofed.answer(9, server: 0, at: 5.1)
    #expect(spoofed.told()?.isUnanswered == true && spoofed.told()?.answers == 0)
    let refusal = WireBytes.udp(Self.servers[1], 3478, Self.own, 41_641, STUNBytes.refusal(9))
    try passed.add(refusal, at: 5.1, out: false)
    let told = try #require(passed.told())
    #expect(!told.isUnanswered && told.answers == 1 && told.mapped.isEmpty && !told.mapsByDestination)
  }

  @Test("NAT that gives each destination another port is told by two servers, not by one whose answer changes")
  func varying() throws {
    func told(_ ports: [(server: Int, port: Int)]) throws -> NodeSTUN {
      var passed = Passed()
      for (number, (server, port)) in ports.enumerated() {
        try passed.ask(UInt8(number), server: server, at: Double(number))
        try passed.answer(UInt8(number), server: server, at: Double(number) + 0.1, port: port)
      }
      return try #require(passed.told())
    }
    #expect(try told([(0, 1024), (1, 1025)]).mapsByDestination)
    #expect(try !told([(0, 1024), (1, 1024)]).mapsByDestination)
    #expect(try !told([(0, 1024), (0, 1025)]).mapsByDestination)
    // The mapping was made anew meanwhile.
    #expect(try !told([(0, 1024), (1, 1024), (0, 1025), (1, 1025)]).mapsByDestination)
    // Another socket has another port.
    var two = try told([(0, 1024), (1, 1025)])
    two.exchanges[1].local.port = 50_000
    #expect(!two.mapsByDestination)
  }

  @Test("several captures of a node are one, in which an answer in one suffices")
  func joined() throws {
    var passed = Passed()
    for number: UInt8 in 1...4 { try passed.ask(number, at: Double(number)) }
    try passed.add(WireBytes.echo(Self.own, Self.servers[0], id: 1), at: 20, out: true)
    let silent = try #require(passed.told())
    try passed.answer(2, at: 2.1)
    let answered = try #require(passed.told(losing: "the capture lost \(7) packets"))
    let whole = try #require(NodeSTUN.joined([silent, answered]).first)
    #expect(whole.requests == 8 && whole.answers == 1 && whole.exchanges.count == 1 && whole.exchanges[0].overdue == 7)
    #expect(!whole.isWitnessed && !whole.isUnanswered)
    #expect(NodeSTUN.joined([silent, silent]).first?.isUnanswered == true && NodeSTUN.joined([]).isEmpty)
  }

  @Test("a node's silence is a finding, and a relayed path names it, and NAT of many ports, of its own two nodes only")
  func findings() throws {
    func exchange(_ server: Int, answers: Int, port: Int?) -> STUNExchange {
      STUNExchange(
        local: UDPEndpoint(Self.own, port: 41_641), server: UDPEndpoint(Self.servers[server], port: 3478), requests: 3,
        answers: answers, overdue: 3 - answers, mapped: port.map { [UDPEndpoint(Self.outside, port: $0)] } ?? [])
    }
    func told(_ facts: ClusterFacts, _ stun: [NodeSTUN]) throws -> TailnetRecord {
      try #require(TailnetJudge.record(facts, pairs: [Tunnels.pair], stun: stun))
    }
    let silent = NodeSTUN(
      node: "instance-master", exchanges: [exchange(0, answers: 0, port: nil), exchange(1, answers: 0, port: nil)],
      isWitnessed: true)
    let hard = NodeSTUN(
      node: "instance-worker", exchanges: [exchange(0, answers: 3, port: 1024), exchange(1, answers: 3, port: 1025)],
      isWitnessed: true)
    let derp = Tunnels.facts(tailscale: try Tunnels.status(#""Active":true,"Online":true,"Relay":"fra""#))
    let record = try told(derp, [silent, hard])
    #expect(record.stun == [silent, hard] && record.findings?.map(\.code) == ["tailnet-relayed", "stun-unanswered"])
    let relayed = try #require(record.findings?.first)
    #expect(relayed.cause.contains("the NAT of instance-worker gives each destination another port"))
    #expect(relayed.cause.contains("STUN requests of instance-master are not answered"))
    #expect(record.findings?.last?.cause.contains("none of the 6 STUN requests of instance-master") == true)
    let elsewhere = NodeSTUN(node: "w3", exchanges: hard.exchanges, isWitnessed: true)
    #expect(try told(derp, [elsewhere]).findings?.first?.cause.contains("STUN") == false)

    // Hard NAT alone harms nothing that works, and a direct way does not need STUN.
    let direct = Tunnels.facts(peers: [Tunnels.peer("203.0.113.5:41641")])
    #expect(try told(direct, [hard]).findings == nil)
    #expect(try told(direct, [silent]).findings?.map(\.code) == ["stun-unanswered"])
    #expect(try told(direct, []).stun == nil)

    let kept = try JSONDecoder().decode(TailnetRecord.self, from: try JSONEncoder().encode(record))
    #expect(kept == record)
    #expect(TailnetRecord.joined([record, record])?.stun?.first?.requests == 12)
    let older = try JSONDecoder().decode(TailnetRecord.self, from: Data(#"{"paths": []}"#.utf8))
    #expect(older.stun == nil)
  }
}
