import Foundation

/// How a lab is to be made.
public struct LabOptions: Sendable, Hashable {
  /// The program to start as the lab's host: netproof itself.
  public var executable: String
  /// Where kubeconfig and logs go; made, replaced and removed by the lab.
  public var stateDirectory: String
  /// The `devices` setting to begin with; nil leaves the choice to Cilium.
  public var devices: String?
  /// The lab's shape.
  public var topology: LabTopology
  /// Which release the Cilium agents are of.
  public var cilium: LabCilium
  /// Port of the API server on 127.0.0.1; 0 for any free one.
  public var port: Int

  /// A lab of a topology, with the topology's `devices`.
  ///
  /// A release that does not split lists at commas is given the list in its own form: `LabCilium.deviceList`.
  public init(
    executable: String = LabOptions.ownExecutable, stateDirectory: String = LabOptions.defaultStateDirectory,
    topology: LabTopology = .guide, cilium: LabCilium = .guide, port: Int = 0
  ) {
    self.executable = executable
    self.stateDirectory = stateDirectory
    self.topology = topology
    devices = topology.cilium.devices.map(cilium.deviceList)
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
