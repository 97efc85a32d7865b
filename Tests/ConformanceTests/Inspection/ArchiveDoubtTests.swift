import Archives
import Foundation
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

@Suite("What is not in an archive, or contradicts itself there")
struct ArchiveDoubtTests {
  private static let name = "1.18-C-steady"

  private func inspection(_ change: (inout [String: Data]) -> Void) throws -> ArchiveInspection {
    try ArchiveInspection(Recordings.read(Self.name, change))
  }

  private func replacing(_ ending: String, _ from: String, _ to: String) -> (inout [String: Data]) -> Void {
    { files in
      for path in files.keys where path.contains(ending) {
        files[path] = Data(String(decoding: files[path] ?? Data(), as: UTF8.self).replacing(from, with: to).utf8)
      }
    }
  }

  private func verdicts(_ record: RunRecord, _ aspect: Aspect) -> Set<Verdict> {
    Set(record.scenarios.flatMap(\.cases).filter { $0.aspect == aspect }.map(\.verdict))
  }

  @Test("An agent's files that name different devices contradict nobody, and one place of all of them does")
  func witnesses() throws {
    let one = try inspection(replacing("cilium-debuginfo-", #""name": "tailscale0""#, #""name": "eth7""#))
      .record(toolVersion: "1.0.0")
    #expect(ArchiveInspectionTests.contradictions(one).isEmpty)
    #expect(verdicts(one, .selectedDevices) == [.inconclusive])
    #expect(ArchiveInspectionTests.text(one).contains("not of one moment"))
    let stored = try inspection { files in
      replacing("cilium-configmap-", "devices: enp0s6,tailscale0", "devices: enp0s6")(&files)
      // Nobody knows when it was changed.
      for path in files.keys where path.contains("cilium-configmap-") {
        files[path] = files[path].map {
          Data(String(decoding: $0, as: UTF8.self).replacing("time: ", with: "at: ").utf8)
        }
      }
    }.record(toolVersion: "1.0.0")
    #expect(verdicts(stored, .configurationApplied) == [.deviates])
  }

  @Test("A cilium-config from before the agent's start, which does not run with it, is of another moment")
  func olderConfiguration() throws {
    let record = try inspection(replacing("cilium-configmap-", "devices: enp0s6,tailscale0", "devices: enp0s6"))
      .record(toolVersion: "1.0.0")
    #expect(ArchiveInspectionTests.contradictions(record).isEmpty, "\(ArchiveInspectionTests.contradictions(record))")
    #expect(verdicts(record, .configurationApplied) == [.inconclusive])
  }

  @Test("Without a word on what the agents are told to do nothing is predicted, and devices are not called unset")
  func withoutConfiguration() throws {
    let inspection = try inspection { files in
      for path in files.keys {
        if path.contains("/cilium-configmap-") { files[path] = Data("data: [torn".utf8) }
        guard path.contains("cilium-debuginfo-"), let data = files[path],
          var object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { continue }
        object["environment-variables"] = nil
        files[path] = try? JSONSerialization.data(withJSONObject: object)
      }
    }
    let record = inspection.record(toolVersion: "1.0.0")
    #expect(ArchiveInspectionTests.contradictions(record).isEmpty)
    #expect(verdicts(record, .masquerade) == [.inconclusive])
    let scenario = try #require(record.scenarios.first)
    #expect(scenario.scenario == .asSet && scenario.devices == nil && scenario.devicesUnknown == true)
    #expect(SettingForecast(inspection.facts).text().contains("Setting: devices not known"))
  }

  @Test(
    "Torn or missing lists leave open what hangs on them",
    arguments: [
      ("k8s-pods", Aspect.clusterDNSReady), ("k8s-services", .clusterDNSReady), ("k8s-services", .apiService),
      ("k8s-services", .externalName), ("k8s-pods", .clusterName),
    ], [true, false])
  func lists(_ list: (kind: String, aspect: Aspect), _ isTorn: Bool) throws {
    let facts = try inspection { files in
      for path in files.keys where path.contains("/\(list.kind)-") {
        files[path] = isTorn ? files[path].map { $0.prefix($0.count / 2) } : nil
      }
    }.facts
    for node in facts.nodes {
      guard case .unknown(let reason) = Rules.predict(list.aspect, .node(node.name), facts: facts) else {
        Issue.record("\(list.kind) \(list.aspect) is predicted")
        continue
      }
      #expect(reason.contains("k8s-"), "\(reason)")
    }
  }

  @Test("CiliumNodeConfigs that cannot be read may have set what differs")
  func nodeConfigurations() throws {
    let differing = replacing(
      "cilium-configmap-", "enable-endpoint-routes: \"false\"", "enable-endpoint-routes: \"true\"")
    let without = try inspection { files in
      differing(&files)
      for path in files.keys where path.contains("/ciliumnodeconfigs-") { files[path] = nil }
    }.record(toolVersion: "1.0.0")
    #expect(ArchiveInspectionTests.contradictions(without).isEmpty)
  }

  @Test("Agents that run and wait are told with what they wait for")
  func waiting() throws {
    let record = try ArchiveInspection(Recordings.read("1.18-C-hostfw-lrp-agents-not-ready")).record(
      toolVersion: "1.0.0")
    let text = ArchiveInspectionTests.text(record)
    #expect(text.contains("ciliumlocalredirectpolicies.cilium.io, which enable-local-redirect-policy needs"))
    #expect(text.contains("is not ready"))
    #expect(record.notes.contains { $0.hasPrefix("The agent is not Ready on instance-master") })
  }

  @Test("A file that was written long before an agent's others is of another moment, and so is a list of another dump")
  func otherMoments() throws {
    let time = Date(timeIntervalSince1970: 1_795_970_000)
    func cases(_ change: (String) -> (path: String, time: Date)) throws -> [CaseRecord] {
      let files = try Recordings.files(of: Self.name).map { path, data in
        let (path, time) = change(path)
        return ArchiveFile(entry: ArchiveEntry(path: path, size: data.count, modified: time), data: data)
      }
      return try ArchiveInspection(Sysdump(files: files, name: "x")).record(toolVersion: "1.0.0").scenarios
        .flatMap(\.cases)
    }
    let older = try cases { ($0, $0.hasSuffix("/iptables-save--c.md") ? time.addingTimeInterval(-3600) : time) }
    #expect(Set(older.filter { $0.aspect == .tunnelPort }.map(\.verdict)) == [.inconclusive])
    #expect(older.contains { $0.explanation.contains("60 minutes before the agent's other files") })
    let list = try cases { path in
      (path.contains("/ciliumnodes-") ? path.replacing("-20261129-", with: "-20261128-") : path, time)
    }
    #expect(Set(list.filter { $0.aspect == .nodeIP }.map(\.verdict)) == [.inconclusive])
    #expect(!list.contains { $0.verdict == .deviates })
  }

  /// A recording with one file, or one of each agent, as it was in another recording.
  private func mixed(_ name: String, _ part: String, of other: String) throws -> RunRecord {
    let source = try Recordings.files(of: other).filter { $0.key.contains(part) }.sorted { $0.key < $1.key }
    return try ArchiveInspection(
      Recordings.read(name) { files in
        for (path, file) in zip(files.keys.filter { $0.contains(part) }.sorted(), source) { files[path] = file.value }
      }
    ).record(toolVersion: "1.0.0")
  }

  /// What a file that nothing dates contradicts, and is known by.
  private static let mixtures: [(name: String, part: String, other: String, aspect: Aspect, told: String)] = [
    (
      "1.18-C-steady", "/find--sys-fs-bpf--ls.md", "1.18-A-endpoint-routes", .attachedDevices,
      "its health endpoint is"
    ),
    (
      "1.18-C-steady", "/cilium-dbg-statedb-dump.md", "1.18-A-endpoint-routes", .podMTU,
      "the agent's files contradict each other"
    ),
    (
      "1.18-C-hostfw-lrp-agents-not-ready", "/cilium-dbg-status---verbose.md", "1.18-A-endpoint-routes",
      .selectedDevices, "has an answer of the agent, and"
    ),
    ("1.18-three-C", "/cilium-dbg-node-list--o-json.md", "1.18-C-steady", .nodeIP, "its routes have one to that"),
    ("1.15-C", "/cilium-configmap-", "1.15-A-enp0s6", .selectedDevices, "after the agent was asked at"),
    ("1.15-A-enp0s6", "/cilium-configmap-", "1.15-C", .selectedDevices, "before the agent's start at"),
  ]

  @Test("A file of another moment that nothing dates is known by what the others say", arguments: mixtures.indices)
  func strays(_ index: Int) throws {
    let stray = Self.mixtures[index]
    let record = try mixed(stray.name, stray.part, of: stray.other)
    #expect(
      ArchiveInspectionTests.contradictions(record).isEmpty,
      "\(stray.name) \(stray.part): \(ArchiveInspectionTests.contradictions(record))")
    #expect(verdicts(record, stray.aspect).contains(.inconclusive), "\(stray.name) \(stray.part)")
    #expect(ArchiveInspectionTests.text(record).contains(stray.told), "\(stray.name) \(stray.part)")
  }

  @Test("A list of CiliumNodes without a node that agents know is of another moment, and is named")
  func lostNode() throws {
    let record = try mixed("1.18-three-C", "/ciliumnodes-", of: "1.18-C-steady")
    let found = try #require(
      record.scenarios.flatMap(\.cases).first { $0.aspect == .nodeIP && $0.subject.source == "instance-third" })
    #expect(found.verdict == .inconclusive)
    #expect(found.observation?.evidence.contains { $0.command.contains("/ciliumnodes-") } == true)
  }

  @Test("A cilium-config that was changed after the agents' start, and before they were asked, contradicts")
  func changedSince() throws {
    let record = try inspection { files in
      for path in files.keys where path.contains("/cilium-configmap-") {
        files[path] = files[path].map {
          Data(
            String(decoding: $0, as: UTF8.self).replacing("devices: enp0s6,tailscale0", with: "devices: enp0s6")
              .replacing("2026-11-29T16:18:35Z", with: "2026-11-29T16:21:30Z").utf8)
        }
      }
    }.record(toolVersion: "1.0.0")
    #expect(verdicts(record, .configurationApplied) == [.deviates])
  }

  @Test("Without a word of the agent on when it was asked, files' times make no agent older than it is")
  func filesTimes() throws {
    // Asked fifteen seconds after its start, and written two hours later by somebody's clock.
    let name = "1.18-A-endpoint-routes"
    let all = try Recordings.files(of: name)
    let moved = Dictionary(all.keys.map { ($0, 7200.0) }, uniquingKeysWith: { first, _ in first })
    let record = try ArchiveInspection(
      Recordings.read(name, moved: moved) { files in
        for path in files.keys where path.contains("/cilium-debuginfo-") { files[path] = nil }
      }
    ).record(toolVersion: "1.0.0")
    #expect(ArchiveInspectionTests.contradictions(record).isEmpty)
  }
}
