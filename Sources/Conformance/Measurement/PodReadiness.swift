import Cilium
import Foundation
import Kubernetes

/// Waits for many pods of one namespace with a single watch, however many they are.
struct PodReadiness: Sendable {
  let client: KubernetesClient
  let namespace: String
  /// The labels that the pods have in common.
  let selector: String

  /// Waits until every pod of these names is Ready and has an address, at most until the time is up.
  ///
  /// - Returns: name → the pod as it runs, or the last that was known of one that does not.
  func wait(
    for names: Set<String>, timeout: Duration
  ) async throws -> [String: Result<ProbePods.Running, AgentShell.Failure>] {
    let watched = PodStates(names, namespace: namespace)
    guard !names.isEmpty else { return [:] }
    let trouble = try await withThrowingTaskGroup(of: String?.self) { group in
      group.addTask {
        do {
          try await follow(watched)
          return nil
        } catch let error as KubernetesError {
          return "\(error)"
        }
      }
      group.addTask {
        try await Task.sleep(for: timeout)
        return "not Ready after \(timeout)"
      }
      let first = try await group.next() ?? nil
      group.cancelAll()
      return first
    }
    return await watched.results(trouble ?? "not Ready")
  }

  private func follow(_ watched: PodStates) async throws {
    let events = client.watch(Pod.self, .pods(namespace: namespace), labelSelector: selector)
    for try await event in events {
      switch event {
      case .added(let pod), .modified(let pod): await watched.see(pod)
      case .deleted(let pod): await watched.lose(pod)
      case .restarted: break
      }
      if await watched.areAllRunning { return }
    }
    // A watch that ends in order, although it should not, has been cancelled.
    try Task.checkCancellation()
  }
}

/// What is known of the pods that are waited for.
private actor PodStates {
  private let namespace: String
  private var missing: Set<String>
  private var running: [String: ProbePods.Running] = [:]
  private var last: [String: String] = [:]

  init(_ names: Set<String>, namespace: String) {
    missing = names
    self.namespace = namespace
  }

  var areAllRunning: Bool { missing.isEmpty }

  func see(_ pod: Pod) {
    guard let name = pod.metadata.name, missing.contains(name) else { return }
    let addresses = pod.addresses
    guard pod.isReady, !addresses.isEmpty else {
      last[name] = Self.state(of: pod)
      return
    }
    missing.remove(name)
    running[name] = ProbePods.Running(
      reference: PodReference(namespace: namespace, name: name, container: ProbePodSpecification.container),
      addresses: addresses)
  }

  func lose(_ pod: Pod) {
    guard let name = pod.metadata.name, missing.contains(name) else { return }
    last[name] = "it was deleted by somebody else"
  }

  func results(_ trouble: String) -> [String: Result<ProbePods.Running, AgentShell.Failure>] {
    var results = running.mapValues { Result<ProbePods.Running, AgentShell.Failure>.success($0) }
    for name in missing {
      let state = last[name] ?? "nothing is known about it"
      results[name] = .failure(AgentShell.Failure(description: "\(trouble): \(state)"))
    }
    return results
  }

  /// What a pod that is not ready says about itself.
  private static func state(of pod: Pod) -> String {
    let waiting = pod.status?.containerStatuses?.compactMap { $0.state?.waiting }.first
    let parts = [pod.status?.phase, waiting?.reason, waiting?.message, pod.status?.reason, pod.status?.message]
    let text = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    return text.isEmpty ? "no status yet" : text
  }
}
