import CLinux
import Foundation

/// The hidden subcommand that carries WireGuard's messages over TCP: the relay itself, and on each node what stands between
/// it and WireGuard.
public enum PacketRelay {
  /// The hidden subcommand.
  public static let commandName = "lab-relay"

  /// Relays, or carries, until it is killed.
  ///
  /// - Parameter arguments: `serve ADDRESS PORT`, or `carry ADDRESS PORT OWN-NUMBER WIREGUARD-PORT NUMBER:PORT…`.
  /// - Returns: An exit status, only where it could not begin or go on.
  public static func main(arguments: [String]) -> Int32 {
    let words = arguments.dropFirst(2).map { $0.split(separator: ":").compactMap { UInt16($0) } }
    let numbers = words.map { $0.first ?? 0 }
    let result: Int32
    switch arguments.first {
    case "serve" where words.map(\.count) == [1]:
      result = netproof_serve_relay(arguments[1], numbers[0])
    case "carry" where words.count > 3 && words.prefix(3).allSatisfy({ $0.count == 1 }):
      let peers = words.dropFirst(3)
      guard peers.allSatisfy({ $0.count == 2 }) else { return misunderstood }
      result = netproof_carry_by_relay(
        arguments[1], numbers[0], numbers[1], numbers[2], peers.map { $0[0] }, peers.map { $0[1] }, Int32(peers.count))
    default: return misunderstood
    }
    FileHandle.standardError.write(Data("\(commandName): \(String(cString: strerror(-result)))\n".utf8))
    return 1
  }

  private static var misunderstood: Int32 {
    FileHandle.standardError.write(
      Data("\(commandName): serve ADDRESS PORT, or carry ADDRESS PORT NUMBER PORT NUMBER:PORT…\n".utf8))
    return 2
  }
}
