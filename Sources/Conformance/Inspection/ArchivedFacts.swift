import Cilium
import Foundation
import Kubernetes
import Sysdump

/// A cluster's facts from an archive, which the rules cannot tell from a live cluster's.
///
/// What is missing is unknown and named, never assumed: a node without the answers of its agent has a
/// ``NodeFacts/problem``, as one whose agent could not be asked.
struct ArchivedFacts {
  let facts: ClusterFacts
  let nodes: ArchivedNodes
  /// Where the configuration comes from, and what stands in for what is missing: a sentence each.
  let gaps: [Sentence]

  init(_ dump: Sysdump) {
    let nodes = ArchivedNodes(dump)
    var gaps: [Sentence] = []
    let known = Self.configuration(dump, nodes, &gaps)
    let configuration = known ?? [:]
    let isNative = !CiliumConfigMap(data: configuration).usesTunnel
    let ciliumNodes = Dictionary(
      (dump.objects.ciliumNodes.value ?? []).map { ($0.metadata.name ?? "", $0) },
      uniquingKeysWith: { first, _ in first })
    let agents = Self.agents(dump)
    let settings = Self.nodeSettings(dump, agents)
    let sample = PairSampler(nodes: nodes.nodes.map { $0.metadata.name ?? "" }).draw()
    let dns = Self.dns(dump)
    let api = Self.service("default", "kubernetes", port: 443, dump)
    let interest = AgentInterest(
      nodes.nodes, sample: sample, dnsPods: dns.pods, apiEndpoints: api?.ipv4?.endpoints ?? [])
    let entries = dump.objects.ciliumNodes.value == nil ? Self.nodeEntries(nodes) : [:]
    let read = nodes.nodes.map { node -> NodeFacts in
      let name = node.metadata.name ?? ""
      var facts = KubernetesNodeFacts.facts(node, ciliumNodes[name])
      if dump.objects.ciliumNodes.value == nil { Self.takeBlocks(entries[name] ?? [], &facts) }
      let agent = agents[name]
      facts.agentStartedAt = nodes.strangers[name] == nil ? agent?.startedAt : nil
      facts.configurationOverrides = NodeConfiguration.overrides(
        labels: node.metadata.labels ?? [:], settings.value ?? [])
      if dump.objects.configuration.value == nil, let known, let flags = nodes.records[name]?.flags.value {
        facts.configurationOverrides = Self.overrides(flags.mapValues(Self.plain), known)
      }
      ArchivedNode(
        name: name, agent: agent, record: nodes.records[name], dump: dump, isNative: isNative, interest: interest
      ).fill(&facts)
      // Selection, addresses and paths hang on it.
      if facts.problem == nil, IPFamily.allCases.allSatisfy({ facts.nodeIP($0) == nil }) {
        facts.problem = Self.withoutAddress(nodes.records[name])
      }
      // Every default would be a guess.
      if known == nil, facts.problem == nil { facts.problem = "what the agents are told to do is not known" }
      return facts
    }
    var facts = ClusterFacts(nodes: AgentRelease.completed(read), configuration: configuration)
    if known == nil { facts.miss(.configuration, gaps.popLast() ?? "the archive has no cilium-config") }
    if let problem = dump.objects.ciliumNodes.problem("CiliumNodes (ciliumnodes)"),
      facts.nodes.contains(where: { entries[$0.name] == nil })
    {
      facts.missCiliumNodes(Sentence(words: problem), of: { entries[$0.name] == nil })
    }
    let pods = dump.objects.pods.problem("pods (k8s-pods)").map(Sentence.init(words:))
    if let problem = pods ?? nodes.strangersTold { facts.miss(.pods, problem) }
    if let problem = dump.objects.services.problem("Services (k8s-services)") {
      facts.miss(.services, Sentence(words: problem))
    }
    if dump.objects.endpoints.value == nil,
      let problem = dump.objects.endpointSlices.problem("EndpointSlices (k8s-endpointslices)")
    {
      facts.miss(.endpoints, Sentence(words: problem))
    }
    facts.take(dns)
    (facts.apiService, facts.apiServiceIPv6) = (api?.ipv4, api?.ipv6)
    let cached = Set(
      (dump.objects.pods.value ?? []).filter { $0.metadata.labels?["k8s-app"] == "node-local-dns" && !$0.hasEnded }
        .compactMap { $0.spec?.nodeName })
    facts.nodeLocalDNSNodes = cached.isEmpty ? nil : cached.sorted()
    if let problem = settings.problem("CiliumNodeConfigs (ciliumnodeconfigs)") {
      facts.miss(.nodeConfigurations, Sentence(words: problem))
    }
    let model = PathModel(facts: facts)
    if facts.nodes.contains(where: { model.configuration(of: $0).enableIPMasqAgent }) {
      facts.nonMasqueradeCIDRs =
        nodes.nodes.lazy.compactMap { nodes.records[$0.metadata.name ?? ""]?.spared.value }.first
    }
    gaps += Self.unread(dump)
    if let problem = dump.objects.nodes.problem("list of nodes (k8s-nodes)") {
      gaps.append("\(problem); the nodes are those that agents know")
    }
    facts.forgetOtherTailnetNodes()
    self.facts = facts
    self.nodes = nodes
    self.gaps = gaps
  }

  /// What the notes tell of lists that could not be read, and that others stand in for.
  private static func unread(_ dump: Sysdump) -> [Sentence] {
    var told: [Sentence] = []
    if let problem = dump.objects.ciliumNodes.problem("CiliumNodes (ciliumnodes)") {
      told.append("\(problem); which pods' addresses a node has is what agents know of it")
    }
    return told
  }

  /// Why nothing is predicted of a node without an address.
  private static func withoutAddress(_ record: AgentRecord?) -> Sentence {
    guard let told = record?.nodeList.problem("node list of the agent (node list)") else {
      return "which address the node has, nothing in the archive tells"
    }
    return "which address the node has, nothing in the archive tells: \(told)"
  }

  /// Node → what agents know of it, the node's own agent first.
  private static func nodeEntries(_ nodes: ArchivedNodes) -> [String: [CiliumNodeEntry]] {
    var entries: [String: [CiliumNodeEntry]] = [:]
    for (_, record) in nodes.records.sorted(by: { $0.key < $1.key }) {
      guard let list = record.nodeList.value else { continue }
      for (name, entry) in zip(list.nodeNames, list) {
        if entry.isLocal {
          entries[name, default: []].insert(entry, at: 0)
        } else {
          entries[name] = entries[name] ?? [entry]
        }
      }
    }
    return entries
  }

  /// Which pods' addresses a node has, as agents know it by its CiliumNode, where that object is missing.
  private static func takeBlocks(_ entries: [CiliumNodeEntry], _ facts: inout NodeFacts) {
    guard let block = entries.lazy.compactMap(\.podCIDR).first else { return }
    facts.podCIDR = block
  }

  /// What an agent was started with that others were not: of options that rules read, those that differ.
  private static func overrides(_ flags: [String: String], _ known: [String: String]) -> [String: String]? {
    let own = ClusterSummary.keys.reduce(into: [String: String]()) { own, key in
      if let value = flags[key], value != known[key] { own[key] = value }
    }
    return own.isEmpty ? nil : own
  }

  /// Node → its agent, as the API knows it.
  static func agents(_ dump: Sysdump) -> [String: AgentInstance] {
    (dump.objects.pods.value ?? []).reduce(into: [:]) { result, pod in
      let labels = pod.metadata.labels ?? [:]
      guard labels["k8s-app"] == "cilium" || labels["app.kubernetes.io/name"] == "cilium-agent", !pod.hasEnded,
        let node = pod.spec?.nodeName
      else { return }
      result[node] = AgentInstance(pod, namespace: pod.metadata.namespace ?? CiliumLocation().namespace)
    }
  }

  /// What is set for single nodes: agents look for it in their own namespace.
  private static func nodeSettings(
    _ dump: Sysdump, _ agents: [String: AgentInstance]
  ) -> Reading<[CiliumNodeConfig]> {
    let namespace = agents.values.first?.reference.namespace ?? CiliumLocation().namespace
    return dump.objects.nodeConfigurations.map { all in
      all.filter { $0.metadata.namespace == nil || $0.metadata.namespace == namespace }
    }
  }

  /// `cilium-config` as stored; else what the agents were started with, which names its options likewise.
  private static func configuration(
    _ dump: Sysdump, _ nodes: ArchivedNodes, _ gaps: inout [Sentence]
  ) -> [String: String]? {
    if let stored = dump.objects.configuration.value { return stored }
    let problem = dump.objects.configuration.problem("cilium-config") ?? ""
    for record in nodes.records.sorted(by: { $0.key < $1.key }).map(\.value) {
      guard let flags = record.flags.value, let reference = record.flags.reference else { continue }
      gaps.append("\(problem); the options that an agent was started with stand in (\(reference.path))")
      return flags.mapValues(plain)
    }
    for log in dump.logs where !log.flags.isEmpty {
      gaps.append("\(problem); the options in an agent's log stand in (\(log.reference.path))")
      return log.flags
    }
    let damaged = nodes.records.sorted { $0.key < $1.key }.lazy.compactMap(\.value.flags.damage).first
    guard let damaged else {
      gaps.append("\(problem), and no agent tells the options that it was started with: nothing can be predicted")
      return nil
    }
    gaps.append(
      "\(problem), and no agent tells the options that it was started with (\(damaged)): nothing can be predicted")
    return nil
  }

  /// Go prints a list of texts in brackets.
  private static func plain(_ value: String) -> String {
    guard value.hasPrefix("["), value.hasSuffix("]") else { return value }
    return String(value.dropFirst().dropLast())
  }

  /// The Service that answers DNS; `nil` where nothing tells one.
  static func dnsServiceName(_ dump: Sysdump) -> String? {
    (dump.objects.services.value ?? []).contains { isNamed($0.metadata, ClusterReader.dnsNamespace, "kube-dns") }
      ? "kube-dns" : ClusterReader.dnsServiceName(dnsSlices(dump))
  }

  private static func dnsSlices(_ dump: Sysdump) -> [EndpointSlice] {
    (dump.objects.endpointSlices.value ?? []).filter { $0.metadata.namespace == ClusterReader.dnsNamespace }
  }

  private static func dns(_ dump: Sysdump) -> ClusterReader.ClusterDNS {
    let pods = dump.objects.pods.value ?? []
    let slices = dnsSlices(dump)
    let name = dnsServiceName(dump)
    let labelled = pods.filter { $0.metadata.labels?["k8s-app"] == "kube-dns" }
    let names = Set(
      slices.filter { $0.metadata.labels?[serviceLabel] == name }.flatMap { $0.endpoints ?? [] }
        .compactMap { $0.targetRef?.name })
    let behind = labelled.isEmpty ? pods.filter { $0.metadata.name.map(names.contains) == true } : labelled
    return ClusterReader.ClusterDNS(
      service: name.flatMap { service(ClusterReader.dnsNamespace, $0, port: 53, dump) },
      pods: behind.filter { $0.metadata.namespace == ClusterReader.dnsNamespace }.compactMap(ClusterReader.dnsPod))
  }

  private static let serviceLabel = "kubernetes.io/service-name"

  private static func isNamed(_ metadata: ObjectMeta, _ namespace: String, _ name: String) -> Bool {
    metadata.namespace == namespace && metadata.name == name
  }

  /// A Service with its ready endpoints; `nil` where there is none, or none with an address.
  static func service(
    _ namespace: String, _ name: String, port: Int, _ dump: Sysdump
  ) -> ClusterReader.ReadService? {
    let object = (dump.objects.services.value ?? []).first { isNamed($0.metadata, namespace, name) }
    guard let own = object.flatMap(ServiceAddresses.init) else { return nil }
    let endpoints: [IPAddress]
    if let slices = dump.objects.endpointSlices.value {
      endpoints = slices.filter { $0.metadata.namespace == namespace && $0.metadata.labels?[serviceLabel] == name }
        .flatMap { $0.endpoints ?? [] }.filter { $0.conditions?.ready != false }.flatMap(\.addresses)
        .compactMap { IPAddress($0) }
    } else {
      endpoints = (dump.objects.endpoints.value ?? []).filter { isNamed($0.metadata, namespace, name) }
        .flatMap { $0.subsets ?? [] }.flatMap { $0.addresses ?? [] }.compactMap { IPAddress($0.ip) }
    }
    return ClusterReader.ReadService(
      ipv4: own.ipv4.map { ServiceFacts(clusterIP: $0, port: port, endpoints: endpoints.compactMap(\.ipv4)) },
      ipv6: own.address(.ipv6)?.ipv6.map {
        ServiceFactsIPv6(clusterIP: $0, port: port, endpoints: endpoints.compactMap(\.ipv6))
      })
  }
}
