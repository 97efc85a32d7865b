/// Why a probe did not get its answer.
public enum ProbeFailure: Error, Hashable, Sendable, Codable {
  /// Packets were sent and nothing came back in time (ping, DNS).
  case noReply
  /// The program was still waiting when its time was up.
  case timedOut
  /// The other side answered that nobody listens there.
  case refused
  /// The network answered, or the pod knew itself, that there is no way. Holds the program's text.
  case unreachable(String)
  /// The name could not be turned into an address.
  case badAddress(String)
  /// The name server answered that the name does not exist.
  case nxdomain
  /// The name server answered with another error or with no address. Holds its word, such as `SERVFAIL`.
  case lookupFailed(String)
  /// The HTTP server answered with an error status.
  case httpStatus(Int)
  /// A connection was made and broke. Holds the program's text.
  case broken(String)
  /// The output is not what the program prints. Holds the beginning of it.
  case malformed(String)
  /// The program could not do its work at all: not found, no permission, wrong usage, crashed. This says nothing about
  /// the network.
  case couldNotRun(String)

  /// Whether the probe measured nothing, so that its cell is inconclusive and not failed.
  public var isInconclusive: Bool {
    switch self {
    case .couldNotRun, .malformed: true
    default: false
    }
  }
}

extension ProbeFailure: CustomStringConvertible {
  /// A few words for people.
  public var description: String {
    switch self {
    case .noReply: "no reply"
    case .timedOut: "timed out"
    case .refused: "connection refused"
    case .unreachable(let text): "unreachable: \(text)"
    case .badAddress(let name): "the name \(name) could not be resolved"
    case .nxdomain: "the name does not exist (NXDOMAIN)"
    case .lookupFailed(let word): "the lookup failed (\(word))"
    case .httpStatus(let status): "HTTP status \(status)"
    case .broken(let text): "the connection broke: \(text)"
    case .malformed(let text): "the program's output could not be understood: \(text)"
    case .couldNotRun(let text): "the probe could not run: \(text)"
    }
  }
}
