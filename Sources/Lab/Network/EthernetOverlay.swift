import CLinux
import Foundation

/// One overlay of the lab that is an Ethernet segment over UDP, as ZeroTier's networks are: a TAP device on each node,
/// and a program that carries its frames to all other nodes.
struct EthernetOverlay: Sendable {
  var topology: LabTopology
  var overlay: LabOverlay
  var paths: LabPaths
  /// The program whose hidden subcommand carries the frames.
  var executable: String

  /// Starts one node's program; returns when its device is there.
  func start(_ node: LabNode) async throws -> LabDaemon {
    let log = "\(paths.logs)/tap-\(overlay.device)-\(node.name).log"
    let peers = topology.members(of: overlay).filter { $0 != node }.compactMap { topology.endpoint(of: $0, from: node) }
    let daemon = try LabDaemon(
      "the Ethernet overlay \(overlay.device) of \(node.name)",
      command: LabCommand.inNamespace(
        node.name, [executable, TapRelay.commandName, overlay.device, String(overlay.port)] + peers),
      log: log)
    try await daemon.waitUntil("its device exists", log: log) {
      try await LabCommand.run(["ip", "-n", node.name, "link", "show", "dev", overlay.device]).status == 0
    }
    return daemon
  }
}

/// The hidden subcommand that carries frames between a TAP device and other nodes.
public enum TapRelay {
  /// The hidden subcommand.
  public static let commandName = "lab-tap"

  /// Carries frames until it is killed.
  ///
  /// - Parameter arguments: The device, the UDP port, and the addresses of the other nodes.
  /// - Returns: An exit status, only where it could not begin or go on.
  public static func main(arguments: [String]) -> Int32 {
    guard arguments.count > 2, let port = UInt16(arguments[1]) else {
      FileHandle.standardError.write(Data("\(commandName): give a device, a UDP port and the peers' addresses\n".utf8))
      return 2
    }
    let peers = arguments.dropFirst(2).map { strdup($0) }
    defer { for peer in peers { free(peer) } }
    let pointers = peers.map { UnsafePointer($0) }
    let result = netproof_relay_tap(arguments[0], port, pointers, Int32(pointers.count))
    FileHandle.standardError.write(
      Data("\(commandName) \(arguments[0]): \(String(cString: strerror(-result)))\n".utf8))
    return 1
  }
}
