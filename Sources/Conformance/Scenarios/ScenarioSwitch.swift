import Foundation
import Kubernetes

/// Puts a cluster into a scenario and takes it back: edits `devices` in `cilium-config` and deletes the agents' pods,
/// exactly as an administrator does. Used only where the configuration may be changed.
struct ScenarioSwitch: Sendable {
  let client: KubernetesClient
  let reader: ClusterReader
  let timeout: Duration

  /// Holds the value of `devices` from before the first change, on the ConfigMap itself, so that it survives netproof.
  static let originalAnnotation = "netproof.dev/original-devices"
  /// Stands in the annotation for an unset key.
  static let unsetMark = "<unset>"

  private struct Change: Encodable {
    struct Metadata: Encodable {
      var annotations: [String: String?]
    }
    var metadata: Metadata?
    var data: [String: String?]
  }

  private var path: ResourcePath {
    .configMap(namespace: reader.cilium.namespace, name: "cilium-config")
  }

  /// What became of a change.
  struct Entered: Sendable, Hashable {
    /// The value of `devices` as it stands in the ConfigMap; `nil` when unset.
    var devices: String?
    /// Node → what had not settled in time; empty when everything has.
    var unsettled: [String: String] = [:]
  }

  /// Makes `devices` the setting, however a list that is already there is written. The agents' pods are replaced whenever
  /// the value changes; every new one is waited for, and so is its datapath.
  ///
  /// - Throws: ``ScenarioError`` when agents do not come back: with their own words, and after the original value has been
  ///   put back at once, so that the cluster is not left without them.
  func enter(_ setting: ScenarioSetting, facts: ClusterFacts, nodes: [String]) async throws -> Entered {
    let current = try await client.get(ConfigMap.self, path)
    let value = Self.normalized(current.data?["devices"])
    let saved = current.metadata.annotations?[Self.originalAnnotation]
    // With an original noted, an earlier run may have been killed after its change and before the agents' restart.
    guard !setting.isMet(by: value, in: facts) || saved != nil else { return Entered(devices: value) }
    try await write(setting.value, annotation: saved ?? value ?? Self.unsetMark)
    let deadline = ContinuousClock.now + timeout
    do {
      try await restartAgents(on: nodes)
    } catch let failure as AgentsLost {
      throw ScenarioError(
        "With devices \(setting.value ?? "unset") \(failure.sentence) \(try await takeBack(nodes: nodes))")
    }
    let shell = try await AgentShell(reader)
    return Entered(
      devices: setting.value, unsettled: try await DatapathSettling(shell: shell).wait(nodes: nodes, until: deadline))
  }

  /// Puts the original value back after agents have not come back; what became of that, in a sentence.
  private func takeBack(nodes: [String]) async throws -> Sentence {
    do {
      _ = try await restore(nodes: nodes)
      return "The original setting was put back at once, and every agent is Ready again."
    } catch let error as CancellationError {
      throw error
    } catch {
      return "The original setting could not be put back: \(error)"
    }
  }

  /// The present value and the one from before the first change; `nil` when no change is noted.
  func saved() async throws -> (current: String?, original: String?)? {
    let map = try await client.get(ConfigMap.self, path)
    guard let saved = map.metadata.annotations?[Self.originalAnnotation] else { return nil }
    return (Self.normalized(map.data?["devices"]), saved == Self.unsetMark ? nil : saved)
  }

  /// Writes the original value back, if a change was ever made; returns whether it was.
  ///
  /// The note of the original goes last: a restoration that is itself cut off can be done again.
  func restore(nodes: [String], alwaysRestarting: Bool = false) async throws -> Bool {
    guard let saved = try await saved() else { return false }
    let changed = saved.current != saved.original
    if changed { try await write(saved.original, annotation: saved.original ?? Self.unsetMark) }
    if changed || alwaysRestarting { try await restartAgents(on: nodes) }
    try await write(saved.original, annotation: nil)
    return changed
  }

  private static func normalized(_ value: String?) -> String? { value?.isEmpty == true ? nil : value }

  private func write(_ devices: String?, annotation: String?) async throws {
    let change = Change(
      metadata: .init(annotations: [Self.originalAnnotation: annotation]), data: ["devices": devices])
    _ = try await client.patch(.merge(change), at: path, as: ConfigMap.self)
  }

  /// Deletes the agents' pods and waits until every node has a new one that is Ready.
  private func restartAgents(on nodes: [String]) async throws {
    let selector = try await reader.agentSelector()
    let old = try await reader.agentPods(selector)
    let uids = Set(old.compactMap(\.metadata.uid))
    try await FanOut.each(old.map(\.name), atOnce: Pace.changedObjects) { name in
      do {
        try await client.delete(.pod(namespace: reader.cilium.namespace, name: name))
      } catch KubernetesError.notFound {
        // It was on its way out.
      }
    } take: { _ in
    }
    try await awaitAgents(on: nodes, selector, without: uids)
  }

  /// Waits until every node has a pod of its own that is Ready and none of those from before.
  private func awaitAgents(on nodes: [String], _ selector: String, without old: Set<String>) async throws {
    let deadline = ContinuousClock.now + timeout
    var missing = Set(nodes)
    while ContinuousClock.now < deadline {
      let new = try await reader.agentPods(selector).filter { pod in
        pod.metadata.deletionTimestamp == nil && !old.contains(pod.metadata.uid ?? "")
      }
      missing = Set(nodes).subtracting(new.filter(\.isReady).compactMap { $0.spec?.nodeName })
      if missing.isEmpty { return }
      // Agents that refuse their settings would do so until the time is up, and nobody's pods could be started.
      let crashes = new.compactMap { AgentCrash($0, namespace: reader.cilium.namespace) }
      if !crashes.isEmpty { throw AgentsLost("the Cilium agents do not come back: \(await reader.tell(crashes)).") }
      try await Task.sleep(for: .milliseconds(200))
    }
    throw AgentsLost(
      """
      the Cilium agents of \(missing.sorted().joined(separator: ", ")) were not Ready \(timeout) after their restart. \
      Look at `kubectl -n \(reader.cilium.namespace) describe pods -l \(selector)`; --rollout-timeout gives more time.
      """)
  }

  /// Agents that did not come back after their restart.
  struct AgentsLost: ErrorWithSentence, Sendable, Hashable {
    /// Whole sentences, the first without its capital.
    let sentence: Sentence

    init(_ sentence: Sentence) { self.sentence = sentence }
  }
}
