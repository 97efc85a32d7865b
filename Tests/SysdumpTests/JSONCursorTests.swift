import Archives
import Cilium
import Foundation
import SysdumpRecordings
import Testing

@testable import Sysdump

@Suite("Stepping through JSON")
struct JSONCursorTests {
  private func names(_ text: String) throws -> [String] {
    var cursor = JSONCursor(Array(text.utf8))
    var found: [String] = []
    try cursor.members { cursor, key in
      found.append(String(decoding: cursor.bytes[key], as: UTF8.self))
      try cursor.skip()
    }
    try cursor.end()
    return found
  }

  @Test("Values are passed over whatever they are")
  func whole() throws {
    #expect(try names(#" {"a": [1, {"b": "]}\""}, null], "c":-1.5e3 ,"d":{},"e":"\\"} "#) == ["a", "c", "d", "e"])
    #expect(try names("{}").isEmpty)
    var cursor = JSONCursor(Array("[7, \"x\", []]".utf8))
    var numbers: [Int?] = []
    try cursor.elements { cursor in numbers.append(try cursor.integer()) }
    #expect(numbers == [7, nil, nil])
  }

  @Test("Any cut is met, and any byte in place of another is no trap")
  func torn() throws {
    let text = #"{"a": [1, {"b": "c"}], "d": "e"}"#
    for length in 0..<text.count {
      #expect(throws: JSONCursor.Malformed.self, "\(length)") { try names(String(text.prefix(length))) }
    }
    for place in 0..<text.utf8.count {
      for byte in "\\\"{}[]:, x".utf8 {
        var bytes = Array(text.utf8)
        bytes[place] = byte
        _ = try? names(String(decoding: bytes, as: UTF8.self))
      }
    }
    for wrong in ["{\"a\":1} x", "[1]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}"] {
      #expect(throws: JSONCursor.Malformed.self, "\(wrong)") { try names(wrong) }
    }
  }

  @Test(
    "Times are those that Go wrote",
    arguments: [
      "2026-11-29T16:21:44Z", "2024-02-29T23:59:59Z", "2000-03-01T00:00:00Z", "1970-01-01T00:00:00Z",
      "2037-12-31T23:59:59Z", "2026-11-29T16:21:44.123456Z", "2026-11-29T17:21:44+01:00", "0001-01-01T00:00:00Z", "",
      "x",
    ])
  func times(_ text: String) {
    let expected = goTime(text).map { Int32($0.timeIntervalSince1970.rounded(.down)) }
    #expect(GoSeconds.parse(Array(text.utf8)[...]) == expected)
  }

  @Test("Health checks and node lists are what the parsers of live answers make of them")
  func same() throws {
    for name in Recordings.names {
      for (path, data) in try Recordings.files(of: name) {
        let file = ArchiveFile(entry: ArchiveEntry(path: path, size: data.count, modified: nil), data: data)
        guard let text = try? FileText(file) else { continue }
        if path.hasSuffix("cilium-health-status--o-json.md") {
          guard let live = try? HealthStatus.parse(json: text.data) else {
            #expect(throws: JSONCursor.Malformed.self) { try HealthMesh(text, Interner()) }
            continue
          }
          let mesh = try HealthMesh(text, Interner())
          #expect(mesh.localName == live.localName)
          let reduced = live.nodes.map { node in
            HealthStatus.Node(
              name: node.name, host: node.host.map(Self.reduced), endpoint: node.endpoint.map(Self.reduced))
          }
          #expect(mesh.status().nodes == reduced)
        }
        if path.hasSuffix("node-list--o-json.md") {
          #expect(try Array(NodeEntries(text, Interner())) == NodeList.parse(json: text.data))
        }
      }
    }
  }

  /// Without what is not kept.
  private static func reduced(_ path: HealthStatus.Path) -> HealthStatus.Path {
    func probe(_ probe: HealthStatus.Probe) -> HealthStatus.Probe {
      let time = probe.lastProbed.map { Date(timeIntervalSince1970: $0.timeIntervalSince1970.rounded(.down)) }
      return HealthStatus.Probe(
        error: probe.error == nil ? nil : "failed", lastProbed: time, latencyNanoseconds: nil)
    }
    return HealthStatus.Path(address: path.address, icmp: path.icmp.map(probe), http: path.http.map(probe))
  }

  @Test("Of very many routes those over Cilium's own devices are left out, of the agent's table and of the kernel's")
  func manyRoutes() throws {
    let dump = try Recordings.read("1.18-C-steady") { files in
      for (path, data) in files {
        let text = String(decoding: data, as: UTF8.self)
        let many = (0..<700).map { "10.\(100 + $0 / 256).\($0 % 256).0/24" }
        if path.hasSuffix("statedb-dump.md"), let own = Self.ownDevice(text) {
          let rows = many.map { #"{"Table":254,"LinkIndex":\#(own),"Scope":0,"Dst":"\#($0)","Priority":0},"# }
          files[path] = Data(
            text.replacing("\"routes\": [\n", with: "\"routes\": [\n" + rows.joined(separator: "\n") + "\n").utf8)
        }
        if path.hasSuffix("/ip--4-r.md") {
          files[path] = Data(
            (many.map { "\($0) via 10.244.0.1 dev cilium_host proto kernel mtu 1230\n" }.joined() + text).utf8)
        }
      }
    }
    let whole = try Recordings.read("1.18-C-steady")
    for (agent, before) in zip(dump.agents, whole.agents) {
      let tables = try #require(agent.tables.value)
      let own = Set(tables.devices.filter { $0.name.hasPrefix("cilium_") || $0.name.hasPrefix("lxc") }.map(\.index))
      #expect(tables.routes == before.tables.value?.routes.filter { !own.contains($0.linkIndex) })
      #expect(agent.kernelRoutes.first?.value?.isEmpty == false)
      #expect(agent.kernelRoutes.flatMap { $0.value ?? [] }.count < 200)
      #expect((agent.routeMTUs.value ?? []).count < 200 && agent.routeMTUs.value?.isEmpty == false)
    }
  }

  private static func ownDevice(_ text: String) -> Int? {
    guard let document = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else { return nil }
    let devices = document["devices"] as? [[String: Any]] ?? []
    return devices.first { $0["Name"] as? String == "cilium_host" }?["Index"] as? Int
  }
}
