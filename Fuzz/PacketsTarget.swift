// libFuzzer's target for the packet decoders and the capture file reader.
import Foundation

@testable import Capture

/// The first byte chooses the link type, or a whole capture file; the rest is the packet.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPackets(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let choice = bytes.first else { return 0 }
  let types: [LinkType] = [.ethernet, .rawIP, .linuxCooked, .linuxCooked2]
  // Seeds are captures: they begin with pcap's or pcapng's magic number.
  if [0xD4, 0x4D, 0xA1, 0x0A].contains(choice) {
    guard let file = try? PacketFile.salvage(Data(bytes)) else { return 0 }
    for packet in file.packets { check(packet) }
    if let copy = try? PacketFile.encode(file.packets, linkType: file.linkType) {
      precondition((try? PacketFile(data: copy))?.packets.count == file.packets.count, "a written capture reads back")
    }
    return 0
  }
  check(CapturedPacket(linkType: types[Int(choice) % types.count], bytes: Array(bytes.dropFirst())))
  return 0
}

/// A packet that is cut off may lose what is behind the cut, and must not become another one.
private func check(_ packet: CapturedPacket) {
  guard let whole = packet.ip() else { return }
  _ = "\(whole)"
  for length in [packet.bytes.count / 4, packet.bytes.count / 2, packet.bytes.count - 1] where length > 0 {
    let cut = CapturedPacket(linkType: packet.linkType, bytes: Array(packet.bytes.prefix(length)))
    guard let decoded = cut.ip() else { continue }
    precondition(
      decoded.source == whole.source && decoded.destination == whole.destination, "a cut does not change addresses")
    precondition(
      decoded.icmp?.identifier == nil || decoded.icmp?.identifier == whole.icmp?.identifier,
      "a cut does not change identifiers")
  }
}
