import Foundation
import SysdumpRecordings
import Testing

@testable import Sysdump

@Suite("Damaged files of real archives")
struct DamagedFileTests {
  private static let name = "1.18-C-steady"

  /// Kinds of damage that a file of an archive may have.
  enum Damage: CaseIterable, Sendable {
    case missing, empty, cut, errorText, otherText

    func apply(_ data: Data) -> Data? {
      switch self {
      case .missing: nil
      case .empty: Data()
      case .cut: data.prefix(data.count * 2 / 3)
      case .errorText:
        Data("Get \"http://localhost/v1/x\": no socket\n> Error while running 'x':  exit status 1\n".utf8)
      case .otherText: Data("Usage:\n  cilium-dbg x [flags]\n".utf8)
      }
    }
  }

  /// Files of agents that say nothing when they are damaged, and how to ask whether they do.
  private static let agentFiles: [(String, @Sendable (AgentRecord) -> Bool)] = [
    ("cilium-dbg-status---verbose.md", { $0.status.value == nil }),
    ("cilium-dbg-config--a.md", { $0.configuration.value == nil }),
    ("cilium-dbg-statedb-dump.md", { $0.tables.value == nil }),
    ("cilium-health-status--o-json.md", { $0.health.value == nil }),
    ("UTC.json", { $0.statusDocument.value == nil && $0.flags.value == nil }),
    ("cilium-dbg-bpf-nat-list.md", { $0.translations.value?.isEmpty != false }),
    ("find--sys-fs-bpf--ls.md", { $0.pins.value?.isEmpty != false }),
    (
      "hostname.md", { $0.hostname.value == nil || $0.hostname.value == "Usage:" || $0.hostname.value?.count ?? 0 < 15 }
    ),
  ]

  @Test("Each file, damaged in each way, is unknown and nothing else changes", arguments: Damage.allCases)
  func agents(_ damage: Damage) throws {
    let whole = try Recordings.read(Self.name)
    for (ending, isUnknown) in Self.agentFiles {
      let dump = try Recordings.read(Self.name) { files in
        for path in files.keys where path.hasSuffix(ending) { files[path] = files[path].flatMap(damage.apply) }
      }
      #expect(dump.agents.count == whole.agents.count)
      // Lines of text that are whole stay what they say, when the end of the file is missing.
      let isLines = ending.contains("nat-list") || ending.contains("find") || ending.contains("status---verbose")
      let isStillText = damage == .cut && (isLines || ending.contains("config"))
      for agent in dump.agents where !isStillText { #expect(isUnknown(agent), "\(ending), \(damage)") }
      for agent in dump.agents { #expect(agent.kernel.value != nil && agent.links.value != nil) }
    }
  }

  @Test("Files with bytes changed at random crash no reader")
  func fuzz() throws {
    var state: UInt64 = 99
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(bound, 1)
    }
    for _ in 0..<8 {
      let dump = try Recordings.read(Self.name) { files in
        for path in files.keys.sorted() {
          guard var data = files[path], !data.isEmpty else { continue }
          for _ in 0..<(1 + next(6)) { data[next(data.count)] = UInt8(next(256)) }
          if next(5) == 0 { data = data.prefix(next(data.count)) }
          files[path] = Data(data)
        }
      }
      #expect(dump.agents.count == 2)
    }
  }
}
