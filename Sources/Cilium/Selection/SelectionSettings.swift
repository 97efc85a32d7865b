/// What Cilium's choice of devices depends on beside the devices themselves.
public struct SelectionSettings: Hashable, Sendable {
  /// The user's `devices`, as ``CiliumConfigMap/devices`` splits it; empty for auto-detection.
  public var filter: [String]
  /// `force-device-detection`: detect also what the filter does not match. Known since 1.16.
  public var force: Bool
  /// The release that decides.
  public var release: CiliumRelease
  /// Whether the kernel can host Cilium's programs on a device without a hardware address, such as a TUN: since Linux
  /// 5.8 (`bpf_skb_change_head`). Asked up to 1.17; later releases require such a kernel anyway.
  public var supportsL3Devices: Bool
  /// 1.14 only: whether a feature is on that attaches programs to devices; without one nothing is detected.
  public var needsDevices: Bool
  /// 1.14 only: the device for traffic between nodes without a tunnel, which is selected beside the others.
  public var directRouting: DirectRouting

  /// How 1.14 came by its direct-routing device.
  public enum DirectRouting: Hashable, Sendable {
    /// No feature asks for one.
    case notNeeded
    /// `direct-routing-device` names it, `+` at the end being a wildcard.
    case device(String)
    /// The device that holds the Kubernetes node IP.
    case nodeIP(IPAddress?)
  }

  /// Makes settings; without further arguments those of the latest release.
  public init(
    filter: [String] = [], force: Bool = false, release: CiliumRelease = .latest, supportsL3Devices: Bool = true,
    needsDevices: Bool = true, directRouting: DirectRouting = .notNeeded
  ) {
    self.filter = filter
    self.force = force
    self.release = release
    self.supportsL3Devices = supportsL3Devices
    self.needsDevices = needsDevices
    self.directRouting = directRouting
  }
}
