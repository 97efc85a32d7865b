import CLibpcap
import Foundation

/// A capture that was written to a file or a stream: pcap or pcapng, as libpcap reads them.
public struct PacketFile: Hashable, Sendable {
  /// What the packets start with.
  public let linkType: LinkType
  /// The packets in the file's order.
  public let packets: [CapturedPacket]
  /// Why the capture ends before its time; nil for a whole one.
  public let damage: CaptureError?

  /// Reads a whole capture.
  ///
  /// - Parameters:
  ///   - data: The file's bytes.
  ///   - filter: Keeps only packets that match this expression in tcpdump's language.
  /// - Throws: ``CaptureError``; a damaged capture too.
  public init(data: Data, filter: String? = nil) throws {
    self = try Self.salvage(data, filter: filter)
    if let damage { throw damage }
  }

  /// Reads a whole capture from a file.
  ///
  /// - Throws: ``CaptureError``; Foundation's error when the file cannot be read.
  public init(path: String, filter: String? = nil) throws {
    try self.init(data: Data(contentsOf: URL(fileURLWithPath: path)), filter: filter)
  }

  /// Reads a capture from a stream, such as a pipe, until its end.
  ///
  /// - Parameter fileDescriptor: Is read from, which waits for the writer, and stays open.
  /// - Throws: ``CaptureError``; a damaged capture too.
  public init(fileDescriptor: Int32, filter: String? = nil) throws {
    let copy = dup(fileDescriptor)
    guard copy >= 0 else {
      throw CaptureError.notACapture("the stream cannot be opened: \(String(cString: strerror(errno)))")
    }
    guard let stream = fdopen(copy, "r") else {
      close(copy)
      throw CaptureError.notACapture("the stream cannot be opened: \(String(cString: strerror(errno)))")
    }
    self = try Self.read(stream).keeping(filter)
    if let damage { throw damage }
  }

  /// Reads as much of a capture as is whole: what a broken connection has left is worth something. ``damage`` says
  /// where it ends.
  ///
  /// - Throws: ``CaptureError/notACapture(_:)``, ``CaptureError/badFilter(expression:_:)``.
  public static func salvage(_ data: Data, filter: String? = nil) throws -> PacketFile {
    guard !data.isEmpty else { throw CaptureError.notACapture("it is empty") }
    var bytes = [UInt8](data)
    // fmemopen wants memory that it could write to, although with "r" it does not.
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { try read(fmemopen(buffer.baseAddress, buffer.count, "r")) }
    }
    return try result.get().keeping(filter)
  }

  private init(linkType: LinkType, packets: [CapturedPacket], damage: CaptureError?) {
    self.linkType = linkType
    self.packets = packets
    self.damage = damage
  }

  private func keeping(_ filter: String?) throws -> PacketFile {
    guard let filter else { return self }
    let compiled = try PacketFilter(filter, linkType: linkType)
    return PacketFile(linkType: linkType, packets: packets.filter(compiled.matches), damage: damage)
  }

  private static func read(_ stream: UnsafeMutablePointer<FILE>?) throws -> PacketFile {
    guard let stream else { throw CaptureError.notACapture("no memory to read it in") }
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    let precision = UInt32(PCAP_TSTAMP_PRECISION_NANO)
    guard let handle = pcap_fopen_offline_with_tstamp_precision(stream, precision, &message) else {
      fclose(stream)
      let text = message.prefix { $0 != 0 }.map(UInt8.init(truncatingIfNeeded:))
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
        packets.append(CapturedPacket(header, bytes, linkType))
      case PCAP_ERROR_BREAK:
        return PacketFile(linkType: linkType, packets: packets, damage: nil)
      default:
        let damage = CaptureError.damaged(packetsBefore: packets.count, String(cString: pcap_geterr(handle)))
        return PacketFile(linkType: linkType, packets: packets, damage: damage)
      }
    }
  }
}
