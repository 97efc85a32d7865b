/// Why the NAT map could not be read although the command exited with status 0.
public enum NATTableError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A map could not be opened: an empty table then says nothing about translation. Holds the command's stderr.
  case missingMap(String)

  /// - Throws: ``missingMap(_:)`` when stderr tells of a map that could not be opened.
  static func check(_ stderr: String) throws {
    do {
      try MissingMap.check(stderr, command: "bpf nat list")
    } catch {
      throw NATTableError.missingMap(error.text)
    }
  }

  /// One sentence for people.
  public var description: String {
    switch self {
    case .missingMap(let text):
      "cilium-dbg bpf nat list could not open a NAT map: \(text); BPF masquerade may be off, or the command did not "
        + "run as root in the agent container"
    }
  }
}

/// Cilium's NAT map: `cilium-dbg bpf nat list`.
public struct NATTable: Hashable, Sendable {
  /// The entries in the command's order, which means nothing.
  public let entries: [NATEntry]
  /// The first lines that could not be read, at most twenty.
  public let unknownLines: [String]
  /// How many lines could not be read.
  public let unknownLineCount: Int

  /// Makes a table.
  public init(entries: [NATEntry], tally: ReadingTally = ReadingTally()) {
    self.entries = entries
    self.unknownLines = tally.samples
    self.unknownLineCount = tally.unknown
  }

  /// The entries that rewrite what a sender sends: a pod's echo request or connection.
  ///
  /// - Parameters:
  ///   - proto: The transport protocol.
  ///   - source: The sender's address, before translation.
  ///   - sourcePort: The sender's port or ICMP identifier; nil for any.
  ///   - destination: Where it sends to.
  ///   - destinationPort: The port there; nil for any. ICMP entries have 0.
  ///   - maximumAge: Leaves out entries that are older, in seconds. Entries outlive their flow and even the setting that
  ///     made them: one proves something of a probe only when it is no older than the probe.
  public func outbound(
    _ proto: NATEntry.TransportProtocol, from source: IPAddress, port sourcePort: UInt16? = nil,
    to destination: IPAddress, port destinationPort: UInt16? = nil, maximumAge: Int? = nil
  ) -> [NATEntry] {
    entries.filter { entry in
      entry.direction == .out && entry.proto == proto && entry.source.address == source
        && entry.destination.address == destination
        && (sourcePort == nil || entry.source.port == sourcePort)
        && (destinationPort == nil || entry.destination.port == destinationPort)
        && (entry.ageSeconds ?? 0) <= maximumAge ?? .max
    }
  }

  /// The same between IPv4 addresses.
  public func outbound(
    _ proto: NATEntry.TransportProtocol, from source: IPv4Address, port sourcePort: UInt16? = nil,
    to destination: IPv4Address, port destinationPort: UInt16? = nil, maximumAge: Int? = nil
  ) -> [NATEntry] {
    outbound(
      proto, from: IPAddress.v4(source), port: sourcePort, to: .v4(destination), port: destinationPort,
      maximumAge: maximumAge)
  }

  /// The entry that brings answers back: the mirror of an outbound one. Nil when it is missing.
  public func reverse(of entry: NATEntry) -> NATEntry? {
    guard case .source(let translated) = entry.translation else { return nil }
    return entries.first { other in
      other.direction == .in && other.proto == entry.proto && other.source == entry.destination
        && other.destination == translated && other.translation == .destination(entry.source)
    }
  }
}
