import Cilium

/// The run's NodePort Services, and from where outside the cluster they were asked.
public struct NodePortFacts: Sendable, Codable, Hashable {
  /// The nodes whose server pod stands alone behind a NodePort Service of each policy.
  public var backends: [String]
  /// Why there is no such Service, if so; in words.
  public var absence: Sentence?
  /// The places outside the cluster's sockets, in the order in which they were named.
  public var vantages: [VantageFacts]

  /// Makes the facts of a run.
  public init(backends: [String], absence: Sentence? = nil, vantages: [VantageFacts] = []) {
    self.backends = backends
    self.absence = absence
    self.vantages = vantages
  }
}

/// A place outside the cluster from which nodes were asked.
public struct VantageFacts: Sendable, Codable, Hashable {
  /// The name that it was given.
  public var name: String
  /// Node → its addresses of which a port that is open anyway (SSH, kubelet, health check) answered the vantage. What
  /// answers there and is silent on a NodePort is no matter of the way to it.
  public var reached: [String: [String]]
  /// Why some of them could not be asked, if so.
  public var problem: String?

  /// Makes the facts of a vantage.
  public init(name: String, reached: [String: [String]] = [:], problem: String? = nil) {
    self.name = name
    self.reached = reached
    self.problem = problem
  }

  /// Whether a node's address answered.
  func reaches(_ address: IPAddress, of node: String) -> Bool { reached[node]?.contains(address.description) == true }
}

extension NodePortFacts {
  /// What several parts of a run know together.
  static func merged(_ parts: [NodePortFacts]) -> NodePortFacts? {
    guard var whole = parts.first else { return nil }
    for part in parts.dropFirst() {
      for vantage in part.vantages {
        guard let index = whole.vantages.firstIndex(where: { $0.name == vantage.name }) else {
          whole.vantages.append(vantage)
          continue
        }
        whole.vantages[index].reached.merge(vantage.reached) { Array(Set($0 + $1)).sorted() }
        whole.vantages[index].problem = whole.vantages[index].problem ?? vantage.problem
      }
    }
    return whole
  }
}
