import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("What runs leave")
struct LeftoverTests {
  private let now = Date(timeIntervalSince1970: 1_800_000_000)

  private func namespace(
    _ name: String, run: String? = nil, expires: String? = nil, createdBefore age: TimeInterval = 0,
    managedBy: String = "netproof", deleted: Bool = false
  ) -> Namespace {
    var labels = [ProbeFixture.managedBy: managedBy]
    labels[ProbeFixture.run] = run
    return Namespace(
      metadata: ObjectMeta(
        name: name, labels: labels, annotations: expires.map { [RunLifetime.annotation: $0] }, uid: "uid-\(name)",
        resourceVersion: "7", creationTimestamp: Timestamp(now.addingTimeInterval(-age)),
        deletionTimestamp: deleted ? Timestamp(now) : nil))
  }

  private func state(_ namespace: Namespace) -> Leftover.State? { Leftover(namespace, now: now)?.state }

  @Test("a run is alive for ten minutes after its last sign of life")
  func lifetime() throws {
    let text = try #require(RunLifetime.annotations(at: now)[RunLifetime.annotation])
    let sign = namespace("netproof-a", run: "a", expires: text)
    let end = now.addingTimeInterval(600)
    #expect(state(sign) == .live(until: end))
    #expect(Leftover(sign, now: end.addingTimeInterval(-1))?.state == .live(until: end))
    #expect(Leftover(sign, now: end)?.state == .expired(since: end))
  }

  @Test("without a readable sign of life, a run is over when its pods are", arguments: [nil, "soon"])
  func noAnnotation(text: String?) {
    let young = namespace("netproof-a", run: "a", expires: text, createdBefore: 3599)
    #expect(state(young) == .live(until: now.addingTimeInterval(1)))
    let old = namespace("netproof-a", run: "a", expires: text, createdBefore: 3601)
    #expect(state(old) == .expired(since: now.addingTimeInterval(-1)))
  }

  @Test("a namespace that is not netproof's own is none, whatever else it says")
  func foreign() {
    #expect(Leftover(namespace("netproof-a", run: "a", managedBy: "helm"), now: now) == nil)
    #expect(Leftover(namespace("netproof-a"), now: now) == nil)
    // Copied labels: the name gives it away.
    #expect(Leftover(namespace("production", run: "a"), now: now) == nil)
    #expect(Leftover(namespace("netproof-a", run: "b"), now: now) == nil)
    #expect(Leftover(namespace("netproof-a", run: "a"), now: now) != nil)
  }

  @Test("only expired ones go by themselves; what is asked for goes, alive or not")
  func choice() throws {
    let found = [
      namespace("netproof-dead", run: "dead", createdBefore: 9999), namespace("netproof-live", run: "live"),
      namespace("netproof-going", run: "going", deleted: true),
    ].compactMap { Leftover($0, now: now) }
    func names(_ leftovers: [Leftover]) -> [String] { leftovers.map(\.runID) }
    let expired = LeftoverCleanup.choose(.expired, from: found)
    #expect(names(expired.removed) == ["dead", "going"])
    #expect(names(expired.kept) == ["live"])
    let all = LeftoverCleanup.choose(.all, from: found)
    #expect(names(all.removed) == ["dead", "live", "going"])
    #expect(all.kept.isEmpty)
    let one = LeftoverCleanup.choose(.run("live"), from: found)
    #expect(names(one.removed) == ["live"])
    #expect(one.kept.isEmpty)
  }
}
