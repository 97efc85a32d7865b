import CLibpcap
import Foundation

extension PacketFile {
  /// A pcap file of packets, with time stamps in nanoseconds, as libpcap writes it.
  ///
  /// - Parameter linkType: What every packet starts with; packets of another type are left out.
  /// - Throws: ``CaptureError/cannotWrite(_:)``.
  public static func encode(_ packets: [CapturedPacket], linkType: LinkType) throws -> Data {
    let precision = UInt32(PCAP_TSTAMP_PRECISION_NANO)
    guard let handle = pcap_open_dead_with_tstamp_precision(linkType.dlt, 262_144, precision) else {
      throw CaptureError.cannotWrite("libpcap has no memory")
    }
    defer { pcap_close(handle) }
    // The stream writes through these until it is closed, so they need a place of their own.
    let memory = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: 1)
    memory.initialize(to: nil)
    let size = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    size.initialize(to: 0)
    defer {
      free(memory.pointee)
      memory.deallocate()
      size.deallocate()
    }
    guard let stream = open_memstream(memory, size) else { throw CaptureError.cannotWrite("no memory") }
    guard let dumper = pcap_dump_fopen(handle, stream) else {
      fclose(stream)
      throw CaptureError.cannotWrite(String(cString: pcap_geterr(handle)))
    }
    for packet in packets where packet.linkType == linkType {
      var header = packet.header
      packet.bytes.withUnsafeBufferPointer { bytes in
        pcap_dump(
          UnsafeMutablePointer(mutating: UnsafeRawPointer(dumper).assumingMemoryBound(to: UInt8.self)), &header,
          bytes.baseAddress)
      }
    }
    // Closes the stream too, which fills in memory and size.
    pcap_dump_close(dumper)
    guard let bytes = memory.pointee else { throw CaptureError.cannotWrite("no memory") }
    return Data(bytes: bytes, count: size.pointee)
  }
}
