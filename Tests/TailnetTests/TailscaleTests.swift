import Cilium
import Foundation
import Tailnet
import Testing

@Suite("What Tailscale says of its tailnet")
struct TailscaleStatusTests {
  @Test("1.102: state, own endpoints, and of each peer its path, key and handshake")
  func recent() throws {
    let status = try TailscaleStatus.parse(json: try Fixture.data("status-1.102.json"))
    #expect(
      status.backendState == "Running" && status.version == "1.102.4-t3caf7d9e7-g084ee3b64" && status.health.isEmpty)
    #expect(status.own?.endpoints.map(\.description).contains("203.0.113.113:11043") == true)
    let worker = try #require(status.peers.first { $0.hostName == "instance-worker" })
    #expect(worker.name == "instance-worker.tail0000.ts.net")
    #expect(worker.addresses.map(\.description) == ["100.64.0.2", "fd7a:115c:a1e0::2"])
    #expect(worker.allowedIPs?.map(\.description) == ["100.64.0.2/32", "fd7a:115c:a1e0::2/128"])
    #expect(worker.currentEndpoint?.description == "172.16.31.147:41641" && worker.relay == "tok")
    #expect(worker.peerRelay == nil && worker.isActive == true && worker.isOnline == true && !worker.isExpired)
    // 2026-10-03T02:19:07Z and 2027-03-24T00:20:33Z.
    let handshake = try #require(worker.lastHandshake)
    #expect(Int(handshake.timeIntervalSince1970) == 1_790_993_947)
    #expect(worker.keyExpiry?.timeIntervalSince1970 == 1_805_847_633)
    let tablet = try #require(status.peers.first { $0.hostName == "localhost" })
    #expect(tablet.lastHandshake == nil && tablet.currentEndpoint == nil && tablet.isActive == false)
  }

  @Test("a program that waits for somebody to log in has no peers, and says what it misses")
  func loggedOut() throws {
    let status = try TailscaleStatus.parse(json: try Fixture.data("status-1.50-needs-login.json"))
    #expect(status.backendState == "NeedsLogin" && status.peers.isEmpty && status.health == ["not in map poll"])
    #expect(status.own?.isOnline == false)
  }

  @Test("releases of long ago have one address, and tell neither traffic nor whether the peer is online")
  func old() throws {
    let text =
      #"{"BackendState":"Running","Peer":{"k":{"HostName":"a","TailAddr":"100.64.0.2","CurAddr":"","Relay":""}}}"#
    let peer = try #require(try TailscaleStatus.parse(json: Data(text.utf8)).peers.first)
    #expect(peer.addresses == [IPAddress("100.64.0.2")] && peer.isActive == nil && peer.isOnline == nil)
    #expect(peer.relay == nil && peer.allowedIPs == nil)
  }

  @Test("a warning before the document is passed over")
  func warned() throws {
    let text =
      "Warning: client version \"1.96\" != tailscaled server version \"1.94\"\n{\"BackendState\":\"Stopped\"}\n"
    #expect(try TailscaleStatus.parse(json: Data(text.utf8)).backendState == "Stopped")
  }

  @Test(
    "anything else is an error that quotes no name",
    arguments: [
      "", "failed to connect to local tailscaled", "{", "[]", #"{"Peer":{}}"#,
      #"{"BackendState":"Running","Peer":{"nodekey:ab":{"Online":"secret-name"}}}"#,
    ])
  func bad(text: String) throws {
    let error = #expect(throws: ParseError.self) { try TailscaleStatus.parse(json: Data(text.utf8)) }
    #expect(try !"\(#require(error))".contains("secret-name"))
  }
}

@Suite("What Tailscale counts by path")
struct TailscaleCounterTests {
  @Test("packets by path, large numbers as Go prints them")
  func read() throws {
    let counters = try TailscaleCounters.parse(try Fixture.text("metrics.txt"))
    #expect(counters.sentPackets == ["derp": 3, "direct_ipv4": 13_997_076, "direct_ipv6": 0])
    #expect(counters.receivedPackets["peer_relay_ipv4"] == 7 && counters.receivedPackets["derp"] == 101)
  }

  @Test("HTTP's head is passed over, and a text without the counters is an error")
  func others() throws {
    let answer = "HTTP/1.0 200 OK\r\n\r\ntailscaled_outbound_packets_total{path=\"derp\"} 4\r\n"
    #expect(try TailscaleCounters.parse(answer).sentPackets == ["derp": 4])
    for text in [
      "", "HTTP/1.0 404 Not Found\r\n\r\n", "tailscaled_outbound_packets_total{path=\"derp\"} much\n",
      "tailscaled_outbound_packets_total{path=\"derp\"} -1", "tailscaled_outbound_packets_total{path=\"derp\"} 1e300",
    ] {
      #expect(throws: ParseError.self) { try TailscaleCounters.parse(text) }
    }
  }

  @Test("the difference of two readings; none over a restart")
  func difference() throws {
    let before = TailscaleCounters(sentPackets: ["derp": 3, "direct_ipv4": 10], receivedPackets: ["derp": 1])
    let after = TailscaleCounters(
      sentPackets: ["derp": 3, "direct_ipv4": 40, "peer_relay_ipv4": 2], receivedPackets: ["derp": 5])
    let counted = try #require(after.since(before))
    #expect(counted.sentPackets == ["derp": 0, "direct_ipv4": 30, "peer_relay_ipv4": 2])
    #expect(counted.receivedPackets == ["derp": 4])
    #expect(before.since(after) == nil)
  }
}
