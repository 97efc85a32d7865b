import Cilium
import Probes
import Testing

@testable import Conformance

/// HTTPS by name: which of the name's addresses is connected to only wget knows, and says.
@Suite("Packets of HTTPS by name")
struct HTTPSByNameTests {
  private static let server = IPAddress.v4(IPv4Address(104, 26, 12, 205))

  private func wire(_ standardError: String, exitCode: Int32 = 0) throws -> Wire {
    var wire = try Wire()
    wire.answers.answer(
      .externalHTTPS, Nodes.master, "https",
      RawProbeResult(exitCode: exitCode, stdout: exitCode == 0 ? "198.51.100.1" : "", stderr: standardError))
    // Another of the pod's connections, to an address that wget does not name.
    let other = IPAddress.v4(IPv4Address(104, 26, 13, 205))
    for (target, port) in [(other, 50_001), (Self.server, 50_002)] {
      wire.leavePod(WireBytes.tcp(Wire.Place.client4, port, target, 443))
      wire.pass(Nodes.m, "enp0s6", WireBytes.tcp(Wire.Place.uplink4, port, target, 443))
      wire.pass(Nodes.m, "enp0s6", out: false, WireBytes.tcp(target, 443, Wire.Place.uplink4, port, flags: 0x12))
    }
    return wire
  }

  private static let connecting = "Connecting to api.ipify.org (104.26.12.205:443)\nwriting to stdout\n"

  @Test("the connection to the address that wget names is the probe's, whatever else is connected to")
  func named() throws {
    let proof = try #require(try wire(Self.connecting).proof(.externalHTTPS))
    #expect(proof.conclusion == .proven && proof.gaps == [])
    let flow = try #require(proof.flows.first)
    #expect(flow.probe == "GET https://api.ipify.org/" && flow.key == "TCP port 50002")
    #expect(flow.statement == "pod 10.244.0.10 → 104.26.12.205: left enp0s6 as 10.0.0.239, reply seen")
  }

  @Test("it left with the wrong address: contradicted")
  func untranslated() throws {
    var wire = try wire(Self.connecting)
    wire.remove(Nodes.m) { $0.bytes.count > 20 && Array($0.bytes[32..<36]) == Wire.Place.uplink4.bytes }
    wire.pass(Nodes.m, "enp0s6", WireBytes.tcp(Wire.Place.client4, 50_002, Self.server, 443))
    #expect(try wire.proof(.externalHTTPS)?.flows.first?.findings.map(\.kind) == [.untranslated])
  }

  @Test("a name that was not found leaves nothing to prove, which is said")
  func notFound() throws {
    let proof = try #require(
      try wire("wget: bad address 'api.ipify.org'\n", exitCode: 1).proof(.externalHTTPS))
    #expect(proof.conclusion == .unproven && proof.flows.isEmpty)
    #expect(
      proof.gaps == [
        "`wget -O - --no-check-certificate https://api.ipify.org/` tried no connection, so no packet of it can be "
          + "looked for"
      ])
  }

  @Test("a connection that no packet was seen of is not told from others")
  func notSeen() throws {
    let proof = try wire("Connecting to api.ipify.org (104.26.14.205:443)\n", exitCode: 143).proof(.externalHTTPS)
    #expect(proof?.conclusion == .unproven)
    #expect(proof?.gaps.first?.hasSuffix("could not be told from others") == true)
  }

  @Test("URLs' hosts and ports, an address in brackets among them")
  func hosts() throws {
    func parts(_ url: String) -> [String]? { FlowFinder.hostAndPort(url).map { [$0.0, "\($0.1)"] } }
    #expect(parts("https://api.ipify.org/") == ["api.ipify.org", "443"])
    #expect(parts("http://10.0.0.1:8080/x:1") == ["10.0.0.1", "8080"])
    #expect(parts("http://[fd10::1]:8080/") == ["fd10::1", "8080"])
    #expect(parts("https://[2001:db8::443]/") == ["2001:db8::443", "443"])
    #expect(parts("https:///") == nil && parts("nothing") == nil)
  }
}
