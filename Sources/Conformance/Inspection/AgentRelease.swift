import Cilium
import Kubernetes

/// Which release an agent is of, where it does not say so itself.
enum AgentRelease {
  /// The release in the tag of an image: `1.18.3` of `quay.io/cilium/cilium:v1.18.3@sha256:…`; `nil` for other tags.
  static func version(ofImage image: String) -> String? {
    let name = image.prefix { $0 != "@" }
    guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else { return nil }
    let tag = name[name.index(after: colon)...].trimmingPrefix("v")
    guard tag.wholeMatch(of: /\d+\.\d+\.\d+([-.+].*)?/) != nil, CiliumRelease(String(tag)) != nil else { return nil }
    return String(tag)
  }

  /// The nodes, with the release of the others for agents that do not tell theirs. Where these are of several, or nobody
  /// tells one, nothing can be predicted: most rules hang on it.
  static func completed(_ nodes: [NodeFacts]) -> [NodeFacts] {
    let told = Set(nodes.compactMap(\.ciliumVersion))
    return nodes.map { node in
      guard node.problem == nil, node.ciliumVersion == nil else { return node }
      var node = node
      if told.count == 1, let version = told.first {
        node.ciliumVersion = version
        node.unread = (node.unread ?? []) + [UnreadFact(.release, "the others are of \(version)")]
      } else {
        node.problem = untold
      }
      return node
    }
  }

  /// Why nothing is predicted where nobody tells a release.
  static let untold: Sentence = "which release its agent is of, nothing in the archive tells"
}
