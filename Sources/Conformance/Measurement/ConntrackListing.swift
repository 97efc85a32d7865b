import Cilium
import Foundation

/// What a node's connection tracking maps hold of its probe pods, as `bpf ct list global` lists it.
struct ConntrackListing: Sendable {
  var table: Result<ConntrackTable, AgentShell.Failure>

  private static let listing = FilteredListing(words: "bpf ct list global", mostLines: mostEntries)

  /// The command that lists what mentions some addresses.
  static func command(_ addresses: [IPAddress], program: String) -> [String] {
    listing.command(addresses, program: program)
  }

  /// Lists what a node's maps have about some addresses.
  static func read(_ addresses: [IPAddress], on node: String, _ shell: AgentShell) async -> ConntrackListing {
    let program = (try? await shell.program(on: node).name) ?? "cilium-dbg"
    return ConntrackListing(
      table: await Result {
        let result = try await shell.run(command(addresses, program: program), on: node)
        let text = try listing.text(result, program: program, on: node)
        return try ConntrackTable.parse(text: text, stderr: result.stderrText)
      })
  }

  /// Of more the probes' own would not be told from others' anyway.
  static let mostEntries = 5000
}

/// A probe's flow in a node's connection tracking.
public struct ConntrackSighting: Sendable, Hashable, Codable {
  /// The node.
  public var node: String
  /// The entry, as `bpf ct list global` begins its line: `TCP OUT 10.244.0.41:40112 -> 10.244.1.25:8080`.
  public var entry: String
  /// `opening`, `open` or `closing`; `nil` for what has no connections.
  public var state: String?
  /// The sender's security identity (`SourceSecurityID`); `nil` where the entry keeps none.
  public var identity: UInt32?
  /// The number by which answers are translated back to the Service (`RevNAT`); `nil` where no Service is in the way, or it
  /// was translated at the socket.
  public var reverseNAT: Int?
  /// The number of the backend that was chosen; `nil` where the entry names none.
  public var backend: Int?

  /// What an entry tells.
  init(_ entry: ConntrackEntry, on node: String) {
    self.node = node
    self.entry = entry.description
    if entry.proto == .tcp {
      state = entry.flags & 0x3 != 0 ? "closing" : entry.flags & 0x10 != 0 ? "open" : "opening"
    }
    identity = UInt32(exactly: entry.sourceIdentity).flatMap { $0 == 0 ? nil : $0 }
    reverseNAT = Int(exactly: entry.reverseNAT).flatMap { $0 == 0 ? nil : $0 }
    backend = entry.backendID.flatMap { Int(exactly: $0) }.flatMap { $0 == 0 ? nil : $0 }
  }
}

extension ConntrackSighting {
  /// A flow's entries: those of its way out on its own node, and those of its way in where it arrives. `nil` where no table
  /// of either was read whole.
  static func entries(
    of flow: ProbeFlow, target: String?, in listings: [String: ConntrackListing]
  ) -> [ConntrackSighting]? {
    let nodes = [flow.node, target].compactMap(\.self).uniqued()
    let tables = nodes.compactMap { node in (try? listings[node]?.table.get()).map { (node, $0) } }
      .filter { $0.1.entries.count < ConntrackListing.mostEntries }
    guard tables.contains(where: { $0.0 == flow.node }) else { return nil }
    let far = Set((flow.destinations + [flow.asked]).map(\.address))
    return tables.flatMap { node, table in
      table.entries.filter { entry in
        entry.proto == flow.natProtocol && !entry.related && entry.source.address == flow.pod
          && flow.keys.contains(entry.source.port) && far.contains(entry.destination.address)
      }.prefix(mostPerNode).map { ConntrackSighting($0, on: node) }
    }
  }

  /// A probe has one entry on each side, and one for the Service.
  private static let mostPerNode = 4
}
