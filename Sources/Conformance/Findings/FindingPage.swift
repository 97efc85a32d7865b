/// What there is to know of a kind of finding, whatever the cluster. `NODE`, `OTHER-NODE`, `POD`, `AGENT` and `DEVICE` in
/// its commands stand for the reader's own.
struct FindingPage: Sendable, Hashable {
  /// The kind in a few words.
  let title: String
  /// What it means, and what it is told from.
  let meaning: String
  /// How a person confirms it without netproof: what to look at, with the command, and what it shows then.
  let confirm: [Step]
  /// How to mend it.
  let mend: [Step]

  /// Something to do.
  struct Step: Sendable, Hashable {
    let text: String
    let command: String?

    init(_ text: String, _ command: String? = nil) {
      self.text = text
      self.command = command
    }
  }
}

extension FindingPage.Step {
  /// In the agent's container of a node.
  static func agent(_ text: String, _ command: String) -> Self {
    Self(text, "kubectl -n kube-system exec AGENT -c cilium-agent -- \(command)")
  }

  /// In a pod of the node in question.
  static func pod(_ text: String, _ command: String) -> Self { Self(text, "kubectl exec POD -- \(command)") }

  static let restartAgents = Self(
    "Restart the agents, which read `cilium-config` only when they start.",
    "kubectl -n kube-system rollout restart daemonset/cilium")
}
