import Cilium
import Foundation
import Kubernetes
import Testing
import Yams

@testable import Conformance

/// A constellation that people reported, rebuilt small (Fixtures/Cases): what commands printed, from which the facts
/// follow as those of a cluster or of an archive do, and what probes are supposed to have shown.
struct ReportedCase: Decodable {
  struct CaseNode: Decodable {
    var name: String
    var internalIP: String?
    var externalIP: String?
    var podCIDR: String?
    var files: String?
    var labels: [String: String]?
    var kernel: String?
    var version: String?
    var reached: [String: Bool]?
  }
  struct API: Decodable {
    var clusterIP: IPv4Address
    var endpoints: [IPv4Address]
  }
  struct DNSPod: Decodable {
    var name: String
    var node: String
    var address: IPv4Address
  }
  struct Seen: Decodable {
    var aspect: Aspect
    var from: String?
    var to: String?
    var outcome: String
    var value: String?
  }

  var version: String
  var configuration: [String: String]
  var nodes: [CaseNode]
  var api: API?
  var dnsPods: [DNSPod]?
  var nonMasqueradeCIDRs: [IPPrefix]?
  var seen: [Seen]?
  /// What is right; nil where tests of its own say so.
  var right: RightAnswers?
  /// Where its files are.
  private(set) var folder = URL(filePath: "/")

  private enum CodingKeys: String, CodingKey {
    case version, configuration, nodes, api, dnsPods, nonMasqueradeCIDRs, seen, right
  }

  /// The case of a folder below `Fixtures/Cases`.
  init(_ name: String) throws {
    let root = try #require(Bundle.module.resourceURL)
    try self.init(at: root.appending(path: "Fixtures/Cases/\(name)"))
  }

  init(at folder: URL) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: folder.appending(path: "case.json")))
    self.folder = folder
  }

  /// Every folder that holds a case, in the order of their paths.
  static func folders(below root: URL) -> [URL] {
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix("case.json") }.sorted()
      .map { root.appending(path: $0).deletingLastPathComponent() }
  }

  /// A file of the case; `nil` where it has none.
  func file(_ name: String) -> Data? { try? Data(contentsOf: folder.appending(path: name)) }

  func text(_ name: String) -> String? { file(name).map { String(decoding: $0, as: UTF8.self) } }

  /// What the node's commands printed.
  func texts(of node: CaseNode) -> NodeTexts {
    let prefix = node.files ?? node.name
    var texts = NodeTexts(
      agentDevices: text("\(prefix)-devices.txt"), agentRoutes: text("\(prefix)-routes.txt"),
      kernelDevices: file("\(prefix)-addr.json"), sysctls: file("\(prefix)-sysctl.txt"),
      wireGuard: text("\(prefix)-wg-show.txt"), netfilter: file("\(prefix)-nft.json"),
      iptables: text("\(prefix)-iptables-save.txt"))
    texts.kernelRoutes[.ipv4] = file("\(prefix)-route4.json") ?? file("\(prefix)-iproute.txt")
    texts.kernelRoutes[.ipv6] = file("\(prefix)-route6.json")
    texts.rules[.ipv4] = file("\(prefix)-iprule.txt")
    texts.rules[.ipv6] = file("\(prefix)-iprule6.txt")
    return texts
  }

  func nodeConfigurations() throws -> [CiliumNodeConfig] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return try names.filter { $0.hasSuffix(".yaml") }.map {
      try YAMLDecoder().decode(CiliumNodeConfig.self, from: try #require(text($0)))
    }
  }

  /// The facts.
  func facts() throws -> ClusterFacts {
    let own = try nodeConfigurations()
    let facts = try nodes.map { node in
      var facts = NodeFacts(
        name: node.name, internalIP: node.internalIP.flatMap { IPv4Address($0) },
        externalIP: node.externalIP.flatMap { IPv4Address($0) },
        podCIDR: node.podCIDR.flatMap { IPv4CIDR($0) }, devices: [], routes: [],
        reachedFromHost: node.reached ?? [:])
      facts.internalIPv6 = node.internalIP.flatMap { IPv6Address($0) }
      facts.podCIDRv6 = node.podCIDR.flatMap { IPPrefix($0) }.flatMap { $0.family == .ipv6 ? $0 : nil }
      facts.ciliumVersion = node.version ?? version
      facts.kernelVersion = node.kernel
      facts.configurationOverrides = NodeConfiguration.overrides(
        labels: (node.labels ?? [:]).merging(["kubernetes.io/hostname": node.name]) { $1 }, own)
      try facts.take(texts(of: node))
      return facts
    }
    var cluster = ClusterFacts(
      nodes: facts, configuration: configuration,
      apiService: api.map { ServiceFacts(clusterIP: $0.clusterIP, port: 443, endpoints: $0.endpoints) },
      dnsService: ServiceFacts(
        clusterIP: IPv4Address(10, 96, 0, 10), port: 53, endpoints: (dnsPods ?? []).map(\.address)),
      dnsPods: (dnsPods ?? []).map {
        DNSPodFacts(name: $0.name, node: $0.node, address: $0.address, isReady: true, restarts: 0)
      })
    cluster.nonMasqueradeCIDRs = nonMasqueradeCIDRs
    return cluster
  }

  /// Judged: seen is what the case says, of default routes what the tables say, and all else as predicted.
  func rehearsal() throws -> Rehearsal {
    let facts = try facts()
    var rehearsal = Rehearsal(facts)
    for node in facts.nodes {
      let route = ConfigurationObservations.defaultRoute(of: node, now: node.routes, .ipv4)
      switch route {
      case .measured(let outcome): rehearsal.see(.defaultRoute, outcome, .node(node.name))
      case .notMeasured(let reason): rehearsal.fail(.defaultRoute, reason, .node(node.name))
      }
    }
    for seen in seen ?? [] where seen.aspect != .defaultRoute {
      guard let outcome = seen.result else { continue }
      let subjects = Subject.all(seen.aspect.scope, nodes: facts.nodes.map(\.name)).filter {
        (seen.from == nil || $0.source == seen.from) && (seen.to == nil || $0.target == seen.to)
      }
      for subject in subjects { rehearsal.see(seen.aspect, outcome, subject) }
    }
    return rehearsal
  }
}

extension ReportedCase.Seen {
  /// As an outcome; `nil` where it tells how netproof itself failed.
  fileprivate var result: Outcome? { ReportedCase.outcome(outcome, value) }
}

extension ReportedCase {
  /// An outcome as cases write it; `nil` for any other word.
  static func outcome(_ word: String, _ value: String?) -> Outcome? {
    switch word {
    case "works": .reachable
    case "fails": .unreachable
    case "value": .value(value ?? "")
    case "snat": .translated(to: value ?? "")
    case "none": .notTranslated
    case "ready": .healthy
    case "unhealthy": .unhealthy(Sentence(words: value ?? ""))
    case "bytes": .largestPayload(value.flatMap { Int($0) } ?? 0)
    case "answers": .answersWithAddress(value)
    default: nil
    }
  }
}
