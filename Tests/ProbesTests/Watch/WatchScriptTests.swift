import Foundation
import Probes
import Testing

@Suite("The watch script, run by a real busybox on the loopback interface", .enabled(if: Busybox.canRun))
struct WatchScriptTests {
  private func probe(_ kind: ProbeKind) throws -> WatchProbe {
    try #require(
      try WatchProbe(Probe(id: "p", kind: kind, timeout: .seconds(1)), interval: .milliseconds(200)))
  }

  /// What the script prints; the far side's `timeout` is left out, the script ends by itself.
  private func output(_ text: String) async throws -> String {
    let busybox = try Busybox()
    defer { busybox.remove() }
    return String(decoding: try await busybox.run(text).stdout, as: UTF8.self)
  }

  @Test("pings, requests that fail, names without an answer, and a ping that cannot start")
  func lines() async throws {
    let script = WatchScript(
      probes: [
        try probe(.ping(target: "127.0.0.1", count: 2, payload: nil)),
        // Port 1 of the loopback: nothing listens there.
        try probe(.httpGet(url: "http://127.0.0.1:1/", header: [:], insecure: false)),
        try probe(.lookup(name: "example.com", server: "127.0.0.1")),
        try probe(.ping(target: "no..such.name", count: 2, payload: nil)),
      ], requestInterval: .milliseconds(300), lifetimeSeconds: 3)
    let output = try await output(script.text)
    let lines = output.split(separator: "\n").compactMap { WatchLine($0) }
    #expect(lines.count == output.split(separator: "\n").count, "\(output)")
    guard case .started? = lines.first else {
      Issue.record("the first line is \(String(describing: lines.first))")
      return
    }
    let replies = lines.compactMap { line -> UInt16? in
      if case .reply(0, _, let reply) = line { reply.sequence } else { nil }
    }
    #expect(replies.count > 3 && replies == Array(0..<UInt16(replies.count)))
    for path in [1, 2] {
      let answers = lines.compactMap { line -> Bool? in
        if case .request(path, _, _, _, let answered) = line { answered } else { nil }
      }
      #expect(!answers.isEmpty && answers.allSatisfy { !$0 }, "path \(path)")
    }
    #expect(lines.contains { if case .remark(3, _, let text) = $0 { text.contains("bad address") } else { false } })
    #expect(lines.contains { if case .pingEnded(3, _) = $0 { true } else { false } })
    #expect(lines.contains { if case .tick = $0 { true } else { false } })
  }

  @Test("what would be taken for an option is refused")
  func injection() {
    #expect(throws: InvalidProbe.self) { try probe(.ping(target: "-f", count: 2, payload: nil)) }
  }
}
