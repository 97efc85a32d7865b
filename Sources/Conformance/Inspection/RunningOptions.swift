import Cilium

/// What an agent was started with, against what `cilium-config` asks for now. Pure.
enum RunningOptions {
  /// One option that differs.
  struct Difference: Hashable {
    let key: String
    let stored: String
    let running: String
  }

  /// The options that rules read and that say other things. Texts are compared as Go reads them: lists in any notation,
  /// booleans in any case. An option that is not stored has its default, which is not known here.
  ///
  /// What the agent works out by itself is no difference.
  ///
  /// - Parameter stored: What the node's agent is set to, CiliumNodeConfigs included.
  static func differences(stored: [String: String], running: [String: String]) -> [Difference] {
    ClusterSummary.keys.filter { !ownSense.contains($0) }.sorted().compactMap { key in
      guard let wanted = stored[key], let has = running[key], normal(wanted) != normal(has) else { return nil }
      return Difference(key: key, stored: wanted, running: has)
    }
  }

  /// Options that agents print in a form of their own: `devices` is held against what they selected, and modes that
  /// depend on the kernel are told in the status.
  private static let ownSense: Set<String> = ["devices", "kube-proxy-replacement", "mtu", "tunnel", "join-cluster"]

  /// Whether another of the agent's files says that an option is as it is stored after all.
  ///
  /// - Parameter options: What `config -a` says: Go's names in small letters, which are the options' without hyphens.
  static func isRefuted(_ difference: Difference, by options: [String: String]) -> Bool {
    guard let told = options[difference.key.replacing("-", with: "").lowercased()] else { return false }
    return normal(told) == normal(difference.stored)
  }

  private static func normal(_ text: String) -> [String] {
    text.lowercased().split { "[], \t".contains($0) }.map(String.init).sorted()
  }
}
