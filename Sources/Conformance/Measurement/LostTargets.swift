import Foundation
import Kubernetes

/// Targets that went while they were probed: a server pod that was evicted or killed, a node that was removed or booted
/// anew. That a probe of one fails says nothing about the path to it.
struct LostTargets: Sendable {
  /// Node name → why its server pod is no longer what was probed.
  var servers: [String: Sentence] = [:]
  /// Node name → why the node itself is not.
  var nodes: [String: Sentence] = [:]
  /// The nodes whose pods are behind NodePort Services.
  var backends: [String] = []

  /// What was observed of a case, once its target is known to have gone: a failure has not been measured then. What
  /// succeeded has.
  func observation(_ aspect: Aspect, _ subject: Subject, _ observation: Observation) -> Observation {
    guard let reason = reason(aspect, subject), let outcome = observation.outcome,
      outcome.servesUsers == false || aspect.kind == .pathMTU || aspect.area == .nodePorts
    else { return observation }
    return observation.withdrawn("\(Obstacle.clusterChanged.phrase): \(reason)", by: .clusterChanged)
  }

  private func reason(_ aspect: Aspect, _ subject: Subject) -> Sentence? {
    let needed = Self.needed(aspect, subject, backends)
    return needed.nodes.lazy.compactMap { nodes[$0] }.first ?? needed.servers.lazy.compactMap { servers[$0] }.first
  }

  /// What a case's packets go to: nodes, and server pods by their nodes.
  ///
  /// - Parameter backends: The nodes whose pods are behind NodePort Services.
  private static func needed(
    _ aspect: Aspect, _ subject: Subject, _ backends: [String]
  ) -> (nodes: [String], servers: [String]) {
    let other = [subject.target].compactMap { $0 }
    if case .nodePort(let question) = aspect.definition.measurement {
      let asked = subject.target ?? subject.source
      let backend = question.hasBackend ? asked : backends.first { $0 != asked }
      // Wherever it comes from, a packet for a NodePort ends at a backend's pod.
      let ends = [backend].compactMap { $0 }
      return ([asked] + ends.filter { $0 != asked }, ends)
    }
    return switch aspect.definition.target {
    case .nobody: ([], [])
    case .ownServer: ([], [subject.source])
    case .otherServer: (other, other)
    case .otherNode: (other, [])
    }
  }

  /// The nodes whose pods and selves are in question: targets of paths that failed unexpectedly.
  ///
  /// - Parameter backends: The nodes whose pods are behind NodePort Services.
  static func suspects(_ judged: [CaseRecord], backends: [String] = []) -> Set<String> {
    judged.reduce(into: []) { suspects, record in
      guard record.verdict == .deviates else { return }
      let needed = needed(record.aspect, record.subject, backends)
      suspects.formUnion(needed.nodes + needed.servers)
    }
  }

  /// Why a server pod is no longer what was probed; `nil` when it is. Whether it is Ready does not matter: a broken
  /// datapath fails readiness probes, too.
  ///
  /// - Parameter pod: the pod now; `nil` when there is none of its name.
  static func reason(_ name: String, _ pod: Pod?) -> Sentence? {
    guard let pod else { return "pod \(name) was deleted while it was probed" }
    if pod.metadata.deletionTimestamp != nil { return "pod \(name) was being deleted while it was probed" }
    let containers = pod.status?.containerStatuses ?? []
    // In a DaemonSet's pod the container is started anew, and forgets what was sent to it.
    let ended =
      containers.lazy.compactMap { $0.state?.terminated }.first
      ?? containers.lazy.filter { ($0.restartCount ?? 0) > 0 }.compactMap { $0.lastState?.terminated }.first
    guard pod.hasEnded || ended != nil else { return nil }
    let why = pod.status?.reason ?? ended?.reason ?? pod.status?.phase ?? "?"
    return "pod \(name) ended while it was probed: \(why)"
  }

  /// Why a node is no longer the one that was probed; `nil` when it is. Whether it is Ready does not matter: a tailnet
  /// that is down keeps its kubelet from the API server, and that is a finding.
  ///
  /// - Parameters:
  ///   - now: the node; `nil` when it was removed.
  ///   - then: the node when the run began.
  static func reason(_ now: Node?, then: Node) -> Sentence? {
    let name = then.metadata.name ?? "?"
    guard let now, now.metadata.uid == then.metadata.uid else { return "node \(name) was removed during the run" }
    let (was, boot) = (then.status?.nodeInfo?.bootID, now.status?.nodeInfo?.bootID)
    guard let was, let boot, was != boot else { return nil }
    return "node \(name) was booted anew during the run"
  }
}

extension LostTargets {
  /// Looks after suspected targets. What cannot be read is taken to be there still.
  static func find(
    _ suspects: Set<String>, backends: [String], pods: ProbePods, nodes: [Node], client: KubernetesClient
  ) async -> LostTargets {
    let known = Dictionary(nodes.map { ($0.metadata.name ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    var lost = LostTargets(backends: backends)
    await FanOut.each(suspects.sorted(), atOnce: Pace.changedObjects) { name -> (String, Sentence?, Sentence?) in
      async let node = reason(of: known[name], client)
      async let server = reason(of: try? pods.nodes[name]?.server.get().reference, client)
      return (name, await server, await node)
    } take: { name, server, node in
      lost.servers[name] = server
      lost.nodes[name] = node
    }
    return lost
  }

  private static func reason(of server: PodReference?, _ client: KubernetesClient) async -> Sentence? {
    guard let server else { return nil }
    do {
      let pod = try await client.get(Pod.self, .pod(namespace: server.namespace, name: server.name))
      return reason(server.name, pod)
    } catch KubernetesError.notFound {
      return reason(server.name, nil)
    } catch {
      return nil
    }
  }

  private static func reason(of node: Node?, _ client: KubernetesClient) async -> Sentence? {
    guard let node, let name = node.metadata.name else { return nil }
    do {
      return reason(try await client.get(Node.self, .node(name)), then: node)
    } catch KubernetesError.notFound {
      return reason(nil, then: node)
    } catch {
      return nil
    }
  }
}
