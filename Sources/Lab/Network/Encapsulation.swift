import CLinux
import Foundation

/// Loads the node's tunnel programs: one classifier per peer on the egress of `cilium_host`.
enum Encapsulation {
  /// The identity that Cilium gives to a remote node's own traffic.
  static let hostIdentity: UInt32 = 6

  /// Pins the program that tunnels a peer's prefix at `path` (a bpffs); an old one there is replaced.
  /// - Parameters:
  ///   - endpoint: The outer destination, of either family.
  ///   - mac: The Ethernet address of the peer's `cilium_vxlan`.
  ///   - vxlanIndex: The interface index of the node's own `cilium_vxlan`.
  /// - Throws: `LabError` with the kernel's answer.
  static func pin(_ prefix: String, to endpoint: String, mac: String, by vxlanIndex: Int32, at path: String) throws {
    guard let network = IPNetwork(prefix) else { throw LabError("\(prefix) is no prefix") }
    let bytes = mac.split(separator: ":").compactMap { UInt8($0, radix: 16) }
    guard bytes.count == 6 else { throw LabError("\(mac) is not an Ethernet address") }
    unlink(path)
    let result = netproof_pin_encapsulation(
      path, network.address, Int32(network.prefixLength), endpoint, vxlanIndex, bytes, hostIdentity)
    guard result == 0 else {
      throw LabError(
        "loading the tunnel program for \(prefix) via \(endpoint) failed: \(String(cString: strerror(-result)))"
          + "; the lab needs root and a kernel with CONFIG_BPF_SYSCALL and CONFIG_NET_CLS_BPF")
    }
  }

  /// Lines for `tc -n NODE -batch -` that make the pinned programs the node's only tunnel programs.
  static func filterLines(_ pins: [String]) -> [String] {
    ["filter delete dev cilium_host egress"]
      + pins.enumerated().map { index, path in
        "filter add dev cilium_host egress pref \(index + 1) handle 1 bpf da object-pinned \(path)"
      }
  }
}
