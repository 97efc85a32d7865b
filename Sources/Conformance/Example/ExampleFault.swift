import Cilium

/// Ways in which a cluster that is set up well breaks, and what its probes then see. What is made of it (cause and
/// remedy) comes from the diagnosis of real runs.
public enum ExampleFault: String, Sendable, CaseIterable {
  case staleAgents = "agents keep the devices they had"
  case defaultRouteMoved = "the default route points at the tailnet"
  case nodeIPDiffers = "Cilium's node IP is not the Kubernetes node's"
  case tailnetDown = "the WireGuard peer is down"
  case vxlanBlocked = "VXLAN is filtered between the nodes"
  case pathMTUSmaller = "the path carries less than its MTU says"
  case translationMissing = "pods' traffic is not translated"
  case translationWrong = "pods' traffic is translated to another address"
  case translationHalf = "the NAT table holds half of a flow"
  case noWayOut = "nothing outside answers"
  case wrongAddressSeen = "a server outside sees another address"
  case dnsUnhealthy = "cluster DNS pods crash"
  case dnsPath = "cluster DNS does not answer"
  case endpointDown = "one server outside is down"
  case podsNotStarting = "pods do not start on a node"
  case policyDenies = "a network policy closes the probe pods' port"
  case staleBackends = "an agent translates a Service to a pod that is gone"
  case kubeletUnreachable = "the API server does not reach a kubelet"

  private static let outside: [Aspect] = [.externalPing, .externalHTTPS, .upstreamDNS, .externalName]
  private static let tunnelled: [Aspect] = [.crossNodePod, .crossNodeService, .pathMTU]

  /// All cases of the example cluster with both devices while the fault is there.
  ///
  /// - Throws: ``ScenarioError``.
  public func cases() throws -> [CaseRecord] {
    var facts = try ExampleCluster.facts(in: .both)
    if self == .defaultRouteMoved {
      for index in facts.nodes.indices {
        let tailnet = facts.nodes[index].uplinks.tailnet?.index ?? 0
        facts.nodes[index].routes =
          facts.nodes[index].routes.filter { !$0.destination.isDefault }
          + facts.nodes[index].routes.filter { $0.destination.isDefault }.map {
            .init(destination: $0.destination, linkIndex: tailnet)
          }
      }
    }
    if self == .tailnetDown {
      // The peers' lists were read: else they might be what keeps the nodes from each other.
      let nodes = facts.nodes
      for index in nodes.indices {
        let others = nodes.filter { $0.name != nodes[index].name }.compactMap { $0.nodeIP(.ipv4) }
        facts.nodes[index].overlayPeers = nodes[index].uplinks.overlays.flatMap { overlay in
          others.map { address in
            OverlayPeer(
              device: overlay.device.name,
              allowedIPs: [IPPrefix(address, length: address.family.bits)].compactMap { $0 })
          }
        }
      }
    }
    return ExampleRun.cases(facts, context: context(facts)) { aspect, subject in seen(aspect, subject, facts) }
  }

  /// What the agents' tables hold while the fault is there.
  private func context(_ facts: ClusterFacts) -> DiagnosisContext {
    var context = DiagnosisContext()
    for node in facts.nodes.map(\.name) {
      switch self {
      case .policyDenies:
        context.datapath.policies.append(
          PolicyRestriction(
            node: node, pod: ProbeRole.server.rawValue, endpoint: 739, isIngress: true,
            restriction: "ingress from or to ANY on 8080/TCP is denied"))
      case .staleBackends:
        let addresses = (facts.dnsService?.endpoints ?? []).map { "\($0):53" }
        context.datapath.services.append(
          ServiceComparison(
            node: node, service: "kube-system/kube-dns",
            frontend: "\(facts.dnsService?.clusterIP.description ?? ""):53/UDP", expected: addresses,
            found: ["10.244.0.9:53"]))
      default: break
      }
    }
    return context
  }

  /// What is observed otherwise than predicted.
  private func seen(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Observation? {
    switch self {
    case .podsNotStarting, .kubeletUnreachable: return notMeasured(aspect, subject, facts)
    default: return outcome(aspect, subject, facts).map { Observation(.measured($0)) }
    }
  }

  private func notMeasured(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Observation? {
    let broken = facts.nodes.last?.name
    guard subject.source == broken || subject.target == broken else { return nil }
    switch aspect.definition.measurement {
    case .agent, .dnsPods, .dnsRestart, .inspection, .programs, .nodePort, .host: return nil
    case .probes, .natEntry:
      return Observation(
        self == .podsNotStarting
          ? AgentShell.Failure(.podNotRunning, "\("not Ready after \("60 seconds")" as Sentence): \("Pending")")
          : AgentShell.Failure(
            description: "error dialing backend: dial tcp: connect: no route to host", obstacle: .kubeletUnreachable))
    }
  }

  private func outcome(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Outcome? {
    let isOutside = Self.outside.contains(aspect)
    let isTunnelled = Self.tunnelled.contains(aspect)
    let node = facts.node(subject.source)
    let tailnet = node?.uplinks.tailnet?.ipv4Addresses.first?.description ?? ""
    let physical = node?.uplinks.physical
    let isLast = subject.source == facts.nodes.last?.name
    switch (self, aspect) {
    case (.staleAgents, .configurationApplied), (.staleAgents, .selectedDevices): return .value(physical?.name ?? "")
    case (.staleAgents, .masquerade): return .value("BPF [\(physical?.name ?? "")]")
    case (.staleAgents, .otherNodeIP): return .unreachable
    case (.staleAgents, .natNodeAddress), (.translationMissing, .natExternal): return .notTranslated
    case (.defaultRouteMoved, .defaultRoute): return .value(node?.uplinks.tailnet?.name ?? "")
    case (.defaultRouteMoved, .natExternal), (.translationWrong, .natExternal): return .translated(to: tailnet)
    case (.nodeIPDiffers, .nodeIP) where isLast: return .value(physical?.ipv4Addresses.first?.description ?? "")
    case (.tailnetDown, .otherNodeIP): return .unreachable
    case (.tailnetDown, .apiService) where isLast: return .unreachable
    case (.tailnetDown, .clusterDNSRestart) where isLast:
      return .unhealthy("\("coredns") not Ready after \("45 seconds")")
    case (.pathMTUSmaller, .pathMTU): return .largestPayload(1024)
    case (.translationHalf, .natExternal): return .translatedWrongly("an OUT entry without its IN entry")
    case (.wrongAddressSeen, .externalHTTPS): return .answersWithAddress("100.64.0.1")
    case (.dnsUnhealthy, .clusterDNSReady) where isLast: return .unhealthy("\("coredns") restarted \(3) times")
    case (.dnsUnhealthy, .clusterDNSRestart) where isLast:
      return .unhealthy("\("coredns") not Ready after \("45 seconds")")
    case (.dnsUnhealthy, .clusterName), (.dnsUnhealthy, .externalName), (.dnsPath, .clusterName),
      (.dnsPath, .externalName):
      return .unreachable
    case (.policyDenies, .sameNodePod), (.policyDenies, .crossNodePod):
      return .partly((["ping works", "TCP fails (\("timed out"))"] as [Sentence]).joined(separator: ", "))
    case (.policyDenies, .crossNodeService): return .unreachable
    case (.staleBackends, .clusterName), (.staleBackends, .externalName):
      return .partly("every DNS pod answers directly, the Service does not")
    case (.endpointDown, .upstreamDNS), (.endpointDown, .externalName): return .unreachable
    case (.defaultRouteMoved, _) where isOutside, (.translationMissing, _) where isOutside,
      (.translationWrong, _) where isOutside, (.noWayOut, _) where isOutside:
      return .unreachable
    case (.nodeIPDiffers, _) where isTunnelled, (.tailnetDown, _) where isTunnelled,
      (.vxlanBlocked, _) where isTunnelled:
      return .unreachable
    case (.nodeIPDiffers, .clusterName), (.tailnetDown, .clusterName), (.vxlanBlocked, .clusterName),
      (.nodeIPDiffers, .externalName), (.tailnetDown, .externalName), (.vxlanBlocked, .externalName):
      return .partly(Rules.answering([subject.source]))
    default: return nil
    }
  }
}
