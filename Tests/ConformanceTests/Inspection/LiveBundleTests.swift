import Archives
import Foundation
import Kubernetes
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

@Suite("A bundle of a live cluster")
struct LiveBundleTests {
  /// What an agent of a recording would print, by its command.
  private struct Echo {
    let files: [String: Data]
    let folder: String

    func answer(_ words: [String]) -> ExecResult {
      if words.first == "sh" {
        return ExecResult(stdout: Data("cilium-dbg\nClient: 1.18.0 x\nDaemon: 1.18.0 x\n".utf8), exitCode: 0)
      }
      if words.suffix(3) == ["status", "-o", "json"], words.first == "cilium-dbg" { return status() }
      let name = words.joined(separator: "-").replacing("/", with: "-")
      guard let data = files["\(folder)/cmd/\(name).md"] else {
        return ExecResult(stderr: Data("Error: unknown command".utf8), exitCode: 1)
      }
      return ExecResult(stdout: data, exitCode: 0)
    }

    private func status() -> ExecResult {
      let path = files.keys.first { $0.hasPrefix("\(folder)/cmd/cilium-debuginfo-") }
      let object = path.flatMap { files[$0] }.flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] }
      let data = object?["cilium-status"].flatMap { try? JSONSerialization.data(withJSONObject: $0) }
      return ExecResult(stdout: data ?? Data(), exitCode: data == nil ? 1 : 0)
    }
  }

  /// What an API server says of a kind that nobody has made.
  private struct Missing: Error, CustomStringConvertible {
    var description: String { "GET /apis/cilium.io/v2/ciliumnodes?limit=500: not found: 404 page not found" }
  }

  private static let nodes = ["instance-master": "cilium-6q7jf", "instance-worker": "cilium-fshsp"]

  /// The files of a bundle whose agents answer as those of a recording did.
  ///
  /// - Parameters:
  ///   - refused: A pod whose agent answers nothing.
  ///   - missing: A list that the API does not have.
  private func bundle(refusing refused: String? = nil, without missing: String? = nil) async throws -> [ArchiveFile] {
    let recording = try Recordings.files(of: "1.18-C-steady")
    let folders = Set(
      recording.keys.compactMap { path in path.firstRange(of: "/cmd/").map { String(path[..<$0.lowerBound]) } })
    let agents = Self.nodes.mapValues { pod in
      AgentInstance(
        reference: PodReference(namespace: "kube-system", name: pod, container: "cilium-agent"), restarts: 0,
        isReady: true,
        startedAt: nil, crash: nil)
    }
    let shell = AgentShell(agents: AgentDirectory(agents) { _ in .absent }) { agent, command, _ in
      let words = Array(command.drop { $0 == "timeout" || Int($0) != nil })
      if agent.name == refused { return ExecResult(stderr: Data("refused".utf8), exitCode: 1) }
      let folder = folders.first { $0.contains(agent.name) } ?? ""
      return Echo(files: recording, folder: folder).answer(words)
    }
    let time = try #require(RecordTime.date("2026-11-29T16:22:54Z"))
    var files: [ArchiveFile] = []
    try await LiveBundle.read(agents, shell, BundleFiles(now: time)) { files.append($0) }
    let objects = BundleFiles(now: time)
    let kinds = [
      "k8s-nodes", "ciliumnodes", "k8s-pods", "k8s-services", "k8s-endpointslices", "cilium-configmap",
      "ciliumnodeconfigs",
    ]
    for kind in kinds {
      let path = try #require(recording.keys.first { $0.contains("/\(kind)-2026") })
      let file = try await BundleObjects.file(kind) {
        if kind == missing { throw Missing() }
        return recording[path] ?? Data()
      }
      files.append(objects.objects(kind, file.data))
    }
    return files
  }

  @Test("tells the same as a sysdump of the same agents")
  func same() async throws {
    let files = try await bundle()
    let record = try ArchiveInspection(Sysdump(files: files, name: "cluster")).record(toolVersion: "1.0.0")
    let dump = try ArchiveInspection(Recordings.read("1.18-C-steady"))
    #expect(try ArchiveInspection(Sysdump(files: files, name: "cluster")).facts == dump.facts)
    #expect(record.verdict == .conforms, "\(ArchiveInspectionTests.text(record))")
    let expected = dump.record(toolVersion: "1.0.0").scenarios.flatMap(\.cases).map {
      [$0.aspect.rawValue, "\($0.subject)", $0.verdict.rawValue]
    }
    #expect(
      record.scenarios.flatMap(\.cases).map { [$0.aspect.rawValue, "\($0.subject)", $0.verdict.rawValue] } == expected)
  }

  @Test("An agent that answers nothing is not known")
  func refused() async throws {
    let files = try await bundle(refusing: "cilium-fshsp")
    let record = try ArchiveInspection(Sysdump(files: files, name: "cluster")).record(toolVersion: "1.0.0")
    #expect(record.verdict == .inconclusive && ArchiveInspectionTests.contradictions(record).isEmpty)
    #expect(
      record.scenarios.flatMap(\.cases).filter { $0.subject.source == "instance-master" }.contains {
        $0.verdict == .conforms
      })
  }

  @Test(
    "A list that the API does not have, as before Cilium's operator has started, is not known; the rest is",
    arguments: [
      "ciliumnodes", "ciliumnodeconfigs", "k8s-pods", "k8s-services", "k8s-endpointslices", "cilium-configmap",
    ])
  func missing(list: String) async throws {
    let files = try await bundle(without: list)
    let inspection = try ArchiveInspection(Sysdump(files: files, name: "cluster"))
    let record = inspection.record(toolVersion: "1.0.0")
    #expect(ArchiveInspectionTests.contradictions(record).isEmpty)
    // These agents did not say with which options they run.
    #expect(list == "cilium-configmap" || record.scenarios.flatMap(\.cases).contains { $0.verdict == .conforms })
    let whole = try ArchiveInspection(Recordings.read("1.18-C-steady")).record(toolVersion: "1.0.0")
    let unknown = { (record: RunRecord) in record.scenarios.flatMap(\.cases).count { $0.verdict == .inconclusive } }
    #expect(list == "ciliumnodeconfigs" || unknown(record) >= unknown(whole))
    let told = ArchiveInspectionTests.text(record) + inspection.notes.map(\.text).joined()
    #expect(list == "ciliumnodeconfigs" || told.contains(list), "\(told)")
  }

  @Test("Pods are without what nobody asks for")
  func reduced() throws {
    let container = Container(name: "a", image: "b", env: [EnvVar(name: "TOKEN", value: "secret")])
    let pod = Pod(
      metadata: ObjectMeta(name: "p", namespace: "n", annotations: ["a": "secret"]),
      spec: PodSpec(containers: [container], nodeName: "node-1"))
    let text = String(decoding: try BundleObjects.list([BundleObjects.reduced(pod)]), as: UTF8.self)
    #expect(text.contains("node-1") && !text.contains("secret"))
  }
}
