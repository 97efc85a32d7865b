import Archives
import Cilium
import Foundation
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

@Suite("The overlay's ways from an archive")
struct ArchivedTailnetTests {
  private static let status = #"""
    {"BackendState":"Running","Self":{"HostName":"instance-master","TailscaleIPs":["100.64.0.1"]},"Peer":{"nodekey:ab":{
    "HostName":"somebodys-box","TailscaleIPs":["100.64.0.2"],"Active":true,"CurAddr":"203.0.113.9:41641","Relay":"fra"}}}
    """#

  private func files(_ added: [String: String]) throws -> Sysdump {
    try Recordings.read("1.18-C-steady") { files in
      for path in files.keys where path.hasSuffix("/hostname.md") {
        for (name, text) in added { files[path.dropLast("hostname.md".count) + name] = Data(text.utf8) }
      }
    }
  }

  private func ways(_ added: [String: String]) throws -> [TailnetPath] {
    try ArchiveInspection(files(added)).record(toolVersion: "0").scenarios.first?.tailnet?.paths ?? []
  }

  @Test("without a file that tells, every way is unknown")
  func nothing() throws {
    let paths = try ways([:])
    #expect(paths.count == 2 && paths.allSatisfy { $0.way == .unknown && $0.reason == .noSource })
  }

  @Test("tailscale status --json, and wg show all dump, are read by the same readers")
  func told() throws {
    let status = try ways(["tailscale-status---json.md": Self.status])
    let master = try #require(status.first { $0.subject.source == "instance-master" })
    #expect(master.way == .direct && master.source == .status && master.endpoint?.description == "203.0.113.9:41641")
    let dump =
      "tailscale0\tcGFzc3dvcmQ=\tAAAA\t41641\toff\ntailscale0\tBBBB\t(none)\t203.0.113.7:41641\t100.64.0.0/24\t0\t0\t0\toff\n"
    let peers = try ways(["wg-show-all-dump.md": dump])
    #expect(peers.allSatisfy { $0.reason == .noSession && $0.endpoint?.description == "203.0.113.7:41641" })
  }

  @Test("an anonymised bundle tells the same ways, without private keys, names, regions and addresses of the original")
  func anonymised() throws {
    let key = "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk="
    let dump = "tailscale0\t\(key)\tAAAA\t41641\toff\n"
    var plain: [ArchiveFile] = []
    let archive = try Recordings.files(of: "1.18-C-steady")
    func add(_ path: String, _ data: Data) {
      let entry = ArchiveEntry(path: path, size: data.count, modified: Date(timeIntervalSince1970: 1_795_970_000))
      plain.append(ArchiveFile(entry: entry, data: data))
    }
    for (path, data) in archive.sorted(by: { $0.key < $1.key }) {
      add(path, data)
      guard path.hasSuffix("/hostname.md") else { continue }
      add(path.replacing("hostname.md", with: "tailscale-status---json.md"), Data(Self.status.utf8))
      add(path.replacing("hostname.md", with: "wg-show-all-dump.md"), Data(dump.utf8))
    }
    func ways(_ files: [ArchiveFile]) throws -> [TailnetPath] {
      try ArchiveInspection(Sysdump(files: files, name: "x")).record(toolVersion: "0").scenarios.first?.tailnet?.paths
        ?? []
    }
    let made = try AnonymisedBundle(of: plain).files
    let (before, after) = (try ways(plain), try ways(made))
    #expect(before.map(\.way) == after.map(\.way) && before.contains { $0.way == .direct })
    #expect(after.first { $0.way == .direct }?.endpoint?.port == 41641)
    let text = made.map { String(decoding: $0.data, as: UTF8.self) }.joined()
    for wanted in [key, "somebodys-box", "203.0.113.9", #""fra""#] { #expect(!text.contains(wanted), "\(wanted)") }
  }
}
