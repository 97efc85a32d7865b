import CLibpcap

/// A capture on one of this machine's devices. Belongs to one task at a time: reading is not shared.
public final class LiveCapture {
  /// What the packets start with.
  public let linkType: LinkType
  private let handle: OpaquePointer
  private var captured = 0

  /// Starts capturing; from now on every packet that passes is kept until it is read.
  ///
  /// - Parameters:
  ///   - device: The device's name; `any` for all of them.
  ///   - filter: Only packets that match this expression in tcpdump's language.
  ///   - snapshotLength: How much of each packet is kept, in bytes.
  /// - Throws: ``CaptureError``.
  public init(device: String, filter: String? = nil, snapshotLength: Int = 262_144) throws {
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let handle = pcap_create(device, &message) else {
      let words = message.prefix { $0 != 0 }.map(UInt8.init(truncatingIfNeeded:))
      throw CaptureError.cannotListen(device: device, String(decoding: words, as: UTF8.self))
    }
    do {
      // At once, so that a reader sees a packet when it passes and not when a buffer is full; not promiscuous.
      pcap_set_immediate_mode(handle, 1)
      pcap_set_promisc(handle, 0)
      pcap_set_snaplen(handle, Int32(clamping: snapshotLength))
      pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO)
      guard pcap_activate(handle) >= 0 else {
        throw CaptureError.cannotListen(device: device, String(cString: pcap_geterr(handle)))
      }
      if device == "any" { pcap_set_datalink(handle, DLT_LINUX_SLL2) }
      if let filter { try Self.apply(filter, to: handle) }
      guard pcap_setnonblock(handle, 1, &message) == 0 else {
        throw CaptureError.cannotListen(device: device, String(cString: pcap_geterr(handle)))
      }
    } catch {
      pcap_close(handle)
      throw error
    }
    self.handle = handle
    linkType = LinkType(dlt: pcap_datalink(handle))
  }

  deinit { pcap_close(handle) }

  private static func apply(_ filter: String, to handle: OpaquePointer) throws {
    var program = bpf_program()
    guard pcap_compile(handle, &program, filter, 1, UInt32(bitPattern: -1)) == 0 else {
      throw CaptureError.badFilter(expression: filter, String(cString: pcap_geterr(handle)))
    }
    defer { pcap_freecode(&program) }
    guard pcap_setfilter(handle, &program) == 0 else {
      throw CaptureError.badFilter(expression: filter, String(cString: pcap_geterr(handle)))
    }
  }

  /// The packets that have passed since the last call; does not wait.
  ///
  /// - Throws: ``CaptureError/cannotListen(device:_:)`` when the device is gone.
  public func packets() throws -> [CapturedPacket] {
    var packets: [CapturedPacket] = []
    while true {
      var header: UnsafeMutablePointer<pcap_pkthdr>?
      var bytes: UnsafePointer<UInt8>?
      switch pcap_next_ex(handle, &header, &bytes) {
      case 1:
        guard let header = header?.pointee, let bytes else { continue }
        packets.append(CapturedPacket(header, bytes, linkType))
        captured += 1
      case 0: return packets
      default: throw CaptureError.cannotListen(device: "the device", String(cString: pcap_geterr(handle)))
      }
    }
  }

  /// What was dropped so far.
  ///
  /// - Throws: ``CaptureError/cannotListen(device:_:)``.
  public func statistics() throws -> CaptureStatistics {
    var stats = pcap_stat()
    guard pcap_stats(handle, &stats) == 0 else {
      throw CaptureError.cannotListen(device: "the device", String(cString: pcap_geterr(handle)))
    }
    return CaptureStatistics(
      captured: captured, received: Int(stats.ps_recv), droppedByKernel: Int(stats.ps_drop),
      droppedByInterface: Int(stats.ps_ifdrop))
  }
}
