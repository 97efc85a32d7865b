import Foundation
import Lab

/// Roles in which the lab starts this program again, recognised before the command line is parsed.
enum LabRoles {
  /// Plays the role that the arguments name; `nil` when they are an ordinary command line.
  static func run(_ arguments: [String]) async -> Int32? {
    let rest = Array(arguments.dropFirst())
    if rest.first == TapRelay.commandName { return TapRelay.main(arguments: Array(rest.dropFirst())) }
    if rest.first == PacketRelay.commandName { return PacketRelay.main(arguments: Array(rest.dropFirst())) }
    if rest.first == STUNStandIn.commandName { return STUNStandIn.main(arguments: Array(rest.dropFirst())) }
    if rest.first == LabHost.commandName { return await LabHost.main(arguments: Array(rest.dropFirst())) }
    // The name under which the lab's agent containers start this program.
    guard let name = arguments.first?.split(separator: "/").last.map(String.init),
      AgentClient.programNames.contains(name)
    else { return nil }
    return await AgentClient.main(programName: name, arguments: rest)
  }
}
