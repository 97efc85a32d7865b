import Cilium
import Foundation
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

@Suite("Forecasts from archives")
struct ArchiveForecastTests {
  private func input(_ name: String, _ change: (inout [String: Data]) -> Void = { _ in }) throws -> Gate.Input {
    let dump = try Recordings.read(name, change)
    return .init(path: name, record: try ArchiveInspection(dump).record(toolVersion: "1.0.0", forecasts: true))
  }

  private func gate(_ before: Gate.Input, _ after: Gate.Input) throws -> GateReport {
    var (first, second) = (before.record, after.record)
    GateAlignment.align(&first, &second)
    return try Gate().judge(
      before: .init(path: before.path, record: first), after: .init(path: after.path, record: second), now: Date())
  }

  @Test("An archive's forecasts are the rules' on its facts, cell by cell")
  func cells() throws {
    let inspection = try ArchiveInspection(Recordings.read("1.18-C-steady"))
    let document = SettingForecast(inspection.facts).document()
    #expect(document.devices == "enp0s6,tailscale0")
    #expect(document.nodes.map(\.name) == inspection.facts.nodes.map(\.name))
    for node in document.nodes {
      #expect(node.devices.filter(\.selected).map(\.name).sorted() == ["enp0s6", "tailscale0"])
      #expect(node.routeMTU == 1230)
    }
    let facts = inspection.facts
    for aspect in Aspect.asked(of: facts.families) {
      for subject in Subject.all(aspect.scope, nodes: facts.nodes.map(\.name)) {
        let told = document.cases.first { $0.aspect == aspect.rawValue && $0.subject == "\(subject)" }
        let prediction = Rules.predict(aspect, subject, facts: facts)
        #expect(told?.reason == prediction.reason.text && told?.now == nil, "\(aspect) \(subject)")
      }
    }
    #expect(document.cases.contains { $0.aspect == Aspect.crossNodePod.rawValue })
  }

  @Test("Another release and another setting are forecast, too")
  func others() throws {
    let facts = try ArchiveInspection(Recordings.read("1.18-C-steady")).facts
    let tried = SettingForecast(facts, devices: "enp0s6", release: "1.19.4").document()
    for node in tried.nodes {
      #expect(node.release == "1.19.4" && node.devices.filter(\.selected).map(\.name) == ["enp0s6"])
    }
    #expect(tried.cases.contains { $0.now != nil })
  }

  @Test("An archive and itself differ in nothing")
  func same() throws {
    let one = try input("1.18-C-steady")
    let report = try gate(one, one)
    #expect(report.decision == .accept && report.findings.isEmpty && report.compared > 0)
  }

  @Test("What a fault changes between two archives is refused, and what only one of them could see is no difference")
  func differences() throws {
    let steady = try input("1.18-C-steady")
    let faulty = try gate(steady, try input("1.18-F-vxlan-drop"))
    #expect(faulty.decision == .refuse)
    #expect(faulty.findings.filter { $0.effect == .refuses }.map(\.aspect) == [.tunnelPort])
    let markdown = try gate(steady, try input("1.18-C-markdown"))
    #expect(markdown.decision == .accept)
  }

  @Test("An archive and a run of the same cluster differ in nothing but in what the run can tell alone")
  func run() throws {
    let live = Gate.Input(path: "run", record: try RunRecord.recorded("1.18/C"))
    let report = try gate(try input("1.18-C-steady"), live)
    #expect(report.decision == .accept && report.compared > 30)
    #expect(report.findings.filter { $0.aspect != nil }.isEmpty, "\(report.findings)")
    // The other way round, and with a fault of the cluster in between.
    #expect(try gate(live, try input("1.18-C-steady")).findings.filter { $0.aspect != nil }.isEmpty)
    let switched = try gate(live, try input("1.18-A-endpoint-routes"))
    #expect(switched.decision == .refuse && switched.findings.contains { $0.aspect == .ownNodeIP })
  }

  @Test("A path's ends are found among an archive's own objects")
  func paths() async throws {
    let dump = try Recordings.read("1.18-C-steady")
    let facts = try ArchiveInspection(dump).facts
    let resolver = PathResolver(dump, facts: facts)
    #expect(try await resolver.source("instance-worker") == "instance-worker")
    #expect(try await resolver.target("8.8.8.8") == .address(IPv4Address(8, 8, 8, 8)))
    guard case .service(let name, _, let endpoints) = try await resolver.target("default/kubernetes") else {
      Issue.record("default/kubernetes is no Service")
      return
    }
    #expect(name == "default/kubernetes" && !endpoints.isEmpty)
    await #expect(throws: ScenarioError.self) { try await resolver.source("nobody") }
  }

  @Test("Of two archives between which `devices` was changed, both settings are compared, and the change is told")
  func otherSetting() throws {
    let report = try gate(input("1.18-C-steady"), input("1.18-A-endpoint-routes"))
    #expect(report.decision == .refuse && report.compared > 20)
    let devices = try #require(report.findings.first { $0.fact == .devices })
    #expect(devices.before == "enp0s6,tailscale0" && devices.after == "enp0s6")
    #expect(report.findings.contains { $0.aspect == .ownNodeIP && $0.scenario == .physicalOnly })
  }
}
