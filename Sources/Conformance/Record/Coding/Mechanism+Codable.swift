/// In the record a mechanism is an object whose `code` says which, with its arguments beside it:
/// `{"code": "untranslated", "device": "tailscale0", "dropped-by": "wireguard-peer"}`.
extension Mechanism: Codable {
  private enum CodingKeys: String, CodingKey {
    case code, device, to, cause
    case droppedBy = "dropped-by"
  }

  /// Those without arguments.
  private static let plain: [Mechanism] = [
    .staysOnNode, .deliveredToHost, .tunnelBetweenNodeIPs, .tunnelledToNode, .routedByNodes, .localLookupFails,
    .nodesApart, .noRoute, .balancedAtSource, .balancedAtNode, .portUnserved, .noEndpoint, .staysReady, .configured,
  ]

  /// Reads a mechanism; an unknown `code` is an error.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let code = try values.decode(String.self, forKey: .code)
    func device() throws -> String { try values.decode(String.self, forKey: .device) }
    if let known = Self.plain.first(where: { $0.code == code }) {
      self = known
      return
    }
    switch code {
    case "translated":
      self = .translated(device: try device(), to: try values.decodeIfPresent(String.self, forKey: .to))
    case "untranslated":
      self = .untranslated(device: try device(), droppedBy: try values.decode(Dropper.self, forKey: .droppedBy))
    case "forced-out":
      self = .forcedOut(device: try device(), to: try values.decodeIfPresent(String.self, forKey: .to))
    case "unresolved": self = .unresolved(try values.decode(Mechanism.self, forKey: .cause))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .code, in: values, debugDescription: "“\(code)” is no mechanism that this netproof knows")
    }
  }

  /// Writes the code and the arguments.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(code, forKey: .code)
    switch self {
    case .translated(let device, let to), .forcedOut(let device, let to):
      try values.encode(device, forKey: .device)
      try values.encodeIfPresent(to, forKey: .to)
    case .untranslated(let device, let dropper):
      try values.encode(device, forKey: .device)
      try values.encode(dropper, forKey: .droppedBy)
    case .unresolved(let cause): try values.encode(cause, forKey: .cause)
    case .staysOnNode, .deliveredToHost, .tunnelBetweenNodeIPs, .tunnelledToNode, .routedByNodes, .localLookupFails,
      .nodesApart, .noRoute, .balancedAtSource, .balancedAtNode, .portUnserved, .noEndpoint, .staysReady, .configured:
      break
    }
  }
}
