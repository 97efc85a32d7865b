import Cilium
import Kubernetes

/// Which agents a run asks, and which answers of their health checks it needs. Pure.
///
/// Every agent's list holds every node: all lists together grow with the square of the cluster. Where pairs are sampled,
/// an answer about a node that is not probed from here decides nothing, and of a node whose node IP an overlay holds no
/// rule asks for any: every node is its peer there.
struct AgentInterest: Sendable {
  /// Whether pairs are sampled, so that agents are asked only what decides something.
  private let isSampled: Bool
  /// Whether health checks are asked for together with the rest, before any device is known: a guess by addresses, which
  /// costs one more question where it is wrong, and decides nothing.
  let guessesHealth: Bool
  /// The nodes whose agents are asked: all, and in a part of a split run those that it sends anything from or to, and
  /// those that every node asks.
  let nodes: Set<String>
  /// Node → addresses of interest; `nil` for every address.
  private let addresses: [String: Set<String>]?
  /// Node → the nodes that it sends to, or that send to it; `nil` for every node.
  private let peers: [String: Set<String>]?

  init(_ nodes: [Node], sample: PairSample?, dnsPods: [DNSPodFacts], apiEndpoints: [IPv4Address]) {
    let internalIPs = Dictionary(
      nodes.map { node in
        let all = (node.status?.addresses ?? []).filter { $0.type == "InternalIP" }
        return (node.metadata.name ?? "", all.compactMap { IPAddress($0.address) })
      }, uniquingKeysWith: { first, _ in first })
    let firstIPv4 = internalIPs.mapValues { $0.lazy.compactMap(\.ipv4).first }
    // Everybody asks the DNS pods and the API servers, wherever they are.
    let everybodys = Set(dnsPods.map(\.node) + firstIPv4.filter { $0.value.map(apiEndpoints.contains) ?? false }.keys)
    self.nodes = sample?.shard == nil ? Set(internalIPs.keys) : sample?.involved.union(everybodys) ?? []
    guard let sample, !sample.isWhole else {
      (isSampled, guessesHealth) = (false, true)
      addresses = nil
      peers = nil
      return
    }
    isSampled = true
    guessesHealth = firstIPv4.values.contains { $0?.isSharedCGNAT != true }
    var wanted: [String: Set<String>] = [:]
    for (source, targets) in sample.targets {
      for target in targets {
        wanted[source, default: []].insert(target)
        wanted[target, default: []].insert(source)
      }
    }
    peers = wanted
    addresses = internalIPs.keys.reduce(into: [:]) { result, node in
      let peers = everybodys.contains(node) ? Set(internalIPs.keys) : wanted[node, default: []].union(everybodys)
      result[node] = Set(
        peers.flatMap { internalIPs[$0] ?? [] }.map(\.description) + apiEndpoints.map(\.description))
    }
  }

  /// Whether a node's health check is asked, once its devices are known. An overlay is what it is, and no range of
  /// addresses: carriers and clouds use 100.64.0.0/10, too.
  func asksHealth(of node: NodeFacts) -> Bool {
    guard isSampled else { return true }
    let known = IPFamily.allCases.compactMap(node.nodeIP)
    return known.isEmpty
      || !known.allSatisfy { address in node.uplinks.overlays.contains { $0.device.addresses.contains(address) } }
  }

  /// Of nothing.
  static var none: AgentInterest { AgentInterest([], sample: nil, dnsPods: [], apiEndpoints: []) }

  /// Which of a node's routes are kept. Where pairs are sampled, those by Cilium's own devices are not: there is one to
  /// every other node's pods, and no rule asks which way a packet to a pod takes.
  func routes(in all: [Route], devices: [Device]) -> [Route] {
    guard addresses != nil else { return all }
    let own = Set(devices.filter(Uplinks.isInternal).map(\.index))
    return all.filter { !own.contains($0.linkIndex) }
  }

  /// The addresses of which it matters to the run if a node reaches them; `nil` for every one.
  func addresses(of node: String) -> Set<String>? { addresses.map { $0[node] ?? [] } }

  /// The nodes that a node sends to, or that send to it; `nil` for every one.
  func peers(of node: String) -> Set<String>? { peers.map { $0[node] ?? [] } }

  /// Whether it matters to the run if a node reaches an address.
  func includes(_ address: String, of node: String) -> Bool { addresses(of: node)?.contains(address) ?? true }

  /// Whether the run sends anything between two nodes.
  func includes(pair node: String, _ other: String) -> Bool { peers(of: node)?.contains(other) ?? true }

  /// What of a node's answers is kept.
  func of<Answer>(_ node: String, in reached: [String: Answer]) -> [String: Answer] {
    reached.filter { includes($0.key, of: node) }
  }
}
