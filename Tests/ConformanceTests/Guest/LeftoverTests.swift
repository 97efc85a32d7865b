import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("What runs leave")
struct LeftoverTests {
  private let wall = Date(timeIntervalSince1970: 1_800_000_000)
  private let start = ContinuousClock.now

  private func namespace(madeBy run: String? = nil, managedBy: String = "netproof") -> Namespace {
    var labels = [RunLabels.managedBy: managedBy]
    labels[RunLabels.run] = run
    return Namespace(metadata: ObjectMeta(name: "netproof", labels: labels))
  }

  private func lease(of run: String, renewedBefore age: TimeInterval) -> LeaseObservation {
    LeaseObservation(
      Lease(
        metadata: ObjectMeta(name: "netproof", uid: "lease", resourceVersion: "1"),
        spec: LeaseSpec(
          holderIdentity: "\(run)@ci-7", leaseDurationSeconds: 30,
          renewTime: Timestamp(wall.addingTimeInterval(-age)))), at: start)
  }

  private func all(
    _ namespace: Namespace, _ objects: [String: [String: Int]], _ leases: [LeaseObservation]
  ) -> [Leftover] {
    Leftover.all(namespace: namespace, objects: objects, leases: leases, at: start, wall: wall)
  }

  @Test("the run that holds the Lease is alive, every other one is dead")
  func states() {
    let found = all(
      namespace(), ["a": ["pods": 4, "services": 2], "b": ["pods": 1]], [lease(of: "b", renewedBefore: 3)])
    #expect(found.map(\.runID) == ["a", "b"])
    #expect(found.map(\.state) == [.dead, .live(holder: "run b on ci-7")])
    #expect(found[0].description == "run a: 4 pods, 2 services in namespace netproof")
    #expect(found[1].description == "run b on ci-7: 1 lease, 1 pod in namespace netproof, still going on")
  }

  @Test("a run whose Lease is over is dead, and its Lease is part of what it left")
  func expired() {
    let found = all(namespace(), ["a": ["pods": 4]], [lease(of: "a", renewedBefore: 600)])
    #expect(found.map(\.state) == [.dead])
    #expect(found[0].objects == ["pods": 4, "leases": 1])
  }

  @Test("a namespace that a run made is part of what it left; one that an administrator made is not")
  func namespaces() {
    #expect(all(namespace(madeBy: "a"), [:], []).map(\.madeNamespace) == [true])
    #expect(all(namespace(), [:], []).isEmpty)
    #expect(all(namespace(madeBy: "a", managedBy: "helm"), [:], []).isEmpty)
  }

  @Test("only what is dead goes by itself; what is asked for goes, dead or alive")
  func choice() {
    let found = all(
      namespace(), ["dead": ["pods": 1], "live": ["pods": 1]], [lease(of: "live", renewedBefore: 3)])
    func names(_ leftovers: [Leftover]) -> [String] { leftovers.map(\.runID) }
    let dead = LeftoverCleanup.choose(.dead, from: found)
    #expect(names(dead.removed) == ["dead"])
    #expect(names(dead.kept) == ["live"])
    let all = LeftoverCleanup.choose(.all, from: found)
    #expect(names(all.removed) == ["dead", "live"])
    #expect(all.kept.isEmpty)
    let one = LeftoverCleanup.choose(.run("live"), from: found)
    #expect(names(one.removed) == ["live"])
    #expect(one.kept.isEmpty)
  }
}
