import Foundation
import Lab
import Testing

@testable import Conformance

extension LabTests {
  @Test("with the roles of `manifests rbac --read-only`, a bundle tells what diagnosing the cluster tells, and no more")
  func bundle() async throws {
    try await withManifests(options: ["--read-only"]) { kubeconfig in
      let (live, archived) = try Self.diagnoses(kubeconfig)
      #expect(Self.told(live) == Self.told(archived))
      #expect(live.verdict == archived.verdict && archived.verdict != .deviates, "\(Self.told(archived))")
      #expect(archived.scenarios.flatMap(\.cases).contains { $0.verdict == .conforms })
      #expect(archived.source?.archives.count == 1 && live.source == nil)
      let run = try GuestProgram.result(["check"], kubeconfig: kubeconfig)
      #expect(run.status == 2, "a run needs more than these roles: \(run.output)")
    }
  }

  @Test(
    "a fault that needs no packet to be seen is found in the bundle as on the cluster",
    arguments: [
      (LabFault.ciliumNodeIPDiffers, Aspect.nodeIP), (.defaultRouteOnTailnet, .defaultRoute),
    ])
  func bundleWithFault(_ fault: LabFault, _ aspect: Aspect) async throws {
    let kubeconfig = try await SharedLab.shared.lab().kubeconfigPath
    try await LabRun.with(fault) {
      let (live, archived) = try Self.diagnoses(kubeconfig)
      #expect(Self.told(live) == Self.told(archived))
      let deviating = archived.scenarios.flatMap(\.cases).filter { $0.verdict == .deviates }
      #expect(deviating.contains { $0.aspect == aspect }, "\(Self.told(archived))")
      #expect(deviating.allSatisfy { $0.diagnosis != nil && $0.observation?.evidence.isEmpty == false })
    }
  }

  /// What the program makes of the cluster, and of a bundle of it that it made while the cluster stayed as it was: a fault
  /// that is switched on or off takes its time to show everywhere.
  private static func diagnoses(_ kubeconfig: String) throws -> (live: RunRecord, archived: RunRecord) {
    var (live, archived) = try both(kubeconfig)
    for _ in 0..<10 {
      let (after, next) = try both(kubeconfig)
      if told(live) == told(after) { return (live, archived) }
      (live, archived) = (after, next)
    }
    Issue.record("the cluster does not come to rest: \(told(live))")
    return (live, archived)
  }

  private static func both(_ kubeconfig: String) throws -> (live: RunRecord, archived: RunRecord) {
    let (folder, bundle) = (GuestProgram.scratch("bundle"), GuestProgram.scratch("bundle.tar.gz"))
    defer { for path in [folder, bundle] { try? FileManager.default.removeItem(atPath: path) } }
    let live = try GuestProgram.result(["diagnose", "--format", "json"], kubeconfig: kubeconfig)
    let made = try GuestProgram.result(["bundle", "-o", bundle], kubeconfig: kubeconfig)
    #expect(made.status == 0, "\(made.output)\(made.error)")
    let archived = try UserProgram.run(["diagnose", "--archive", bundle, "--format", "json"])
    #expect(live.status == archived.status, "\(live.error)\(archived.error)")
    let decoder = RecordDecoder.make()
    return (
      try decoder.decode(RunRecord.self, from: Data(live.output.utf8)),
      try decoder.decode(RunRecord.self, from: Data(archived.output.utf8))
    )
  }

  /// Verdicts with what was expected and seen.
  private static func told(_ record: RunRecord) -> [String] {
    record.scenarios.flatMap(\.cases).map { record in
      // Why something was not measured may tell of times.
      let seen = if case .measured(let outcome)? = record.observation?.result { "\(outcome)" } else { "not seen" }
      return "\(record.aspect.rawValue) \(record.subject): \(record.verdict.rawValue); \(seen)"
    }
  }
}
