import CLibpcap

/// What stands before the IP header in a capture's packets (libpcap's DLT values).
public enum LinkType: Hashable, Sendable {
  /// An Ethernet header.
  case ethernet
  /// Nothing: the packet starts with its IP header, as on a TUN device such as tailscale0.
  case rawIP
  /// Linux's cooked header, of captures on the `any` device.
  case linuxCooked
  /// The second version of Linux's cooked header.
  case linuxCooked2
  /// One that is not decoded here, by its DLT value.
  case other(Int32)

  /// Reads a DLT value.
  init(dlt: Int32) {
    self =
      switch dlt {
      case DLT_EN10MB: .ethernet
      case DLT_RAW, 101: .rawIP  // 101 is LINKTYPE_RAW, as files write it.
      case DLT_LINUX_SLL: .linuxCooked
      case DLT_LINUX_SLL2: .linuxCooked2
      default: .other(dlt)
      }
  }

  var dlt: Int32 {
    switch self {
    case .ethernet: DLT_EN10MB
    case .rawIP: DLT_RAW
    case .linuxCooked: DLT_LINUX_SLL
    case .linuxCooked2: DLT_LINUX_SLL2
    case .other(let value): value
    }
  }
}
