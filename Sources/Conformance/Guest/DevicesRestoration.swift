import Foundation
import Kubernetes

/// Puts `devices` back after a run that was killed while it walked through scenarios.
public struct DevicesRestoration: Sendable {
  /// What a killed run has left to do.
  public struct Pending: Sendable, Hashable {
    /// The present value; `nil` when unset.
    public var current: String?
    /// The value from before the first change; `nil` when unset.
    public var original: String?
  }

  private let reader: ClusterReader
  private let gate: ScenarioSwitch

  /// Makes a restoration; `timeout` is how long the restarted agents may take to be Ready.
  public init(client: KubernetesClient, cilium: CiliumLocation, timeout: Duration) {
    reader = ClusterReader(client: client, cilium: cilium)
    gate = ScenarioSwitch(client: client, reader: reader, timeout: timeout)
  }

  /// What there is to restore; `nil` when no run has left anything.
  public func pending() async throws -> Pending? {
    guard let saved = try await gate.saved() else { return nil }
    return Pending(current: saved.current, original: saved.original)
  }

  /// Writes the original value back, restarts the agents and waits for them; `nil` when there was nothing to restore.
  ///
  /// The agents are restarted even where the value is right: the run may have been killed between the two.
  /// - Throws: An error that says why when agents do not come back in time; the original value stays noted on the cluster then.
  public func restore() async throws -> Pending? {
    guard let pending = try await pending() else { return nil }
    let ready = Set(try await reader.nodes().taking.compactMap(\.metadata.name))
    // A node that Cilium does not run on gets no agent however long it is waited for.
    let nodes = try await reader.agents().keys.filter(ready.contains)
    _ = try await gate.restore(nodes: nodes.sorted(), alwaysRestarting: true)
    return pending
  }
}
