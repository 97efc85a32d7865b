import Archives
import Foundation
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

@Suite("Damaged archives against the rules")
struct ArchiveDamageTests {
  private static let name = "1.18-C-steady"

  private func record(_ change: (inout [String: Data]) -> Void) throws -> RunRecord {
    try ArchiveInspection(Recordings.read(Self.name, change)).record(toolVersion: "1.0.0")
  }

  private func verdicts(_ record: RunRecord, _ aspect: Aspect) -> Set<Verdict> {
    Set(record.scenarios.flatMap(\.cases).filter { $0.aspect == aspect }.map(\.verdict))
  }

  /// What a file under `cmd/` decides about.
  static let decides: [(String, [Aspect])] = [
    ("cilium-dbg-status---verbose.md", [.masquerade]), ("cilium-dbg-statedb-dump.md", [.podMTU]),
    ("find--sys-fs-bpf--ls.md", [.attachedDevices]), ("cilium-dbg-bpf-nat-list.md", []), ("UTC.json", []),
    ("/iptables-save--c.md", [.tunnelPort]), ("cilium-dbg-node-list--o-json.md", []),
  ]

  @Test("No damage to a file of a healthy cluster makes a contradiction", arguments: 0..<5)
  func noFalseFindings(_ kind: Int) throws {
    for (ending, aspects) in Self.decides {
      let record = try record { files in
        for path in files.keys where path.hasSuffix(ending) {
          guard let data = files[path] else { continue }
          files[path] =
            [
              nil, Data(), data.prefix(data.count / 2),
              Data("Error: x\n> Error while running 'x':  exit status 1\n".utf8), Data("Usage:\n  x [flags]\n".utf8),
            ][kind]
        }
      }
      #expect(ArchiveInspectionTests.contradictions(record).isEmpty, "\(ending), \(kind)")
      // Half of a listing may still be one, and no listing of iptables at all means that there are no tables.
      if kind != 2, !(kind == 1 && ending.contains("iptables")) {
        for aspect in aspects {
          #expect(
            verdicts(record, aspect) == [.inconclusive] || verdicts(record, aspect) == [.notApplicable],
            "\(ending) \(aspect) \(kind)")
        }
      }
    }
  }

  @Test("A listing that was cut where a line ends is not known, wherever that is")
  func cutListings() throws {
    // The first lines of a listing: as many of them as there are, but for the last.
    for (ending, aspect, places) in [
      ("find--sys-fs-bpf--ls.md", Aspect.attachedDevices, [2, 17, 19, 22, 27, 30, 38]),
      ("/iptables-save--c.md", .tunnelPort, [2, 10, 20, 30]),
    ] {
      for place in places {
        let record = try record { files in
          for path in files.keys where path.hasSuffix(ending) {
            let lines = String(decoding: files[path] ?? Data(), as: UTF8.self).split(separator: "\n")
            files[path] = Data((lines.prefix(place).joined(separator: "\n") + "\n").utf8)
          }
        }
        #expect(verdicts(record, aspect) == [.inconclusive], "\(ending), \(place) lines")
      }
    }
    let record = try record { files in
      for path in files.keys where path.contains("/ciliumnodes-") {
        let text = String(decoding: files[path] ?? Data(), as: UTF8.self)
        if let kind = text.firstRange(of: "\nkind:") { files[path] = Data(text[..<kind.lowerBound].utf8) }
      }
    }
    #expect(verdicts(record, .nodeIP) == [.inconclusive])
  }

  @Test("Without objects of the API, what agents know stands in, and that is told")
  func withoutObjects() throws {
    for kind in ["k8s-nodes", "cilium-configmap", "ciliumnodes", "k8s-pods", "k8s-services", "k8s-endpointslices"] {
      let record = try record { files in
        for path in files.keys where path.contains("/\(kind)-") { files[path] = nil }
      }
      #expect(ArchiveInspectionTests.contradictions(record).isEmpty, "\(kind)")
      #expect(record.scenarios.first?.cases.isEmpty == false, "\(kind)")
    }
    let record = try record { files in
      for path in files.keys where path.contains("/cilium-configmap-") { files[path] = Data("data: [torn".utf8) }
    }
    #expect(record.notes.contains { $0.contains("stand in") && $0.contains("cilium-configmap") })
    #expect(verdicts(record, .configurationApplied) == [.inconclusive])
  }

  @Test("Dumps of several clusters or times in one are refused, with where they are")
  func several() throws {
    let (one, other) = (try Recordings.files(of: Self.name), try Recordings.files(of: "1.15-A-enp0s6"))
    let both = Dictionary(
      one.map { ("a/\($0)", $1) } + other.map { ("b/\($0)", $1) }, uniquingKeysWith: { first, _ in first })
    let error = #expect(throws: ArchiveError.self) { try Recordings.read(both) }
    #expect(error?.kind == .several && error?.detail.contains("a/") == true && error?.detail.contains("b/") == true)
  }

  @Test("Of an agent that was asked twice the later answers count; one of before the agent's start is another agent's")
  func otherMoment() throws {
    let older = try Recordings.files(of: "1.18-A-endpoint-routes").filter { $0.key.contains("/cilium-bugtool-") }
    let twice = try record { files in
      for (path, data) in older { files["earlier/\(path)"] = data }
    }
    #expect(twice.verdict == .conforms)
    let only = try record { files in
      files = files.filter { !$0.key.contains("/cilium-bugtool-") }
      for (path, data) in older { files["earlier/\(path)"] = data }
    }
    #expect(only.verdict == .inconclusive && ArchiveInspectionTests.contradictions(only).isEmpty)
    #expect(ArchiveInspectionTests.text(only).contains("before the agent that the API names was started"))
  }

  @Test("A list of no nodes has not told them")
  func noNodes() throws {
    let record = try record { files in
      for path in files.keys where path.contains("/k8s-nodes-") { files[path] = Data("items: null\nkind: List\n".utf8) }
    }
    #expect(verdicts(record, .selectedDevices) == [.conforms])
  }

  @Test("A node without its bugtool is not known, and the other one is")
  func partOfTheNodes() throws {
    let paths = try Recordings.files(of: Self.name).keys.filter { $0.contains("/cmd/") }
    let folders = Set(paths.map { path in path.split(separator: "/")[1] })
    let gone = try #require(folders.sorted().first)
    let record = try record { files in
      for path in files.keys where path.contains("/\(gone)/") { files[path] = nil }
    }
    let cases = try #require(record.scenarios.first).cases
    #expect(Set(cases.filter { $0.verdict == .inconclusive }.map(\.subject.source)).count == 1)
    #expect(cases.contains { $0.verdict == .conforms } && record.verdict == .inconclusive)
  }

  @Test("An archive that breaks off is not green: what is lost might have told otherwise", arguments: [0.3, 0.6, 0.9])
  func breaksOff(_ part: Double) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-cut-\(UUID()).zip").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let writer = try ArchiveWriter(path: path, format: .zip)
    for (path, data) in try Recordings.files(of: Self.name).sorted(by: { $0.key < $1.key }) {
      try writer.add(path, data, modified: Recordings.time)
    }
    try writer.close()
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    try whole.prefix(Int(part * Double(whole.count))).write(to: URL(fileURLWithPath: path))
    let record = try ArchiveInspection(Sysdump.read([path])).record(toolVersion: "1.0.0")
    #expect(record.verdict == .inconclusive && ArchiveInspectionTests.contradictions(record).isEmpty)
    #expect(ArchiveInspectionTests.text(record).contains("it breaks off or is damaged after"))
  }

  @Test("Without any agent's word, which address a node has is told by the objects of the API, right or wrong")
  func withoutAgents() throws {
    let name = "1.18-three-C-quick"
    let record = try ArchiveInspection(Recordings.read(name)).record(toolVersion: "1.0.0")
    #expect(verdicts(record, .nodeIP) == [.conforms] && record.verdict == .inconclusive)
    let other = try ArchiveInspection(
      Recordings.read(name) { files in
        for path in files.keys where path.contains("/ciliumnodes-") {
          let text = String(decoding: files[path] ?? Data(), as: UTF8.self)
          files[path] = Data(text.replacing("ip: 100.64.0.3", with: "ip: 10.9.9.9").utf8)
        }
      }
    ).record(toolVersion: "1.0.0")
    #expect(verdicts(other, .nodeIP) == [.conforms, .deviates])
  }

  @Test("Agents' own options that differ are not called CiliumNodeConfigs where these stand in for cilium-config")
  func ownOptions() throws {
    let record = try record { files in
      for path in files.keys.sorted() where path.contains("/cilium-configmap-") { files[path] = nil }
      let described = files.keys.filter { $0.contains("cilium-debuginfo-") && $0.hasSuffix(".json") }.sorted()
      if let last = described.last, let data = files[last] {
        let text = String(decoding: data, as: UTF8.self)
        files[last] = Data(text.replacing("endpoint-routes:false", with: "endpoint-routes:true").utf8)
      }
    }
    #expect(record.notes.contains { $0.hasPrefix("Agents were started with other options than the first one: ") })
    #expect(!record.notes.contains { $0.contains("CiliumNodeConfigs set") })
  }
}
