import Foundation

/// How a lab is to be made.
public struct LabOptions: Sendable, Hashable {
  /// The program to start as the lab's host: netproof itself.
  public var executable: String
  /// Where kubeconfig and logs go; made, replaced and removed by the lab.
  public var stateDirectory: String
  /// The `devices` setting to begin with; nil leaves the choice to Cilium.
  public var devices: String?
  /// Which addresses the kubelets report.
  public var nodeIPs: NodeIPs
  /// Which release the Cilium agents are of.
  public var cilium: LabCilium
  /// Port of the API server on 127.0.0.1; 0 for any free one.
  public var port: Int

  /// What a kubelet reports as its node's InternalIP.
  public enum NodeIPs: String, Sendable, Hashable, CaseIterable {
    /// The tailnet address (`--node-ip`), as the guide demands.
    case tailnet
    /// The physical address, as without `--node-ip`.
    case physical
  }

  /// The guide's recommended cluster.
  ///
  /// A release that does not split lists at commas is given the list in its own form: `LabCilium.deviceList`.
  public init(
    executable: String = LabOptions.ownExecutable, stateDirectory: String = LabOptions.defaultStateDirectory,
    devices: String? = "enp0s6,tailscale0", nodeIPs: NodeIPs = .tailnet, cilium: LabCilium = .guide,
    port: Int = 0
  ) {
    self.executable = executable
    self.stateDirectory = stateDirectory
    self.devices = devices
    self.nodeIPs = nodeIPs
    self.cilium = cilium
    self.port = port
  }

  /// The running program.
  public static var ownExecutable: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }

  /// Where `netproof lab up` keeps its lab: in `/tmp` whatever `TMPDIR` is, so that `lab down` finds it from another
  /// shell. `/run` is covered inside the lab, and a directory that a `kill -9` leaves behind vanishes with the next boot.
  public static let defaultStateDirectory = "/tmp/netproof-lab"

  /// A state directory that no other lab uses, for a lab that ends with its starter.
  public static func privateStateDirectory() -> String {
    let name = "netproof-lab-\(ProcessInfo.processInfo.processIdentifier)-\(RandomName.suffix())"
    return FileManager.default.temporaryDirectory.appending(path: name).path
  }
}
