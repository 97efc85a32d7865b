import Conformance
import Testing

/// Whatever `devices` is: what no setting of it changes.
///
/// The chapters on single settings say the rest. What stands here is asked in each of them, and asked once.
@Suite("Whatever the setting")
struct EverySetting: Chapter {
  static let setting: Scenario? = nil
  static let premises: [Premise] = [.tunnel, .nodeIPsOnTailnet, .readyDNS]

  // MARK: Must work

  @Test("Pods of one node answer", arguments: try await cases(.sameNodePod))
  func sameNode(_ it: Case) async throws { try await it.works(because: .staysOnNode) }

  @Test("Cluster names are resolved", arguments: try await cases(.clusterName))
  func clusterNames(_ it: Case) async throws { try await it.works(because: .dnsPodsWithinReach) }

  // MARK: What Cilium and the node show

  @Test("Packets up to pods' MTU arrive whole", arguments: try await cases(.pathMTU))
  func size(_ it: Case) async throws { try await it.shows(.podMTU) }

  @Test("The default route leaves by the physical uplink", arguments: try await cases(.defaultRoute))
  func defaultRoute(_ it: Case) async throws { try await it.shows(.device(.physical)) }
}
