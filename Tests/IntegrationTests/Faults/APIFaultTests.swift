import Foundation
import Kubernetes
import Lab
import Testing

@testable import Conformance

/// One spoiled call in a run: whatever it is, a broken cluster is not green, a healthy one is not blamed, nothing is left
/// behind, and the run goes on.
@Suite(
  "A fault of the API at one call", .serialized,
  .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/python3")))
struct APIFaultTests {
  /// A cluster on paper, healthy or broken.
  private static func cluster(broken: Bool) async throws -> (Simulation, ClusterConnection) {
    let simulation = try await Simulation.start(
      nodes: 2, seed: 1, faults: broken ? [.snatMissing, .tunnelBlocked] : [])
    let file = FileManager.default.temporaryDirectory.appending(path: "netproof-spoiled-\(UUID().uuidString)")
    try Data(simulation.kubeconfig.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let kubeconfig = try Kubeconfig.load(path: file.path, environment: [:], homeDirectory: NSHomeDirectory())
    return (simulation, try kubeconfig.connection(context: nil))
  }

  /// What became of one run.
  struct End: Sendable {
    var record: RunRecord?
    var error: String?
    var operations: [String]
    /// Objects of the run that are there after it, and after what `cleanup` found of them was removed.
    var left: [String]
    var lost: [String]

    /// Whether the whole run was measured.
    var isWhole: Bool {
      guard let record, record.interruption == nil else { return false }
      return record.scenarios.allSatisfy { $0.failure == nil && !$0.cases.isEmpty }
    }

    /// One word.
    var word: String {
      guard let record, error == nil else { return "ended" }
      if let interruption = record.interruption { return "interrupted (\(interruption))" }
      if let failure = record.scenarios.lazy.compactMap(\.failure).first { return "failed (\(failure))" }
      return record.verdict.rawValue
    }
  }

  /// - Parameter bySets: Whether DaemonSets make what pods they may.
  private static func run(
    _ target: ClusterConnection, _ fault: FaultProxy.Fault?, bySets: Bool = false
  ) async throws -> End {
    let proxy = try FaultProxy(before: target, fault)
    // Silence of half a minute is as good as one of five seconds to a client that waits five.
    let limits = ClientOptions(requestTimeout: .seconds(5))
    let client = try KubernetesClient(connection: proxy.connection, options: limits)
    var options = RunOptions()
    options.probeTimeoutSeconds = 1
    options.podStartTimeout = .seconds(20)
    if bySets { options.mostPodsSingly = 0 }
    var end = End(record: nil, error: nil, operations: [], left: [], lost: [])
    do {
      let session = try await Session.open(client: client, options: options) { _ in }
      end.record = await session.conduct {}
    } catch {
      end.error = "\(error)"
    }
    end.operations = try proxy.stop()
    let direct = try KubernetesClient(connection: target)
    end.left = try await objects(direct)
    let cleanup = LeftoverCleanup(client: direct, namespace: GuestOptions.defaultNamespace)
    _ = try await cleanup.remove(.all, from: try await cleanup.find(), waiting: .seconds(20))
    end.lost = try await objects(direct)
    return end
  }

  /// Everything in the namespace of runs.
  private static func objects(_ client: KubernetesClient) async throws -> [String] {
    let home = GuestOptions.defaultNamespace
    let pods = try await client.list(Pod.self, .pods(namespace: home)).items.map { "pod \($0.name)" }
    let services = try await client.list(Service.self, .services(namespace: home)).items.map { "service \($0.name)" }
    let leases = try await client.list(Lease.self, .leases(namespace: home)).items.map { "lease \($0.name)" }
    let sets = try await client.list(DaemonSet.self, .daemonSets(namespace: home)).items.map { "set \($0.name)" }
    let jobs = try await client.list(Job.self, .jobs(namespace: home)).items.map { "job \($0.name)" }
    return pods + services + leases + sets + jobs
  }

  /// The calls of a run that nothing disturbs: each kind once, with its first and its last.
  private static func calls(broken: Bool, bySets: Bool = false) async throws -> [(operation: String, nth: [Int])] {
    let (simulation, target) = try await cluster(broken: broken)
    let end = try await run(target, nil, bySets: bySets)
    await simulation.stop()
    try #require(end.isWhole, "\(end.word) \(end.error ?? "")")
    var order: [String] = []
    var counts: [String: Int] = [:]
    for operation in end.operations {
      if counts[operation] == nil { order.append(operation) }
      counts[operation, default: 0] += 1
    }
    return order.map { ($0, Set([1, counts[$0] ?? 1]).sorted()) }
  }

  private static func check(_ end: End, broken: Bool, _ fault: FaultProxy.Fault) {
    #expect(end.isWhole, "\(fault): \(end.word) \(end.error ?? "")")
    #expect(end.lost.isEmpty, "\(fault): cleanup did not find \(end.lost)")
    guard let record = end.record else { return }
    if broken {
      #expect(record.verdict != .conforms, "\(fault): green on a broken cluster")
    } else {
      let red = record.scenarios.flatMap(\.cases).filter { $0.verdict == .deviates }
      #expect(red.isEmpty, "\(fault): \(red.map { "\($0.aspect.rawValue) \($0.subject): \($0.explanation)" })")
    }
  }

  /// Calls that ended a run once, and one of each sort.
  private static let sample: [FaultProxy.Fault] = [
    .init(operation: "GET /apis/apps/v1/namespaces/kube-system/daemonsets/cilium", kind: "401"),
    .init(operation: "GET /api/v1/namespaces/kube-system/configmaps/cilium-config", kind: "401"),
    .init(operation: "GET /api/v1/namespaces/default/services/*", kind: "garbled"),
    .init(operation: "POST /apis/coordination.k8s.io/v1/namespaces/netproof/leases", kind: "silent"),
    .init(operation: "POST /api/v1/namespaces/netproof/pods", kind: "lost"),
    .init(operation: "GET /api/v1/nodes", kind: "cut"),
    .init(operation: "exec in netproof: sh -s", kind: "500"),
    .init(operation: "exec in netproof: sh -s", kind: "garbled"),
  ]

  @Test(
    "a sample of calls and faults leaves the verdicts of a healthy and of a broken cluster", arguments: [false, true])
  func sampled(broken: Bool) async throws {
    try await Self.each(Self.sample, broken: broken) { fault, end in
      #expect(end.operations.contains(fault.operation), "\(fault) was never asked: \(Set(end.operations).sorted())")
    }
  }

  /// What makes pods by DaemonSets, which a run of few nodes does not ask.
  private static func isOfSets(_ operation: String) -> Bool {
    ["daemonsets", "jobs"].contains { operation.contains("/namespaces/netproof/\($0)") }
  }

  private static let sampleOfSets: [FaultProxy.Fault] = [
    .init(operation: "POST /apis/batch/v1/namespaces/netproof/jobs", kind: "lost"),
    .init(operation: "POST /apis/batch/v1/namespaces/netproof/jobs", kind: "500"),
    .init(operation: "POST /apis/apps/v1/namespaces/netproof/daemonsets", kind: "lost"),
    .init(operation: "POST /apis/apps/v1/namespaces/netproof/daemonsets", kind: "garbled"),
    .init(operation: "POST /apis/apps/v1/namespaces/netproof/daemonsets", kind: "silent"),
    .init(operation: "DELETE /apis/apps/v1/namespaces/netproof/daemonsets", kind: "401"),
  ]

  @Test("the same where pods are made by DaemonSets", arguments: [false, true])
  func sampledSets(broken: Bool) async throws {
    try await Self.each(Self.sampleOfSets, broken: broken, bySets: true) { fault, end in
      #expect(end.operations.contains(fault.operation), "\(fault) was never asked: \(Set(end.operations).sorted())")
      #expect(end.left.isEmpty, "\(fault): \(end.left)")
    }
  }

  /// The whole matrix takes twenty minutes and more: `scripts/bench faults`.
  @Test(
    "every call of a run, with every fault",
    .enabled(if: ProcessInfo.processInfo.environment["NETPROOF_FAULTS"] != nil),
    arguments: [false, true])
  func everyCall(broken: Bool) async throws {
    let wanted = ProcessInfo.processInfo.environment["NETPROOF_FAULTS"] ?? ""
    let pattern = try Regex(wanted)
    let isWhole = wanted == "."
    var faults: [FaultProxy.Fault] = []
    for call in try await Self.calls(broken: broken) {
      for nth in call.nth where isWhole || nth == 1 {
        faults += FaultProxy.Fault.kinds.map { .init(operation: call.operation, nth: nth, kind: $0) }
      }
    }
    var ofSets: [FaultProxy.Fault] = []
    for call in try await Self.calls(broken: broken, bySets: true) where Self.isOfSets(call.operation) {
      ofSets += FaultProxy.Fault.kinds.map { .init(operation: call.operation, kind: $0) }
    }
    for (faults, bySets) in [(faults, false), (ofSets, true)] {
      let chosen = faults.filter { "\($0)".firstMatch(of: pattern) != nil }
      try await Self.each(chosen, broken: broken, bySets: bySets) { fault, end in
        // By tabs: commands that are run in pods have everything else in them.
        let row = ["fault-matrix", broken ? "broken" : "healthy", "\(fault)", end.word, "\(end.left.count) left"]
        print(row.joined(separator: "\t").replacing("\n", with: " "))
      }
    }
  }

  /// Each with a cluster of its own, some side by side: they mostly wait.
  private static func each(
    _ faults: [FaultProxy.Fault], broken: Bool, bySets: Bool = false,
    _ told: @escaping @Sendable (FaultProxy.Fault, End) -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      var rest = faults.makeIterator()
      func next() {
        guard let fault = rest.next() else { return }
        group.addTask {
          let (simulation, target) = try await cluster(broken: broken)
          let end = try await run(target, fault, bySets: bySets)
          await simulation.stop()
          check(end, broken: broken, fault)
          told(fault, end)
        }
      }
      for _ in 0..<sideBySide { next() }
      while try await group.next() != nil { next() }
    }
  }

  private static let sideBySide = 6
}
