/// Why a capture could not be made or read.
public enum CaptureError: Error, Hashable, Sendable {
  /// The bytes are neither pcap nor pcapng. Holds libpcap's words.
  case notACapture(String)
  /// The file ends inside a packet or is damaged. Holds how many packets came before, and libpcap's words.
  case damaged(packetsBefore: Int, String)
  /// The filter expression is wrong. Holds the expression and libpcap's words.
  case badFilter(expression: String, String)
  /// The device cannot be captured on. Holds its name and libpcap's words.
  case cannotListen(device: String, String)
  /// A capture could not be written. Holds the reason.
  case cannotWrite(String)
}

extension CaptureError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .notACapture(let reason): "not a pcap or pcapng file: \(reason)"
    case .damaged(let count, let reason): "the capture is damaged after \(count) packets: \(reason)"
    case .badFilter(let expression, let reason): "the filter “\(expression)” is wrong: \(reason)"
    case .cannotListen(let device, let reason):
      "cannot capture on \(device): \(reason); capturing needs CAP_NET_RAW and a device that is up"
    case .cannotWrite(let reason): "the capture could not be written: \(reason)"
    }
  }
}
