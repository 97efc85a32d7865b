import Foundation
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

/// States of real archives in which a file says one thing and the cluster does another (docs/archive-traps.md).
@Suite("Traps of real archives")
struct ArchiveTrapTests {
  private static let name = "1.18-C-steady"

  private func record(
    _ name: String = name, _ change: (inout [String: Data]) throws -> Void
  ) throws -> RunRecord {
    try ArchiveInspection(Recordings.read(name, change)).record(toolVersion: "1.0.0")
  }

  private func cases(_ record: RunRecord, _ aspect: Aspect, _ node: String) -> [CaseRecord] {
    record.scenarios.flatMap(\.cases).filter { $0.aspect == aspect && $0.subject.source == node }
  }

  private func edit(_ files: inout [String: Data], _ ending: String, _ change: (String) -> String) {
    for path in files.keys where path.hasSuffix(ending) {
      files[path] = files[path].map { Data(change(String(decoding: $0, as: UTF8.self)).utf8) }
    }
  }

  @Test("An agent that is Ready, and whose programs could not be made, has not attached them")
  func notLoaded() throws {
    let record = try record { files in
      let folder = try #require(files.keys.first { $0.contains("cilium-6q7jf") && $0.contains("/cmd/") })
      let end = try #require(folder.firstRange(of: "/cmd/")?.upperBound)
      files[folder[..<end] + "state/217_next_fail/ep_config.h"] = Data("#define X\n".utf8)
    }
    let found = try #require(cases(record, .attachedDevices, "instance-master").first)
    #expect(found.verdict == .deviates && found.observation?.outcome.map { "\($0)" }?.contains("217_next_fail") == true)
    #expect(cases(record, .attachedDevices, "instance-worker").map(\.verdict) == [.conforms])
  }

  @Test("Folders of pins whose interface is gone are nobody's attachment")
  func formerInterface() throws {
    let record = try record { files in
      edit(&files, "/find--sys-fs-bpf--ls.md") { $0.replacing("/devices/enp0s6", with: "/devices/eth9") }
    }
    for node in ["instance-master", "instance-worker"] {
      let found = try #require(cases(record, .attachedDevices, node).first)
      #expect(found.observation?.outcome == .value("tailscale0"))
    }
  }

  @Test("Where neither bpftool nor pins can show TCX links, nothing is said of attachments")
  func invisibleLinks() throws {
    let record = try record { files in
      for path in files.keys where path.hasSuffix("/find--sys-fs-bpf--ls.md") { files[path] = nil }
    }
    let verdicts = ["instance-master", "instance-worker"].flatMap { cases(record, .attachedDevices, $0).map(\.verdict) }
    #expect(verdicts == [.notApplicable, .notApplicable])
    #expect(record.scenarios.flatMap(\.cases).allSatisfy { $0.verdict != .deviates })
  }

  @Test("A bugtool that was taken in a pod of the dump's own, or a debug container, is that of the node it ran on")
  func podOfTheDump() throws {
    let whole = try record { _ in }
    let moved = try record { files in
      for (path, data) in files where path.contains("/cilium-bugtool-cilium-fshsp-") {
        files[path] = nil
        files[path.replacing("/cilium-bugtool-cilium-fshsp-", with: "/cilium-bugtool-sysdump-x7r2k-")] = data
      }
    }
    #expect(moved.scenarios.flatMap(\.cases).map(\.verdict) == whole.scenarios.flatMap(\.cases).map(\.verdict))
  }

  /// A translation to the address of an uplink that the route does not take.
  private static func entry(_ age: Int) -> String {
    "TCP OUT 10.244.1.7:40000 -> 8.8.8.8:443 XLATE_SRC 100.64.0.2:40000 Created=\(age)sec ago NeedsCT=0\n"
  }

  @Test(
    "Entries of the NAT map count where they are surely younger than the agent's programs", arguments: [5, 100, 9000])
  func olderEntries(_ age: Int) throws {
    let record = try record { files in
      edit(&files, "/cilium-dbg-bpf-nat-list.md") { _ in Self.entry(age) }
    }
    let found = try #require(cases(record, .natExternal, "instance-worker").first)
    // The agent had been up for two minutes, and may have come to its programs in the first of them.
    #expect(found.verdict == (age < 60 ? .deviates : .notApplicable), "\(found.explanation)")
  }

  @Test("A node whose bugtool failed is told with what the program that took the dump said of it")
  func failedTask() throws {
    let record = try record { files in
      for path in files.keys where path.contains("/cilium-bugtool-cilium-fshsp-") { files[path] = nil }
      edit(&files, "/cilium-sysdump.log") {
        $0 + "⚠️ cilium-bugtool-cilium-fshsp: failed to collect: command terminated with exit code 137\n"
      }
    }
    let found = try #require(cases(record, .selectedDevices, "instance-worker").first)
    #expect(found.verdict == .inconclusive && found.explanation.contains("exit code 137"), "\(found.explanation)")
    #expect(cases(record, .selectedDevices, "instance-master").map(\.verdict) == [.conforms])
  }

  @Test("A health daemon that has probed nobody yet has found nothing wrong, and nothing right")
  func noHealthYet() throws {
    let record = try record { files in
      edit(&files, "/cilium-health-status--o-json.md") { text in
        let name = text.firstMatch(of: /"name": ?"([^"]+)"/).map { String($0.1) } ?? "instance-master"
        return #"{"local":{"name":"\#(name)"},"nodes":null,"probeInterval":"0s"}"# + "\n"
      }
    }
    let verdicts = record.scenarios.flatMap(\.cases).filter { $0.aspect == .otherNodeHealth }.map(\.verdict)
    #expect(!verdicts.isEmpty && verdicts.allSatisfy { $0 != .conforms && $0 != .deviates })
  }

  @Test("A bugtool without a list of nodes has its node's address of the health checks, or is not known")
  func withoutNodeList() throws {
    func without(_ parts: [String]) throws -> RunRecord {
      try record { files in
        // A bugtool of one node has nothing of the API.
        for path in files.keys
        where !path.contains("/cilium-bugtool-cilium-6q7jf-") || parts.contains(where: path.contains) {
          files[path] = nil
        }
      }
    }
    let checked = try without(["/cilium-dbg-node-list"])
    #expect(cases(checked, .directRoutingDevice, "instance-master").map(\.verdict) == [.conforms])
    let unknown = try without(["/cilium-dbg-node-list", "/cilium-health-status"])
    #expect(cases(unknown, .directRoutingDevice, "instance-master").map(\.verdict) == [.inconclusive])
    #expect(unknown.verdict == .inconclusive && !ArchiveInspectionTests.text(unknown).contains("does not start"))
  }

  @Test("Of files that name different nodes the agent's own count, and contradict nobody")
  func strangeHost() throws {
    let record = try record("1.18-wildcard-master") { files in
      edit(&files, "/hostname.md") { _ in "instance-worker\n" }
    }
    #expect(ArchiveInspectionTests.contradictions(record).isEmpty)
    #expect(cases(record, .selectedDevices, "instance-master").map(\.verdict) == [.conforms])
  }
}
