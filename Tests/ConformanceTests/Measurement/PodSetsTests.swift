import Foundation
import Kubernetes
import ScriptedServer
import Synchronization
import Testing

@testable import Conformance

@Suite("Many probe pods by one object", .timeLimit(.minutes(5)))
struct PodSetsTests {
  private static let specification = ProbePodSpecification(
    runID: "abc", options: GuestOptions(namespace: "own"), lifetime: .seconds(200))
  private static let owner = OwnerReference(apiVersion: "batch/v1", kind: "Job", name: "timer-abc-1", uid: "u")

  @Test("a role's pods become a DaemonSet of exactly these nodes, whose pods are those that are made singly")
  func daemonSet() throws {
    let set = Self.specification.daemonSet(.client, nodes: ["a", "b"], generation: 1, timer: Self.owner)
    let text = try Self.json(set)
    let json = try JSONDecoder().decode(Generic.self, from: Data(text.utf8))
    #expect(json.kind == "DaemonSet" && json.metadata.name == "client-abc-1" && json.metadata.namespace == "own")
    #expect(json.metadata.labels?[RunLabels.run] == "abc" && json.metadata.labels?[RunLabels.managedBy] == "netproof")
    let reference = try #require(json.metadata.ownerReferences?.first)
    #expect(reference.kind == "Job" && reference.uid == "u" && reference.blockOwnerDeletion == nil)
    for name in ["a", "b"] {
      let term = #"{"matchFields":[{"key":"metadata.name","operator":"In","values":["\#(name)"]}]}"#
      #expect(text.contains(term), "\(text)")
    }
    #expect(text.contains(#""fieldPath":"spec.nodeName""#))
    #expect(!text.contains("activeDeadlineSeconds") && !text.contains("nodeName\":"), "a template may have neither")
    let template = try #require(set.spec?.template)
    var alike = try #require(template.spec)
    #expect(alike.restartPolicy == "Always")
    var single = try #require(Self.specification.pod(.client, node: "a", index: 0, generation: 1).spec)
    (alike.affinity, alike.restartPolicy) = (nil, nil)
    (single.nodeName, single.activeDeadlineSeconds, single.restartPolicy) = (nil, nil, nil)
    #expect(alike == single)
  }

  @Test("a DaemonSet does not take over the pods that are made singly")
  func selector() throws {
    let set = Self.specification.daemonSet(.server, nodes: ["a"], generation: 1, timer: Self.owner)
    let selector: LabelSelector = try #require(set.spec?.selector)
    #expect(selector.selects(set.spec?.template?.metadata?.labels ?? [:]))
    let single = Self.specification.pod(.server, node: "b", index: 1, generation: 1)
    #expect(!selector.selects(single.metadata.labels ?? [:]))
    let next = Self.specification.daemonSet(.server, nodes: ["a"], generation: 2, timer: Self.owner)
    #expect(!selector.selects(next.spec?.template?.metadata?.labels ?? [:]))
    // A Service in front of all servers finds them all the same.
    let service = Self.specification.nodePortService(.local, backend: nil, families: [.ipv4])
    let found = LabelSelector(matchLabels: service.spec?.selector)
    let labels = set.spec?.template?.metadata?.labels ?? [:]
    #expect(found.selects(labels))
  }

  @Test("the timer is a Job without pods, whose time is the pods', and which goes when it is over")
  func timer() {
    let job = Self.specification.timer(generation: 1)
    #expect(job.metadata.name == "timer-abc-1" && job.metadata.labels?[RunLabels.run] == "abc")
    #expect(job.spec.parallelism == 0 && job.spec.completions == nil)
    #expect(job.spec.activeDeadlineSeconds == 200 && job.spec.ttlSecondsAfterFinished == 0)
    #expect(job.spec.template.spec?.restartPolicy == "Never")
  }

  @Test("few pods of a role are made one by one, and those that a Service finds by their node are so always")
  func division() {
    let names = (0..<12).map { "node-\($0)" }
    var sample = PairSample.every(names)
    sample.serviceTargets = Array(names.prefix(3))
    let few = PodDivision(sample, nodes: names, backends: [], most: 12)
    #expect(few.together.isEmpty && few.singly == [.client: names, .server: names] && few.patience == .zero)
    let many = PodDivision(sample, nodes: names, backends: ["node-5"], most: 8)
    // One client is made singly, too: it tells why the server refuses, if it does.
    #expect(many.singly == [.client: ["node-0"], .server: names])
    #expect(many.together == [.client: Array(names.dropFirst())], "eight servers are few")
    let all = PodDivision(sample, nodes: names, backends: ["node-5"], most: 7)
    #expect(all.singly[.server] == ["node-0", "node-1", "node-2", "node-5"])
    #expect(all.together[.server]?.count == 8 && all.together[.client]?.count == 11)
    var one = all
    one.dissolve(.server, inOrderOf: names)
    #expect(one.singly[.server] == names && one.together[.server] == nil && one.together[.client] != nil)
  }

  private static func json(_ set: DaemonSet) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(set), as: UTF8.self)
  }

  private struct Generic: Decodable {
    var kind: String
    var metadata: ObjectMeta
  }
}

/// Pods on a scripted server, where DaemonSets are refused, or timers do not start.
@Suite("Many probe pods where the cluster does not take them at once", .timeLimit(.minutes(5)))
struct PodSetFallbackTests {
  private static let names = ["a", "b", "c"]
  private static let pods = "/api/v1/namespaces/netproof/pods"
  private static let jobs = "/apis/batch/v1/namespaces/netproof/jobs"
  private static let sets = "/apis/apps/v1/namespaces/netproof/daemonsets"

  /// The list of pods, all of which run.
  private static func started(_ names: [String]) -> String {
    let items = names.map { name in
      #"{"metadata":{"name":"\#(name)"},"status":{"phase":"Running","podIP":"10.0.0.1","#
        + #""conditions":[{"type":"Ready","status":"True"}]}}"#
    }
    return #"{"metadata":{"resourceVersion":"1"},"items":[\#(items.joined(separator: ","))]}"#
  }

  /// Starts a scenario's pods; returns them, and what the server was asked.
  private func start(
    _ script: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Answer?
  ) async throws -> (ProbePods, [String]) {
    let made = Mutex<[String]>([])
    let asked = Mutex<[String]>([])
    let server = try ScriptedServer { request in
      asked.withLock { $0.append(request.operation) }
      if let answer = script(request) { return answer }
      switch request.operation {
      case "POST \(Self.pods)":
        let name = (try? JSONDecoder().decode(Pod.self, from: request.body))?.name ?? "?"
        made.withLock { $0.append(name) }
        return .response(201, #"{"metadata":{"name":"\#(name)"}}"#)
      case "GET \(Self.pods)": return .response(200, Self.started(made.withLock { $0 }))
      default: return .response(200)
      }
    }
    defer { server.stop() }
    let client = try KubernetesClient(
      connection: .init(contextName: "scripted", server: server.url), options: .init(transientPatience: .zero))
    let fixture = ProbeFixture(
      client: client,
      specification: ProbePodSpecification(runID: "abc", options: GuestOptions(), lifetime: .seconds(100)),
      mostSingly: 1)
    var sample = PairSample.every(Self.names)
    sample.serviceTargets = []
    let pods = try await fixture.startPods(sample, nodes: Self.names, generation: 0, timeout: .seconds(60))
    return (pods, asked.withLock { $0 })
  }

  private func check(_ pods: ProbePods, _ asked: [String]) throws {
    #expect(!pods.areOfSets)
    for name in Self.names {
      #expect(try pods.nodes[name]?.client.get().reference.name.hasPrefix("client-abc-") == true)
      #expect(try pods.nodes[name]?.server.get().reference.name.hasPrefix("server-abc-") == true)
    }
    #expect(asked.count { $0 == "POST \(Self.pods)" } == 6)
  }

  @Test("a role of before, without DaemonSets and Jobs, makes them one by one, and it is said why")
  func forbidden() async throws {
    let (pods, asked) = try await start { request in
      request.path.hasPrefix("/apis/") ? .response(403, #"{"kind":"Status","message":"no","code":403}"#) : nil
    }
    try check(pods, asked)
    #expect(pods.remark?.text.contains("one by one") == true && pods.remark?.text.contains("jobs") == true)
    #expect(!asked.contains("POST \(Self.sets)"), "without a timer nothing may hang on it")
  }

  @Test("a DaemonSet that is refused leaves its pods to be made one by one; what may have come of it is removed")
  func refusedSet() async throws {
    let (pods, asked) = try await start { request in
      switch request.operation {
      case "POST \(Self.jobs)":
        .response(
          201,
          #"{"metadata":{"name":"t","uid":"u"},"spec":{"template":{}},"#
            + #""status":{"startTime":"2026-01-01T00:00:00Z"}}"#)
      case "POST \(Self.sets)": .response(422, #"{"kind":"Status","message":"policy","code":422}"#)
      default: nil
      }
    }
    try check(pods, asked)
    #expect(pods.remark?.text.contains("policy") == true)
    #expect(asked.contains("DELETE \(Self.sets)"))
    #expect(asked.count { $0 == "POST \(Self.sets)" } == 1, "the other role is not tried in vain")
  }

  @Test("where nobody starts the timer, nothing would end the pods of a DaemonSet, and none is made")
  func deadTimer() async throws {
    let job = #"{"metadata":{"name":"t","uid":"u"},"spec":{"template":{}},"status":{}}"#
    let (pods, asked) = try await start { request in
      switch request.operation {
      case "POST \(Self.jobs)": .response(201, job)
      case "GET \(Self.jobs)/t": .response(200, job)
      default: nil
      }
    }
    try check(pods, asked)
    #expect(pods.remark?.text.contains("was not started within") == true)
    #expect(!asked.contains("POST \(Self.sets)") && asked.contains("DELETE \(Self.jobs)"))
  }

  @Test("a pod that the server refuses is refused for the reason that it gives, also among many")
  func refusedPod() async throws {
    let (pods, asked) = try await start { request in
      request.operation == "POST \(Self.pods)"
        ? .response(403, #"{"kind":"Status","message":"violates PodSecurity","code":403}"#) : nil
    }
    for name in Self.names {
      guard case .failure(let failure)? = pods.nodes[name]?.client else { continue }
      #expect(failure.obstacle == .podNotRunning && "\(failure)".contains("violates PodSecurity"), "\(failure)")
    }
    #expect(asked.count { $0 == "POST \(Self.pods)" } == 6 && !asked.contains("POST \(Self.jobs)"))
    #expect(pods.remark == nil)
  }
}
