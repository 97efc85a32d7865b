import Cilium

/// Reads a cluster's facts.
public enum FactsReader {
  /// Which addresses the agent's health check last reached from its own host.
  static func reachedFromHost(_ health: HealthStatus) -> [String: Bool] {
    health.nodes.reduce(into: [:]) { result, node in
      guard let host = node.host else { return }
      result[host.address] = host.icmp?.ok == true || host.http?.ok == true
    }
  }
}
