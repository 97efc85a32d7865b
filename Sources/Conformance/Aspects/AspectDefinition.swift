import Probes

/// Everything that makes an aspect: what is asked and in which words, what the rules say, how it is measured and read, and
/// what its failure depends on. Nothing has a default: the compiler names what a new one lacks.
final class AspectDefinition: Sendable {
  /// A short name for tables.
  let title: Translated
  /// What is done to find out, in one sentence; of IPv4 where the family matters.
  let question: Translated
  /// The same of IPv6, where it is not the one of IPv4 over IPv6.
  let questionOfIPv6: Translated?
  /// The report chapter that it belongs to.
  let area: Aspect.Area
  /// Whether it is asked of each family.
  let isOfAddresses: Bool
  /// Whether a cluster needs it to be of use. Only these decide fitness for service.
  let isNeededForService: Bool
  /// The rule that predicts it, of each node or of each ordered pair.
  let rule: Rule
  /// Whether it depends on who masquerades.
  let translation: Translation
  /// How it is measured.
  let measurement: Measurement
  /// Whose going, while it is probed, makes a failure say nothing.
  let target: Target
  /// Where to look for whether an expected failure has the predicted cause.
  let cause: CauseWitness
  /// How a person checks it without netproof.
  let byHand: [ManualCommand]

  init(
    title: Translated, question: Translated, questionOfIPv6: Translated?, area: Aspect.Area, isOfAddresses: Bool,
    isNeededForService: Bool, rule: Rule, translation: Translation, measurement: Measurement, target: Target,
    cause: CauseWitness, byHand: [ManualCommand]
  ) {
    self.title = title
    self.question = question
    self.questionOfIPv6 = questionOfIPv6
    self.area = area
    self.isOfAddresses = isOfAddresses
    self.isNeededForService = isNeededForService
    self.rule = rule
    self.translation = translation
    self.measurement = measurement
    self.target = target
    self.cause = cause
    self.byHand = byHand
  }
}

extension AspectDefinition {
  /// A rule of a node, or of an ordered pair.
  enum Rule: Sendable {
    case node(@Sendable (NodeFacts, PathModel) -> Prediction)
    case pair(@Sendable (NodeFacts, NodeFacts, PathModel) -> Prediction)
  }

  /// What of masquerading must be known to predict it.
  enum Translation: Sendable, Hashable {
    /// Nothing.
    case none
    /// Who masquerades.
    case translated
    /// That, and which destinations an ip-masq-agent spares.
    case spared
  }

  /// How an aspect is measured.
  enum Measurement: Sendable {
    /// By probes of a family from a pod, whose answers are read together. Where DNS pods themselves are asked, one that was
    /// replaced meanwhile takes the meaning from a failure.
    case probes(
      plan: @Sendable (ProbePlan.Family, Subject) -> [Probe],
      read: @Sendable (PathObservations, Aspect, Subject, [ProbeResults.Answer]) -> Outcome, asksDNSPods: Bool)
    /// By what agents and Cilium's objects say.
    case agent(AgentQuestion)
    /// By connecting to a NodePort: of pairs from the source's host network, of nodes from outside the cluster.
    case nodePort(NodePortQuestion)
    /// By connections and questions from the source's host network.
    case host(HostQuestion)
    /// By the state of the cluster DNS pods.
    case dnsPods
    /// By starting the cluster DNS pods anew.
    case dnsRestart
    /// By what the kernel's tools list of programs, where the agents' containers have them.
    case programs(ProgramQuestion)
    /// By no run: it suggests what runs prove by packets, and is for those who cannot send any (`netproof diagnose`).
    case inspection
    /// By looking for the flow of another aspect's ping in the agent's NAT table.
    case natEntry(of: Aspect.Kind)
  }

  /// What is asked of agents and Cilium's objects.
  enum AgentQuestion: Sendable, Hashable {
    case defaultRoute, nodeIP, selectedDevices, masquerade, configurationApplied, directRoutingDevice, nodePortAddresses
  }

  /// What is asked of the kernel's lists of programs.
  enum ProgramQuestion: Sendable, Hashable {
    /// Those at sockets, by which Services are translated.
    case sockets
    /// Those that balance Services before the kernel sees packets.
    case xdp
  }

  /// What is asked from a node's host network.
  enum HostQuestion: Sendable, Hashable {
    /// A page of the other node's server pod, by its address.
    case pod
    /// The same, by the Service in front of it.
    case service
    /// Any answer of the other node, by the address under which nodes know each other.
    case nodeAddress
    /// A connection to the Kubernetes API, by its ClusterIP.
    case api
    /// A name of the cluster, of the cluster DNS Service.
    case clusterName
    /// A connection to the HTTPS server outside.
    case https
  }

  /// Whom the packets go to.
  enum Target: Sendable, Hashable {
    /// Nobody's pod or node in particular.
    case nobody
    /// The server pod of the own node.
    case ownServer
    /// The server pod of the other node.
    case otherServer
    /// The other node itself.
    case otherNode
  }

  /// What shows the cause of an expected failure.
  enum CauseWitness: Sendable, Hashable {
    /// What the mechanism leaves behind, and no entry in the NAT table.
    case none
    /// The NAT entry of what the node's pods send to the internet.
    case natExternal
    /// The NAT entry of the same pair.
    case natNodeAddress
    /// The NAT entry towards the node that runs the API server.
    case natAPI
    /// Any NAT entry of what the node's pods send to nodes.
    case natAnyNodeAddress
    /// Whether the API answers pods of the same node.
    case apiOfNode
    /// Whether the upstream answers pods of the DNS pods' nodes, and those are within reach.
    case upstream
  }
}

/// A command with which a person checks an aspect. `POD` is a busybox pod on the node in question, `AGENT` the Cilium
/// agent's pod on it.
struct ManualCommand: Sendable, Hashable {
  let line: String

  static func shell(_ line: String) -> ManualCommand { ManualCommand(line: line) }
  static func pod(_ command: String) -> ManualCommand { ManualCommand(line: "kubectl exec POD -- \(command)") }
  static func agent(_ command: String, piped filter: String? = nil) -> ManualCommand {
    ManualCommand(line: "kubectl -n kube-system exec AGENT -- \(command)" + (filter.map { " | \($0)" } ?? ""))
  }
}
