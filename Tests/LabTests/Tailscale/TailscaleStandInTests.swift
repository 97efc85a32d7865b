import Foundation
import Testing

@testable import Lab

@Suite("The stand-in of tailscaled")
struct TailscaleStandInTests {
  private static let now = Date(timeIntervalSince1970: 1_800_000_000)
  private static let worker = Data(repeating: 0x0a, count: 32).base64EncodedString()
  private static let laptop = Data(repeating: 0xfb, count: 32).base64EncodedString()

  private static func dump(_ endpoint: String, handshake: Int = 1_799_999_990) -> String {
    [
      ["PRIVATE", "b3du", "41641", "off"].joined(separator: "\t"),
      [worker, "(none)", endpoint, "100.64.0.2/32", String(handshake), "1200", "3400", "5"].joined(separator: "\t"),
    ].joined(separator: "\n")
  }

  private static func answer(
    _ dump: String, _ faults: FaultSet = [], of node: Int = 0
  ) throws -> JSONValue {
    let overlay = try #require(LabTopology.guide.overlays.first)
    return TailscaleAnswer(
      topology: .guide, overlay: overlay, node: LabTopology.guide.nodes[node],
      state: try #require(WireGuardState(dump: dump)), keys: ["instance-worker": worker, "laptop": laptop],
      faults: faults, now: now
    ).json
  }

  private static func peer(_ answer: JSONValue) -> JSONValue { answer["Peer"][TailscaleAnswer.nodeKey(worker)] }

  @Test("tells of WireGuard's peers what WireGuard does, and nothing of the private key")
  func live() throws {
    let answer = try Self.answer(Self.dump("168.107.2.61:41641"))
    let peer = Self.peer(answer)
    #expect(answer["BackendState"] == "Running" && answer["Self"]["TailscaleIPs"] == ["100.64.0.1"])
    #expect(peer["CurAddr"] == "168.107.2.61:41641" && peer["Relay"] == "lab" && peer["PeerRelay"] == "")
    #expect(peer["Online"] == true && peer["Active"] == true && peer["AllowedIPs"] == ["100.64.0.2/32"])
    #expect(peer["RxBytes"] == 1200 && peer["TxBytes"] == 3400)
    #expect(peer["LastHandshake"] == .string(Timestamp.text(Self.now - 10)))
    // WireGuard has no peer that is the laptop: it is not in the network map.
    #expect(answer["Peer"].object.count == 1)
    #expect(!answer.serialized.contains("PRIVATE"))
  }

  @Test("a way by the loopback device is one by DERP; without a session there is no endpoint")
  func relayed() throws {
    #expect(Self.peer(try Self.answer(Self.dump("127.0.0.1:20001")))["CurAddr"] == "")
    let stale = Self.peer(try Self.answer(Self.dump("168.107.2.61:41641", handshake: 1_799_999_000)))
    #expect(stale["CurAddr"] == "" && stale["Active"] == true)
    let never = Self.peer(try Self.answer(Self.dump("(none)", handshake: 0)))
    #expect(never["CurAddr"] == "" && never["LastHandshake"] == "0001-01-01T00:00:00Z")
  }

  @Test("keys end when a fault says so, and others are told of it")
  func keys() throws {
    let dump = Self.dump("168.107.2.61:41641")
    func days(_ entry: JSONValue) throws -> Double {
      try #require(Timestamp.date(entry["KeyExpiry"].string)).timeIntervalSince(Self.now) / 86_400
    }
    #expect(try days(Self.peer(Self.answer(dump))) > 100)
    let ending = try Self.answer(dump, [.tailnetKeyExpiring])
    #expect(try days(Self.peer(ending)).rounded(.down) == 3 && days(ending["Self"]) > 100)
    let own = String(dump.prefix { $0 != "\n" })
    let ended = try Self.answer(own, [.tailnetKeyExpired])
    #expect(Self.peer(ended)["Expired"] == true && Self.peer(ended)["Online"] == false)
    #expect(ended["BackendState"] == "Running")
    #expect(try Self.answer(own, [.tailnetKeyExpired], of: 1)["BackendState"] == "NeedsLogin")
    #expect(Self.peer(try Self.answer(dump, [.nodeGone]))["Online"] == false)
  }

  @Test("something that is no listing of WireGuard is none")
  func noListing() {
    #expect(WireGuardState(dump: "") == nil && WireGuardState(dump: "Unable to access interface") == nil)
  }

  @Test(
    "answers the status, and what else is asked as tailscaled does",
    arguments: [
      ("GET /localapi/v0/status HTTP/1.0\r\nHost: local-tailscaled.sock\r\n\r\n", "200 OK"),
      ("GET /localapi/v0/status?peers=false HTTP/1.1\r\nhost:local-tailscaled.sock\r\n\r\n", "200 OK"),
      ("GET /localapi/v0/status HTTP/1.1\r\nHost: elsewhere\r\n\r\n", "403 Forbidden"),
      ("GET /localapi/v0/prefs HTTP/1.0\r\nHost: local-tailscaled.sock\r\n\r\n", "404 Not Found"),
      ("POST /localapi/v0/status HTTP/1.0\r\n\r\n", "405 Method Not Allowed"),
      ("", "404 Not Found"),
    ])
  func requests(head: String, code: String) async {
    #expect(await TailscaleSocket.answer(head) { "{}" }.code == code)
    if code == "200 OK" { #expect(await TailscaleSocket.answer(head) { nil }.code == "500 Internal Server Error") }
  }

  @Test("which overlays have one")
  func overlays() throws {
    func overlays(_ topology: String) throws -> [Bool] {
      try LabTopology.named(topology).overlays.map { $0.isTailscale }
    }
    #expect(try overlays("guide") == [true] && overlays("three-nodes") == [true] && overlays("kubespan") == [false])
    let kubespan = try LabTopology.named("kubespan")
    #expect(PlacedFault(.tailnetKeyExpired).inapplicability(in: kubespan) != nil)
    #expect(PlacedFault(.tailnetKeyExpiring).inapplicability(in: .guide) == nil)
  }
}
