import Cilium

/// A place outside the cluster from which nodes' ports can be tried: what it takes to connect from there is its owner's
/// matter.
public struct Vantage: Sendable {
  /// What is asked.
  public struct Question: Sendable, Hashable {
    /// The Kubernetes node that is meant: addresses of private networks are not unique.
    public var node: String
    /// The node's address, as its device has it.
    public var address: IPAddress
    /// The TCP port.
    public var port: Int

    /// Makes a question.
    public init(node: String, address: IPAddress, port: Int) {
      self.node = node
      self.address = address
      self.port = port
    }
  }

  /// What came of it.
  public enum Answer: Sendable, Hashable {
    /// A connection was made.
    case connected
    /// None was.
    case silent
    /// The vantage itself could not be asked; in words.
    case unable(String)
  }

  /// What it is called in reports.
  public let name: String
  /// Tries to connect; gives up by itself.
  public let connect: @Sendable (Question) async -> Answer

  /// Makes a vantage.
  public init(name: String, connect: @escaping @Sendable (Question) async -> Answer) {
    self.name = name
    self.connect = connect
  }
}

/// Asks from vantages.
struct VantageProbe: Sendable {
  let vantages: [Vantage]
  /// TCP ports of which one at least is open on nodes, for whoever reaches them at all.
  let openPorts: [Int]

  /// Ports that nodes have open as a rule: SSH, kubelet, and the health check of Cilium's agents.
  static let usualPorts = [22, 10250, 4240]

  /// So many connections are made at once: each may be a process here and a session elsewhere.
  private static let atOnce = 8

  /// Which addresses of the nodes each vantage reaches.
  func facts(_ nodes: [NodeFacts], _ facts: ClusterFacts, families: [IPFamily]) async -> [VantageFacts] {
    let targets = families.flatMap { family in
      let model = PathModel(facts: facts, family: family)
      return nodes.flatMap { node in model.nodePortTargets(of: node).map { (node.name, $0) } }
    }
    var found = vantages.map { VantageFacts(name: $0.name) }
    let asked = vantages.indices.flatMap { index in targets.map { (index, $0.0, $0.1) } }
    await FanOut.each(asked, atOnce: Self.atOnce) { index, node, address -> (Int, String, IPAddress, Vantage.Answer) in
      var answer = Vantage.Answer.silent
      for port in openPorts where answer == .silent {
        answer = await vantages[index].connect(.init(node: node, address: address, port: port))
      }
      return (index, node, address, answer)
    } take: { index, node, address, answer in
      switch answer {
      case .connected: found[index].reached[node, default: []].append(address.description)
      case .silent: break
      case .unable(let reason): found[index].problem = reason
      }
    }
    for index in found.indices { found[index].reached = found[index].reached.mapValues { $0.sorted() } }
    return found
  }

  /// What each vantage that reaches an address gets from its NodePort.
  func ask(_ probes: [NodePortProbe], _ known: [VantageFacts]) async -> [NodePortProbe: [String: Vantage.Answer]] {
    let asked = probes.flatMap { probe in
      vantages.filter { vantage in
        known.contains { $0.name == vantage.name && $0.reaches(probe.address, of: probe.node) }
      }.map { (probe, $0) }
    }
    var answers: [NodePortProbe: [String: Vantage.Answer]] = [:]
    await FanOut.each(asked, atOnce: Self.atOnce) { probe, vantage in
      (
        probe, vantage.name,
        await vantage.connect(.init(node: probe.node, address: probe.address, port: probe.port))
      )
    } take: { probe, name, answer in
      answers[probe, default: [:]][name] = answer
    }
    return answers
  }
}
