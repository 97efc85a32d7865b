/// A node of a cluster that exists on paper only: addresses, devices and routes as the guide's nodes have them.
struct SimulatedNode: Sendable, Hashable {
  /// From 0 on.
  let index: Int

  static let zones = 3

  var name: String { "node-" + String(repeating: "0", count: max(0, 4 - String(index).count)) + String(index) }
  var zone: String { "zone-\("abc".dropFirst(index % Self.zones).first ?? "a")" }
  var agentPod: String { "cilium-\(name)" }
  /// What is also the Kubernetes InternalIP.
  var tailnetAddress: String { "100.64.\((index + 1) / 256).\((index + 1) % 256)" }
  var physicalAddress: String { "10.\(index / 65536).\(index / 256 % 256).\(index % 256)" }
  var publicAddress: String { "168.107.\(index / 256).\(index % 256)" }
  var podCIDR: String { podPrefix + ".0/24" }
  var podPrefix: String { "10.\(128 + index / 256).\(index % 256)" }
  /// Machines of two makes: their network cards have different names.
  var physicalDevice: String { index.isMultiple(of: 2) ? "enp0s6" : "eth0" }

  /// The `devices` setting that names both uplinks of both makes.
  static let selectedDevices = ["enp0s6", "eth0", "tailscale0"]

  var specification: LabNodeSpecification {
    LabNodeSpecification(
      name: name, internalIPs: [tailnetAddress], externalIPs: [publicAddress], podCIDRs: [podCIDR])
  }

  var devices: [KernelDevice] {
    func device(
      _ index: Int, _ name: String, _ address: String, _ length: Int, mtu: Int, type: String = "device",
      flags: [String] = ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"]
    ) -> KernelDevice {
      KernelDevice(
        index: index, name: name, mtu: mtu, hardwareAddress: type == "device" ? "02:00:17:00:00:01" : "", flags: flags,
        type: type, master: nil, operState: "up",
        addresses: [.init(address: address, prefixLength: length, scope: "global", secondary: false)])
    }
    return [
      KernelDevice(
        index: 1, name: "lo", mtu: 65536, hardwareAddress: "", flags: ["LOOPBACK", "UP", "LOWER_UP"], type: "device",
        master: nil, operState: "unknown",
        addresses: [.init(address: "127.0.0.1", prefixLength: 8, scope: "host", secondary: false)]),
      device(2, physicalDevice, physicalAddress, 24, mtu: 9000),
      device(
        3, "tailscale0", tailnetAddress, 32, mtu: 1280, type: "tuntap",
        flags: ["POINTOPOINT", "MULTICAST", "NOARP", "UP", "LOWER_UP"]),
      device(4, "cilium_host", podPrefix + ".1", 32, mtu: 1280, type: "veth"),
    ]
  }

  /// The routes, one to every other node's pods among them.
  func routes(among all: [SimulatedNode]) -> [KernelRoute] {
    ownRoutes
      + all.filter { $0 != self }.map {
        KernelRoute(
          destination: $0.podCIDR, device: "cilium_host", source: podPrefix + ".1", gateway: podPrefix + ".1",
          mtu: 1230, table: "main", type: "unicast", scope: "universe", priority: 0)
      }
  }

  /// The routes that lead to no other node's pods.
  var ownRoutes: [KernelRoute] {
    func route(
      _ destination: String, _ device: String, gateway: String? = nil, table: String = "main", type: String = "unicast"
    ) -> KernelRoute {
      KernelRoute(
        destination: destination, device: device, gateway: gateway, table: table, type: type,
        scope: gateway == nil ? "link" : "universe", priority: 0)
    }
    let network = physicalAddress.split(separator: ".").prefix(3).joined(separator: ".")
    return [
      route("0.0.0.0/0", physicalDevice, gateway: network + ".254"), route(network + ".0/24", physicalDevice),
      route("100.64.0.0/10", "tailscale0", table: "52"),
      route(physicalAddress + "/32", physicalDevice, table: "local", type: "local"),
      route(tailnetAddress + "/32", "tailscale0", table: "local", type: "local"),
    ]
  }
}
