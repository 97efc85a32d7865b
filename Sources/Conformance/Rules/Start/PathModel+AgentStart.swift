import Cilium

/// Whether an agent that starts now would start.
extension PathModel {
  /// Why the node's agent would not start with this setting; `nil` where nothing stands against it.
  ///
  /// An agent that refuses ends with the first message again and again, while the programs of the agent before keep
  /// running. Seen on 1.15, 1.18 and 1.19. What it would refuse next is told, too: mending the first does not do.
  func startObstacle(of node: NodeFacts) -> String? {
    let found = StartCheck.all.compactMap { check -> String? in
      guard check.holds(in: node.release), let finding = check.finding(self, node) else { return nil }
      return "\(finding) (“\(check.message)”)"
    }
    return found.isEmpty ? nil : found.joined(separator: "; besides, ")
  }
}

/// One of the agent's own checks at its start: what it looks for in its settings and on its node, and what it says when
/// it ends because of that.
struct StartCheck: Sendable {
  /// The first release that checks it; `nil` for all before, too.
  var from: CiliumRelease?
  /// The first release that no longer does; `nil` where all still do.
  var before: CiliumRelease?
  /// The agent's own words, or the part of them that is the same wherever it stands.
  var message: String
  /// What is wrong, in words; `nil` where nothing is.
  var finding: @Sendable (PathModel, NodeFacts) -> String?

  /// Whether a release checks it.
  func holds(in release: CiliumRelease) -> Bool {
    (from.map { release >= $0 } ?? true) && (before.map { release < $0 } ?? true)
  }

  /// Every check that netproof knows, those about the settings alone first, as the agent makes them.
  static let all = modes + masquerade + devices
}

extension StartCheck {
  static let v115 = CiliumRelease(1, 15)
  static let v116 = CiliumRelease(1, 16)
  static let v117 = CiliumRelease(1, 17)
  static let v118 = CiliumRelease(1, 18)
  static let v119 = CiliumRelease(1, 19)
  static let v120 = CiliumRelease(1, 20)

  /// A check that looks at the ConfigMap alone.
  static func settings(
    from: CiliumRelease? = nil, before: CiliumRelease? = nil, _ message: String,
    _ finding: @escaping @Sendable (CiliumConfigMap) -> String?
  ) -> StartCheck {
    StartCheck(from: from, before: before, message: message) { model, node in finding(model.configuration(of: node)) }
  }
}
