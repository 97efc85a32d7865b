/// Something that happened in the cluster while its paths were watched.
public struct ClusterEvent: Sendable, Codable, Hashable {
  /// What kind of thing.
  public enum Kind: String, Sendable, Codable, Hashable, CaseIterable {
    case agent
    case configuration
    case node
    case probePod = "probe-pod"
    case clusterDNS = "cluster-dns"
    /// A path of the overlay between nodes that is relayed from the start, falls to a relay, or is direct again.
    case tailnet
    /// Other nodes and pairs are watched from now on.
    case turn

    /// The kind in a word.
    public var sentence: Sentence { Sentence(stringLiteral: rawValue) }
  }

  /// When we heard of it, in seconds since the watch began.
  public var at: Double
  /// What kind of thing.
  public var kind: Kind
  /// The object: a pod, a node, a ConfigMap.
  public var object: String
  /// What happened, in a few words.
  public var text: Sentence

  /// Makes an event.
  public init(at: Double, kind: Kind, object: String, text: Sentence) {
    self.at = at
    self.kind = kind
    self.object = object
    self.text = text
  }
}
