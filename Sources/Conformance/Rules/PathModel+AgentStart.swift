import Cilium

extension PathModel {
  /// Why the node's agent would not start with this setting; `nil` where nothing stands against it.
  ///
  /// Seen with Cilium 1.19 and `devices: "!tailscale0"`, and with two selected devices that do not hold the node IP: the
  /// agents end with this error again and again (`daemon/cmd/daemon.go`), while the programs of the agent before keep
  /// running.
  func startObstacle(of node: NodeFacts) -> String? {
    // Earlier releases need the device only without a tunnel, and find one among those that are not selected.
    guard node.release >= CiliumRelease(1, 19), configuration.needsDevices || configuration.enableBPFMasquerade,
      directRoutingDevice(of: node) == nil
    else { return nil }
    let selected = selectedDevices(of: node)
    let finding =
      selected.isEmpty
      ? "no device is selected"
      : "of the selected devices \(selected.joined(separator: ", ")) none holds the node IP"
        + (node.internalIP(facts.primaryFamily).map { " \($0)" } ?? "")
    return "\(finding), and kube-proxy replacement and BPF masquerade need a direct-routing device "
      + "(\"unable to determine direct routing device\")"
  }
}
