import CLibpcap
import Foundation

/// A capture that was written to a file or a stream: pcap or pcapng, as libpcap reads them.
public struct PacketFile: Hashable, Sendable {
  /// What the packets start with.
  public let linkType: LinkType
  /// The packets in the file's order.
  public let packets: [CapturedPacket]

  /// Reads a whole capture.
  ///
  /// - Parameters:
  ///   - data: The file's bytes.
  ///   - filter: Keeps only packets that match this expression in tcpdump's language.
  /// - Throws: ``CaptureError``.
  public init(data: Data, filter: String? = nil) throws {
    guard !data.isEmpty else { throw CaptureError.notACapture("it is empty") }
    var bytes = [UInt8](data)
    // fmemopen wants memory that it could write to, although with "r" it does not.
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { try Self.read(fmemopen(buffer.baseAddress, buffer.count, "r")) }
    }
    let (linkType, packets) = try result.get()
    self.linkType = linkType
    if let filter {
      let compiled = try PacketFilter(filter, linkType: linkType)
      self.packets = packets.filter(compiled.matches)
    } else {
      self.packets = packets
    }
  }

  /// Reads a whole capture from a file.
  ///
  /// - Throws: ``CaptureError``; Foundation's error when the file cannot be read.
  public init(path: String, filter: String? = nil) throws {
    try self.init(data: Data(contentsOf: URL(fileURLWithPath: path)), filter: filter)
  }

  private static func read(_ stream: UnsafeMutablePointer<FILE>?) throws -> (LinkType, [CapturedPacket]) {
    guard let stream else { throw CaptureError.notACapture("no memory to read it in") }
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    let precision = UInt32(PCAP_TSTAMP_PRECISION_NANO)
    guard let handle = pcap_fopen_offline_with_tstamp_precision(stream, precision, &message) else {
      fclose(stream)
      let text = message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
      throw CaptureError.notACapture(String(decoding: text, as: UTF8.self))
    }
    // Closes the stream too.
    defer { pcap_close(handle) }
    let linkType = LinkType(dlt: pcap_datalink(handle))
    var packets: [CapturedPacket] = []
    while true {
      var header: UnsafeMutablePointer<pcap_pkthdr>?
      var bytes: UnsafePointer<UInt8>?
      switch pcap_next_ex(handle, &header, &bytes) {
      case 1:
        guard let header = header?.pointee, let bytes else { continue }
        packets.append(
          CapturedPacket(
            timestamp: .seconds(header.ts.tv_sec) + .nanoseconds(header.ts.tv_usec), linkType: linkType,
            bytes: Array(UnsafeBufferPointer(start: bytes, count: Int(header.caplen))),
            originalLength: Int(header.len)))
      case PCAP_ERROR_BREAK:
        return (linkType, packets)
      default:
        throw CaptureError.damaged(packetsBefore: packets.count, String(cString: pcap_geterr(handle)))
      }
    }
  }
}
