/// Why a capture could not be read.
public enum CaptureError: Error, Hashable, Sendable {
  /// The bytes are neither pcap nor pcapng. Holds libpcap's words.
  case notACapture(String)
  /// The file ends inside a packet or is damaged. Holds how many packets came before, and libpcap's words.
  case damaged(packetsBefore: Int, String)
  /// The filter expression is wrong. Holds the expression and libpcap's words.
  case badFilter(expression: String, String)
}

extension CaptureError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .notACapture(let reason): "not a pcap or pcapng file: \(reason)"
    case .damaged(let count, let reason): "the capture is damaged after \(count) packets: \(reason)"
    case .badFilter(let expression, let reason): "the filter “\(expression)” is wrong: \(reason)"
    }
  }
}
