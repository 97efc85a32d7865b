/// Who translates the source of packets that leave the node.
public enum MasqueradeMode: Hashable, Sendable {
  /// Cilium's programs, on the selected devices only.
  case bpf
  /// netfilter, on every device, whatever `devices` says.
  case iptables
  /// Nobody.
  case disabled
  /// A word that this reader does not know.
  case unknown(String)

  /// Reads the agent's word, in any case.
  public init(_ word: String) {
    self =
      switch word.lowercased() {
      case "bpf": .bpf
      case "iptables": .iptables
      case "disabled": .disabled
      default: .unknown(word)
      }
  }
}

extension MasqueradeMode: CustomStringConvertible {
  /// The agent's word.
  public var description: String {
    switch self {
    case .bpf: "BPF"
    case .iptables: "IPTables"
    case .disabled: "Disabled"
    case .unknown(let word): word
    }
  }
}

extension MasqueradeMode: Codable {
  /// Reads the agent's word.
  public init(from decoder: any Decoder) throws {
    self = try decodeText(from: decoder, as: "a masquerade mode") { Self($0) }
  }

  /// Writes the agent's word.
  public func encode(to encoder: any Encoder) throws { try encodeText(description, to: encoder) }
}
