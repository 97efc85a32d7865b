import Cilium

/// Whether a rule selects a flow (`fib_rule_match`, `fib4_rule_match`, `fib6_rule_match`).
struct RuleMatch {
  let host: RoutingHost
  let flow: FlowKey
  let family: IPFamily

  func selects(_ rule: PolicyRule) -> Truth {
    let selected = devices(rule).and(numbers(rule)).and(addresses(rule)).and(unknown(rule))
    return rule.isInverted ? selected.inverted : selected
  }

  private func devices(_ rule: PolicyRule) -> Truth {
    var result = Truth.yes
    if let device = rule.inputDevice { result = result.and(same(device, flow.inputDevice)) }
    if let device = rule.outputDevice { result = result.and(same(device, flow.outputDevice)) }
    if rule.action == .lookupVRF { result = result.and(Truth(flow.vrf != nil)) }
    return result
  }

  /// Since 6.14 a rule that names a VRF selects what belongs to it; before, only what names the VRF itself.
  private func same(_ device: String, _ actual: String?) -> Truth {
    guard host.linksByName[device]?.isVRF == true, flow.vrf == device else { return Truth(device == actual) }
    return .maybe("whether a rule that names the VRF \(device) selects the packet depends on the kernel's version")
  }

  private func numbers(_ rule: PolicyRule) -> Truth {
    var result = Truth.yes
    if let mark = rule.mark, mark.mask != 0 {
      result = result.and(known(flow.mark, "mark") { ($0 ^ mark.value) & mark.mask == 0 })
    }
    if let users = rule.users { result = result.and(known(flow.user, "user", users.contains)) }
    if let tos = rule.tos, tos != 0 {
      // IPv4 compares the old TOS bits only (INET_DSCP_LEGACY_TOS_MASK), IPv6 the whole DSCP.
      let mask: UInt8 = family == .ipv4 ? 0x1C : 0xFC
      result = result.and(Truth(flow.tos & mask == tos & 0xFC))
    }
    if let wanted = rule.ipProtocol, wanted != 0 {
      result = result.and(known(flow.ipProtocol, "protocol") { $0 == wanted })
    }
    if let ports = rule.sourcePorts { result = result.and(known(flow.sourcePort, "source port", ports.contains)) }
    if let ports = rule.destinationPorts {
      result = result.and(known(flow.destinationPort, "destination port", ports.contains))
    }
    return result
  }

  private func addresses(_ rule: PolicyRule) -> Truth {
    if let to = rule.to, to.length > 0, !to.matches(flow.to) { return .no }
    guard let from = rule.from, from.length > 0 else { return .yes }
    // IPv6 asks for a source first; in IPv4 “none” is the address 0.0.0.0.
    if family == .ipv6, flow.from.isZero { return .no }
    return Truth(from.matches(flow.from))
  }

  private func unknown(_ rule: PolicyRule) -> Truth {
    guard let name = rule.unknownSelectors.first else { return .yes }
    return .maybe("the rule \(rule.priority) has the selector “\(name)”, which is not understood")
  }

  private func known<Value>(_ value: Value?, _ name: String, _ test: (Value) -> Bool) -> Truth {
    value.map { Truth(test($0)) } ?? .maybe("the packet's \(name) is not known, and a rule asks for it")
  }
}
