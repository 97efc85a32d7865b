import ArgumentParser
import Conformance
import Kubernetes

extension PodSecurityLevel: ExpressibleByArgument {}

/// What the probe pods are made of.
struct PodOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The image of the probe pods; it needs busybox.", valueName: "image"))
  var image = GuestOptions.defaultImage

  @Option(help: ArgumentHelp("A secret of the namespace for a private registry (repeatable).", valueName: "name"))
  var imagePullSecret: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      The Pod Security level that the probe pods satisfy. baseline needs a runtime that grants NET_RAW by default \
      (containerd); privileged adds it; restricted needs an image whose ping opens ICMP datagram sockets (Alpine's \
      busybox does).
      """, valueName: "level"))
  var podSecurity: PodSecurityLevel = .baseline

  func validate() throws {
    if image.isEmpty || image.contains(where: \.isWhitespace) {
      throw ValidationError("--image '\(image)' is no image reference.")
    }
  }
}

/// Which nodes take part.
struct NodeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only nodes with these labels, as kubectl's -l takes them.", valueName: "selector"))
  var nodeSelector: String?

  @Option(
    name: .customLong("toleration"),
    help: ArgumentHelp(
      """
      A taint that the probe pods accept, KEY[=VALUE][:EFFECT] (repeatable). Without it they accept every taint, as \
      Cilium's agents do; with it, nodes with other taints take no part.
      """, valueName: "taint"))
  var tolerations: [TolerationArgument] = []

  func validate() throws {
    if nodeSelector?.isEmpty == true { throw ValidationError("--node-selector is empty; give LABEL=VALUE.") }
  }
}

/// A toleration as `kubectl taint` writes taints.
struct TolerationArgument: ExpressibleByArgument {
  let toleration: Toleration

  /// Reads `KEY`, `KEY:EFFECT`, `KEY=VALUE` and `KEY=VALUE:EFFECT`.
  init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let effect = parts.count > 1 ? parts[1] : nil
    if let effect, !["NoSchedule", "PreferNoSchedule", "NoExecute"].contains(effect) { return nil }
    let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard !pair[0].isEmpty, !pair[0].contains(where: \.isWhitespace) else { return nil }
    toleration =
      pair.count > 1
      ? Toleration(key: pair[0], operator: "Equal", value: pair[1], effect: effect)
      : Toleration(key: pair[0], operator: "Exists", effect: effect)
  }
}
