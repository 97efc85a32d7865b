import Cilium

/// How a candidate is set: the smallest change of Helm values, and the objects for nodes of their own.
public struct SettingChange: Sendable, Hashable, Encodable {
  /// The line for `helm upgrade`.
  public var helm: String
  /// CiliumNodeConfigs as YAML; `nil` where no node has a value of its own.
  public var nodeConfigurations: String?

  /// - Parameters:
  ///   - candidate: What is to be set.
  ///   - releases: The agents' releases.
  ///   - namespace: The agents' namespace.
  init(_ candidate: SettingCandidate, releases: Set<CiliumRelease>, namespace: String) {
    let names = candidate.devices?.split { $0 == "," || $0.isWhitespace }.map(String.init) ?? []
    // Helm joins a list by blanks, which every release takes.
    let value = names.isEmpty ? "devices=null" : "devices='{\(names.joined(separator: ","))}'"
    helm = "helm upgrade cilium cilium/cilium -n \(namespace) --reuse-values --set \(value)"
    guard !candidate.perNode.isEmpty else { return }
    let version = releases.allSatisfy { $0 >= CiliumRelease(1, 16) } ? "v2" : "v2alpha1"
    let groups = Dictionary(grouping: candidate.perNode.sorted { $0.key < $1.key }, by: \.value)
    nodeConfigurations = groups.sorted { $0.key < $1.key }.enumerated().map { index, group in
      """
      apiVersion: cilium.io/\(version)
      kind: CiliumNodeConfig
      metadata:
        name: devices-\(index + 1)
        namespace: \(namespace)
      spec:
        nodeSelector:
          matchExpressions:
            - key: kubernetes.io/hostname
              operator: In
              values: [\(group.value.map(\.key).joined(separator: ", "))]
        defaults:
          devices: "\(group.key)"
      """
    }.joined(separator: "\n---\n")
  }
}

extension SettingRecommendation {
  /// How a candidate is set on the cluster.
  public func change(to candidate: SettingCandidate, facts: ClusterFacts, namespace: String = "kube-system")
    -> SettingChange
  {
    SettingChange(candidate, releases: facts.releases, namespace: namespace)
  }

  /// For programs.
  public struct Document: Sendable, Hashable, Encodable {
    /// The form's version.
    public static let currentSchema = "netproof.recommendation/1"

    /// The form's version.
    public var schema = currentSchema
    /// The candidates, the best first.
    public var candidates: [SettingCandidate]
    /// What stands against any setting.
    public var notes: [String]
    /// How the best is set; missing where it is set already, or none is fit.
    public var change: SettingChange?
  }

  /// The candidates for programs, and how the best is set.
  public func document(_ facts: ClusterFacts, namespace: String = "kube-system") -> Document {
    Document(
      candidates: candidates, notes: notes,
      change: best.flatMap { $0.isPresent ? nil : change(to: $0, facts: facts, namespace: namespace) })
  }

  /// A line per candidate, the best first: `fit/enp0s6,tailscale0`, and `fit/` for an unset `devices`; where nodes get
  /// values of their own, one more for each, `fit/VALUE@NODE`.
  public var names: [String] {
    candidates.flatMap { candidate in
      let kind = candidate.isFit ? "fit" : "unfit"
      return ["\(kind)/\(candidate.devices ?? "")"]
        + candidate.perNode.sorted { $0.key < $1.key }.map { "\(kind)/\($0.value)@\($0.key)" }
    }
  }

  /// For people: the candidates as a table, then how the best is set.
  ///
  /// - Parameter isWide: Whether long lists are told to their end.
  public func text(_ facts: ClusterFacts, namespace: String = "kube-system", isWide: Bool = false) -> String {
    var lines = notes.map { "Note: \($0)" }
    if !lines.isEmpty { lines.append("") }
    lines.append("By the rules alone; nothing was changed or sent. The best first:")
    for (place, candidate) in candidates.enumerated() {
      lines.append("")
      lines.append(
        "\(place + 1). devices: \(candidate.devices ?? "unset")  (\(candidate.title)\(candidate.isPresent ? ", as now" : ""))"
      )
      for (node, value) in candidate.perNode.sorted(by: { $0.key < $1.key }) {
        lines.append("   on \(node): \(value)")
      }
      lines += describe(candidate, isWide).map { "   \($0)" }
    }
    guard let best else {
      return (lines + ["", "None of them is fit for service on these nodes."]).joined(separator: "\n")
    }
    if best.isPresent { return (lines + ["", "What is set is the best of them."]).joined(separator: "\n") }
    let change = change(to: best, facts: facts, namespace: namespace)
    lines += ["", "To set the first that is fit:", "  \(change.helm)"]
    if let objects = change.nodeConfigurations {
      lines += ["and with `kubectl apply -f -`:", objects]
    }
    lines.append("Agents take it when they are restarted: kubectl -n \(namespace) rollout restart daemonset/cilium")
    return lines.joined(separator: "\n")
  }

  private func describe(_ candidate: SettingCandidate, _ isWide: Bool) -> [String] {
    let most = isWide ? Int.max : 4
    if let obstacle = candidate.obstacle { return ["no agent would start on \(obstacle)"] }
    var lines = [
      candidate.failing.isEmpty
        ? "fit for service: nothing that a cluster needs is predicted to fail"
        : "not fit: \(Self.short(candidate.failing, most))"
    ]
    if !candidate.open.isEmpty { lines.append("not decided by any rule: \(Self.short(candidate.open, most))") }
    lines.append("pods' MTU to other nodes: \(candidate.routeMTU.map(String.init) ?? "not known")")
    lines.append(
      candidate.exposed.isEmpty
        ? "NodePorts on no public address" : "NodePorts on public addresses: \(Self.short(candidate.exposed, most))")
    switch candidate.stability {
    case .named: lines.append("new interfaces change nothing")
    case .wildcard: lines.append("new interfaces whose names fit are selected")
    case .detected: lines.append("new interfaces may be selected, and change the MTU of all pods")
    }
    return lines
  }

  private static func short(_ list: [String], _ most: Int) -> String {
    list.count <= most
      ? list.joined(separator: "; ") : list.prefix(3).joined(separator: "; ") + "; and \(list.count - 3) more"
  }
}
