import Cilium
import Foundation
import Kubernetes
import Sysdump

/// Which agent of an archive is whose: pods' names stand in the folders of a sysdump, host names in every bugtool's files,
/// and neither needs to be there.
struct ArchivedNodes {
  /// The nodes, in the order of the API, else by name.
  let nodes: [Node]
  /// Node → why it takes no part.
  let skipped: [String: Sentence]
  /// Node → what its agent said; nodes whose agent said nothing that was taken are absent.
  let records: [String: AgentRecord]
  /// Node → the pod that its bugtool was taken in, where the API names another one as its agent: pods and bugtool are of
  /// two moments.
  let strangers: [String: String]
  /// Folders of agents whose node is not known.
  let homeless: [AgentRecord]

  init(_ dump: Sysdump) {
    let objects = dump.objects
    // A cluster has nodes: an empty list has not told them.
    let listed = objects.nodes.value.flatMap { $0.isEmpty ? nil : $0 }
    let all = listed ?? Self.known(to: dump.agents)
    var skipped: [String: Sentence] = [:]
    // An object of the API may say that a node takes no part; a node that only an agent knows has nothing to say.
    if listed != nil {
      for node in all { skipped[node.metadata.name ?? ""] = Self.reasonToSkip(node) }
    }
    nodes = all.filter { skipped[$0.metadata.name ?? ""] == nil }
    self.skipped = skipped
    let names = Set(all.compactMap(\.metadata.name))
    let homes = Dictionary(
      (dump.objects.pods.value ?? []).compactMap { pod in
        pod.metadata.name.flatMap { name in pod.spec?.nodeName.map { (name, $0) } }
      }, uniquingKeysWith: { first, _ in first })
    let agents = ArchivedFacts.agents(dump)
    var records: [String: AgentRecord] = [:]
    var homeless: [AgentRecord] = []
    for record in dump.agents {
      guard let name = Self.node(of: record, names, homes, dump) else {
        homeless.append(record)
        continue
      }
      if records[name].map({ Self.counts(record, before: $0) }) ?? true { records[name] = record }
    }
    self.records = records
    strangers = records.reduce(into: [:]) { strangers, entry in
      guard let agent = agents[entry.key]?.reference.name, let pod = Self.pod(of: entry.value), agent != pod,
        !pod.hasPrefix("sysdump-")
      else { return }
      strangers[entry.key] = pod
    }
    self.homeless = homeless
  }

  /// Why the list of pods is not one of this moment; `nil` where it is.
  var strangersTold: Sentence? {
    guard let (node, pod) = strangers.min(by: { $0.key < $1.key }) else { return nil }
    return "the list of pods has another agent on \(node) than \(pod), which was asked: it is of another moment"
  }

  /// The pod in the name of a sysdump's folder: `cilium-bugtool-POD-TIME`; `nil` for others.
  private static func pod(of record: AgentRecord) -> String? {
    let name = record.folder.split(separator: "/").last ?? ""
    return name.firstMatch(of: /^cilium-bugtool-(.+)-\d{8}-\d{6}$/).map { String($0.1) }
  }

  /// Of a node whose agent was asked twice, answers count before silence, and later ones before earlier ones.
  private static func counts(_ record: AgentRecord, before other: AgentRecord) -> Bool {
    guard record.hasAnswered == other.hasAnswered else { return record.hasAnswered }
    return (record.askedAt ?? .distantPast) >= (other.askedAt ?? .distantPast)
  }

  /// Nothing is to run on a node of an archive: one that is not Ready, cordoned or to be removed is worth looking at, and
  /// only what Cilium could never serve takes no part.
  private static func reasonToSkip(_ node: Node) -> Sentence? {
    var node = node
    node.spec?.unschedulable = nil
    let taints = (node.spec?.taints ?? []).filter { $0.key.hasPrefix("virtual-kubelet.io/") }
    node.spec?.taints = taints
    node.status?.conditions = [Condition(type: "Ready", status: "True")]
    return NodeEligibility.reasonToSkip(node)
  }

  /// - Parameter homes: Pod → its node.
  private static func node(
    of record: AgentRecord, _ names: Set<String>, _ homes: [String: String], _ dump: Sysdump
  ) -> String? {
    // `cilium-bugtool-POD-TIME`, where both have hyphens.
    var pod = (record.folder.split(separator: "/").last ?? "").trimmingPrefix("cilium-bugtool-")
    while let hyphen = pod.lastIndex(of: "-") {
      pod = pod[..<hyphen]
      if let node = homes[String(pod)], names.contains(node) { return node }
    }
    if let told = AgentNames(record, of: names).likeliest { return told }
    let addresses = Set(
      (record.links.value ?? record.tables.value?.devices ?? []).flatMap(\.addresses).map(\.description))
    let owners = (dump.objects.nodes.value ?? []).filter { node in
      (node.status?.addresses ?? []).contains { $0.type == "InternalIP" && addresses.contains($0.address) }
    }
    return owners.count == 1 ? owners[0].metadata.name : nil
  }

  /// Nodes as health checks name them: each agent probes every node at its address, its own among them
  /// (`pkg/health/server/prober.go`).
  private static func checked(by agents: [AgentRecord]) -> [String: CiliumNodeEntry] {
    var entries: [String: CiliumNodeEntry] = [:]
    for status in agents.compactMap({ $0.health.value?.status() }) {
      for node in status.nodes {
        guard let address = node.host.flatMap({ IPAddress($0.address) }) else { continue }
        let entry = CiliumNodeEntry(
          name: node.name, ipv4: address.ipv4, podCIDR: nil, source: node.name == status.localName ? "local" : "health")
        if entries[entry.nodeName] == nil { entries[entry.nodeName] = entry }
      }
    }
    return entries
  }

  /// Nodes as agents know them, where the archive has no objects of the API.
  private static func known(to agents: [AgentRecord]) -> [Node] {
    var entries: [String: CiliumNodeEntry] = [:]
    for list in agents.compactMap(\.nodeList.value) {
      for (name, entry) in zip(list.nodeNames, list) where entries[name] == nil { entries[name] = entry }
    }
    if entries.isEmpty { entries = checked(by: agents) }
    for host in agents.compactMap(\.hostname.value) where entries.isEmpty {
      entries[host] = CiliumNodeEntry(name: host, ipv4: nil, podCIDR: nil, source: "local")
    }
    // Kubernetes' type and Cilium's have one name.
    typealias NodeAddress = Kubernetes.NodeAddress
    return entries.values.sorted { $0.nodeName < $1.nodeName }.map { entry in
      let addresses = [entry.ipv4.map { "\($0)" }, entry.ipv6.map { "\($0)" }].compactMap { $0 }
      return Node(
        metadata: ObjectMeta(name: entry.nodeName), spec: NodeSpec(podCIDR: entry.podCIDR.map { "\($0)" }),
        status: NodeStatus(addresses: addresses.map { NodeAddress(type: "InternalIP", address: $0) }))
    }
  }
}
