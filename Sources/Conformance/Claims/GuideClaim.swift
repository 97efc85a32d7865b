/// What the uplinks that a claim speaks of are called.
struct UplinkNames {
  var physical: Sentence
  var tailnet: Sentence
}

/// A claim of the guide's scenario table, with the way to judge it on a cluster.
struct GuideClaim: Sendable {
  let id: String
  let scenario: Scenario
  /// The guide's words, about uplinks of these names.
  let statement: @Sendable (UplinkNames) -> Sentence
  /// The aspects that speak for or against it.
  let aspects: [Aspect]
  /// Whether one observed outcome is what the guide says.
  let holds: @Sendable (Outcome, NodeSummary?) -> Bool
}

extension GuideClaim {
  private static func works(_ outcome: Outcome, _ node: NodeSummary?) -> Bool { outcome.servesUsers == true }
  private static func fails(_ outcome: Outcome, _ node: NodeSummary?) -> Bool { outcome.isDown }

  private static func isTailnetAddress(_ outcome: Outcome, _ node: NodeSummary?) -> Bool {
    isAddress(outcome, of: node?.tailnetDevice, node)
  }

  private static func isAddress(_ outcome: Outcome, of device: String?, _ node: NodeSummary?) -> Bool {
    guard let device, let addresses = node?.addresses[device] else { return false }
    switch outcome {
    case .value(let text), .translated(let text): return addresses.contains(text)
    default: return false
    }
  }

  private static func listsBothUplinks(_ outcome: Outcome, _ node: NodeSummary?) -> Bool {
    guard case .value(let text) = outcome, let physical = node?.physicalDevice, let tailnet = node?.tailnetDevice else {
      return false
    }
    return text.contains(physical) && text.contains(tailnet)
  }

  /// All claims, in the guide's order (its main table and the details below it).
  static let all: [GuideClaim] = single + [Scenario.both, .auto, .wildcard].flatMap(bothUplinks)

  private static let single: [GuideClaim] = [
    GuideClaim(
      id: "physical-only.node-ip-physical", scenario: .physicalOnly,
      statement: { "With `\($0.physical)` alone, Cilium's node IP becomes the physical uplink's address." },
      aspects: [.nodeIP], holds: { isAddress($0, of: $1?.physicalDevice, $1) }),
    GuideClaim(
      id: "physical-only.cross-node-fails", scenario: .physicalOnly,
      statement: { "With `\($0.physical)` alone, pods do not reach pods on the other node." },
      aspects: [.crossNodePod], holds: fails),
    GuideClaim(
      id: "physical-only.external-works", scenario: .physicalOnly,
      statement: { "With `\($0.physical)` alone, pods reach the internet." },
      aspects: [.externalPing, .upstreamDNS, .externalHTTPS], holds: works),
    GuideClaim(
      id: "tailnet-only.node-ip-tailnet", scenario: .tailnetOnly,
      statement: { "With `\($0.tailnet)` alone, Cilium's node IP is the tailnet address." },
      aspects: [.nodeIP], holds: isTailnetAddress),
    GuideClaim(
      id: "tailnet-only.cross-node-works", scenario: .tailnetOnly,
      statement: { "With `\($0.tailnet)` alone, pods reach pods on the other node." },
      aspects: [.crossNodePod], holds: works),
    GuideClaim(
      id: "tailnet-only.external-fails", scenario: .tailnetOnly,
      statement: { "With `\($0.tailnet)` alone, ping, DNS and HTTPS to the internet fail." },
      aspects: [.externalPing, .upstreamDNS, .externalHTTPS], holds: fails),
    GuideClaim(
      id: "tailnet-only.external-snat-tailnet", scenario: .tailnetOnly,
      statement: { "With `\($0.tailnet)` alone, traffic to the internet is translated to the tailnet address." },
      aspects: [.natExternal], holds: { isAddress($0, of: $1?.tailnetDevice, $1) }),
    GuideClaim(
      id: "tailnet-only.coredns-restarts", scenario: .tailnetOnly,
      statement: { "With `\($0.tailnet)` alone, CoreDNS is not ready and restarts over and over." },
      aspects: [.clusterDNSReady, .clusterDNSRestart], holds: fails),
  ]

  private static func bothUplinks(_ scenario: Scenario) -> [GuideClaim] {
    let setting: Sentence =
      switch scenario {
      case .auto: "With `devices` unset"
      case .wildcard: "With a wildcard for both uplinks"
      default: "With both devices"
      }
    let id = scenario.rawValue
    return [
      GuideClaim(
        id: "\(id).node-ip-tailnet", scenario: scenario,
        statement: { _ in "\(setting), Cilium's node IP is the tailnet address." }, aspects: [.nodeIP],
        holds: isTailnetAddress),
      GuideClaim(
        id: "\(id).cross-node-works", scenario: scenario,
        statement: { _ in "\(setting), pods reach pods on the other node." }, aspects: [.crossNodePod], holds: works),
      GuideClaim(
        id: "\(id).external-works", scenario: scenario,
        statement: { _ in "\(setting), pods reach the internet by ping, DNS and HTTPS." },
        aspects: [.externalPing, .upstreamDNS, .externalHTTPS], holds: works),
      GuideClaim(
        id: "\(id).masquerades-both", scenario: scenario,
        statement: { "\(setting), `Masquerading:` lists `\($0.physical)` and `\($0.tailnet)`." },
        aspects: [.masquerade], holds: listsBothUplinks),
      GuideClaim(
        id: "\(id).external-snat-physical", scenario: scenario,
        statement: { _ in "\(setting), traffic to the internet is translated to the physical uplink's address." },
        aspects: [.natExternal], holds: { isAddress($0, of: $1?.physicalDevice, $1) }),
    ]
  }
}
