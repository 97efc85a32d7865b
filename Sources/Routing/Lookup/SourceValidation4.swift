import Cilium

/// Whether an IPv4 packet may have arrived by its device with its source (`fib_validate_source`): `rp_filter`, and that
/// the source is not the host's own.
struct SourceValidation4 {
  enum Answer: Hashable {
    case valid
    case drop(PacketDrop)
    case notKnown(String)
  }

  /// What the kernel's parameters may be, where they were not read.
  private struct Parameters {
    var reversePath: Int
    var usesMark: Bool
    var sendsRedirects: Bool
    /// Whether the whole check is done without `rp_filter` too: since the host got its first rule of its own or its
    /// first local route outside the local table.
    var isFull: Bool
  }

  let host: RoutingHost
  let flow: PacketFlow
  let from: IPAddress
  let device: String

  /// - Parameters:
  ///   - destination: the packet's destination; nil for broadcast, of which the kernel does not check it.
  ///   - output: the device that the packet would leave by; nil when it is for the host.
  func answer(destination: IPAddress?, output: String?) -> Answer {
    let acceptsLocal = host.sysctls.ipv4Either("accept_local", device) ?? false
    let answers = Set(
      possibleParameters.map { answer($0, acceptsLocal: acceptsLocal, destination: destination, output: output) })
    if answers.count == 1, let only = answers.first { return only }
    for case .notKnown(let reason) in answers { return .notKnown(reason) }
    return .notKnown(
      host.sysctls.ipv4Largest("rp_filter", device) == nil
        ? "rp_filter of \(device) was not read, and the packet's source would not pass it"
        : "whether \(from) may arrive by \(device) depends on parameters that were not read")
  }

  private var possibleParameters: [Parameters] {
    let filters = host.sysctls.ipv4Largest("rp_filter", device).map { [$0] } ?? [0, 1, 2]
    let marks =
      flow.mark == 0 ? [false] : host.sysctls.ipv4Either("src_valid_mark", device).map { [$0] } ?? [false, true]
    let redirects = host.sysctls.ipv4Either("send_redirects", device).map { [$0] } ?? [false, true]
    let full = host.mayHaveMergedTables ? [false, true] : [true]
    return filters.flatMap { filter in
      marks.flatMap { mark in
        redirects.flatMap { redirect in
          full.map { Parameters(reversePath: filter, usesMark: mark, sendsRedirects: redirect, isFull: $0) }
        }
      }
    }
  }

  private func answer(
    _ parameters: Parameters, acceptsLocal: Bool, destination: IPAddress?, output: String?
  ) -> Answer {
    if parameters.reversePath == 0, output != device || !parameters.sendsRedirects {
      if acceptsLocal { return .valid }
      if !parameters.isFull {
        guard let address = from.ipv4, !LocalAddresses4(host: host).holders(of: address).isEmpty else { return .valid }
        return .drop(PacketDrop(.martianSource, ErrorNumber.invalid))
      }
    }
    return fullCheck(parameters, acceptsLocal: acceptsLocal, destination: destination, output: output)
  }

  private func fullCheck(
    _ parameters: Parameters, acceptsLocal: Bool, destination: IPAddress?, output: String?
  ) -> Answer {
    let failed = Answer.drop(PacketDrop(.reversePath, ErrorNumber.invalid))
    let lastResort = parameters.reversePath > 0 ? failed : .valid
    let hasAddress = host.linksByName[device]?.addresses.contains { $0.address.ipv4 != nil } ?? false
    var back = FlowKey(
      input: PacketFlow(
        to: from, mark: parameters.usesMark ? flow.mark : 0, tos: flow.tos, ipProtocol: flow.ipProtocol,
        sourcePort: flow.destinationPort, destinationPort: flow.sourcePort),
      from: destination ?? .v4(IPv4Address(0)), device: output ?? host.loopback, host: host)
    back.vrf = host.vrf(of: device)?.name ?? back.vrf
    switch TableLookup4(host: host, flow: back).result() {
    case .notKnown(let reason): return .notKnown(reason)
    case .nothing, .drop: return lastResort
    case .match(let route, _, _):
      switch route.kind {
      case .unicast: break
      case .local where acceptsLocal: break
      default: return .drop(PacketDrop(.martianSource, ErrorNumber.invalid))
      }
      guard route.areHopsKnown else { return .notKnown("the next hops of the route \(route) are not known") }
      if usesDevice(route) { return .valid }
    }
    guard hasAddress else { return lastResort }
    return parameters.reversePath == 1 ? failed : .valid
  }

  /// Any of the route's hops counts, whether in use or not (`fib_info_nh_uses_dev`).
  private func usesDevice(_ route: KernelRoute) -> Bool {
    if route.kind == .local, device == host.loopback { return true }
    return route.hops.contains { hop in
      if hop.device == device { return true }
      guard let vrf = host.vrf(of: hop.device) else { return false }
      return vrf.name == device
    }
  }
}
