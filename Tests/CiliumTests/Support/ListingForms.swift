import Cilium

extension NATEntry {
  /// The line of `bpf nat list` in one of the releases' forms that can hold the entry.
  func line(_ random: inout Seeded) -> String {
    let age =
      switch created {
      case .secondsAgo(let seconds)?:
        needsCT == nil ? "\(seconds)sec" : random.pick(["\(seconds)sec", "\(seconds)sec ago"])
      case .raw(let clock)?: "? (raw \(clock))"
      case nil: "0sec"
      }
    let flag = needsCT.map { "NeedsCT=\($0 ? 1 : 0)" } ?? "HostLocal=0"
    return "\(description) Created=\(age) \(flag)"
  }

  /// The element of `bpf nat list -o json`; it has the map's clock only, and protocols by number.
  var json: String {
    func bytes(_ address: IPAddress) -> String {
      switch address {
      case .v4(let v4): "[\((0..<4).map { "\(v4.rawValue >> (24 - 8 * $0) & 0xFF)" }.joined(separator: ", "))]"
      case .v6(let v6): "[\(v6.bytes.map(String.init).joined(separator: ", "))]"
      }
    }
    let number = [.tcp: 6, .udp: 17, .icmp: 1, .icmpv6: 58, .other("SCTP"): 132][proto] ?? 47
    let flags = (direction == .in ? 1 : 0) | (related ? 2 : 0) | (service ? 4 : 0)
    let clock = if case .raw(let value)? = created { value } else { UInt64(0) }
    let needs = needsCT.map { "\"NeedsCT\": \($0 ? 1 : 0), " } ?? ""
    return """
      {
        "Key": {
          "DestAddr": \(bytes(destination.address)), "SourceAddr": \(bytes(source.address)),
          "DestPort": \(destination.port.byteSwapped), "SourcePort": \(source.port.byteSwapped),
          "NextHeader": \(number), "Flags": \(flags)
        },
        "Value": {
          "Created": \(clock), \(needs)"Pad1": 0, "Pad2": 0,
          "Addr": \(bytes(translation.endpoint.address)), "Port": \(translation.endpoint.port.byteSwapped)
        }
      }
      """
  }
}

extension ConntrackEntry {
  /// The line of `bpf ct list global` in the form of 1.19, or of 1.16 with an interface index before the backend.
  func line(_ random: inout Seeded) -> String {
    func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
    let index = random.pick(["", " IfIndex=0"])
    let remaining = random.pick(["", " (remaining: 12 sec(s))"])
    let port = random.pick(["", " NatPort=0"])
    return
      "\(description) expires=\(expires)\(remaining) Packets=\(packets) Bytes=\(bytes) RxFlagsSeen=\(hex(receivedFlags)) "
      + "LastRxReport=1 TxFlagsSeen=\(hex(transmittedFlags)) LastTxReport=2 Flags=\(hex(flags)) [ SeenNonSyn ] "
      + "RevNAT=\(reverseNAT) SourceSecurityID=\(sourceIdentity)\(index) BackendID=\(backendID ?? 0)\(port) "
  }
}
