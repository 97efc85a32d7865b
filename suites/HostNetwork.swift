import Conformance
import Testing

/// What a node's own network sends, and so what hostNetwork pods send, as no setting of `devices` changes it.
///
/// It goes by the kernel's routes and with the node's own addresses, so that nothing has to be translated and nothing is
/// forced out by a device: where pods lose the internet, the API or other nodes, the host does not. Its sockets are
/// translated to a Service's backend themselves.
@Suite("The host network, whatever the setting")
struct HostNetwork: Chapter {
  static let setting: Scenario? = nil
  static let premises: [Premise] = [.tunnel, .nodeIPsOnTailnet, .kubeProxyReplaced, .readyDNS]

  @Test("Pods of the other node answer the host", arguments: try await cases(.hostPodOtherNode))
  func pods(_ it: Case) async throws { try await it.works(because: .tunnelBetweenNodeIPs) }

  @Test("The other node's host answers the host", arguments: try await cases(.hostOtherNodeIP))
  func nodes(_ it: Case) async throws { try await it.works(because: .routedByNodes) }

  @Test(
    "Services answer the host, the API and cluster DNS among them",
    arguments: try await cases(.hostServiceOtherNode, .hostAPIService, .hostClusterName))
  func services(_ it: Case) async throws { try await it.works(because: .balancedAtSource) }

  @Test("The internet answers the host", arguments: try await cases(.hostExternalHTTPS))
  func internet(_ it: Case) async throws { try await it.works(because: .routedByNodes) }
}
