import CLinux
import Foundation

/// The hidden subcommand that speaks STUN: the servers in the internet, and on each node of a tailnet what asks them from
/// WireGuard's port, as tailscaled does.
public enum STUNStandIn {
  /// The hidden subcommand.
  public static let commandName = "lab-stun"

  /// Serves, or asks, until it is killed.
  ///
  /// - Parameter arguments: `serve PORT ADDRESS…`, or `ask PORT OWN-PORT MARK ADDRESS…`.
  /// - Returns: An exit status, only where it could not begin or go on.
  public static func main(arguments: [String]) -> Int32 {
    let numbers = arguments.dropFirst().prefix { !$0.contains(".") && !$0.contains(":") }
    let addresses = arguments.dropFirst(1 + numbers.count).map { strdup($0) }
    defer { addresses.forEach { free($0) } }
    let places = addresses.map { $0.map { UnsafePointer($0) } }
    let ports = numbers.prefix(2).compactMap { UInt16($0) }
    let result: Int32
    switch arguments.first {
    case "serve" where numbers.count == 1 && ports.count == 1:
      result = netproof_serve_stun(places, Int32(places.count), ports[0])
    case "ask" where numbers.count == 3 && ports.count == 2:
      guard let mark = numbers.last.flatMap({ UInt32($0) }) else { return misunderstood }
      result = netproof_ask_stun(places, Int32(places.count), ports[0], ports[1], mark)
    default: return misunderstood
    }
    FileHandle.standardError.write(Data("\(commandName): \(String(cString: strerror(-result)))\n".utf8))
    return 1
  }

  private static var misunderstood: Int32 {
    FileHandle.standardError.write(
      Data("\(commandName): serve PORT ADDRESS…, or ask PORT OWN-PORT MARK ADDRESS…\n".utf8))
    return 2
  }
}
