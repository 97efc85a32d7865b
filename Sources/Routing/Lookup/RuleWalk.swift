import Cilium

/// What a table says of a flow.
enum TableAnswer: Sendable {
  /// No route, or one of type `throw`: the next rule is tried.
  case nothing
  /// A route that drops.
  case drop(PacketDrop, KernelRoute)
  /// A route and those of its hops that may be taken.
  case match(KernelRoute, hops: [KernelRoute.Hop])
  case notKnown(String)
}

/// Which rule decides, and how (`fib_rules_lookup`).
struct RuleWalk {
  enum Result: Sendable {
    case match(KernelRoute, hops: [KernelRoute.Hop], PolicyRule?)
    case drop(PacketDrop, KernelRoute?, PolicyRule?)
    case nothing
    case notKnown(String)
  }

  let host: RoutingHost
  let family: IPFamily
  let flow: FlowKey
  /// The rules that are walked; the host's, unless others are to be tried.
  let rules: [PolicyRule]
  let lookup: (RoutingTable) -> TableAnswer

  init(
    host: RoutingHost, family: IPFamily, flow: FlowKey, rules: [PolicyRule]? = nil,
    lookup: @escaping (RoutingTable) -> TableAnswer
  ) {
    self.host = host
    self.family = family
    self.flow = flow
    self.rules = rules ?? host.rules(family)
    self.lookup = lookup
  }

  /// More rules than this of which it is not known whether they select are not followed.
  private static let forkLimit = 6

  func result() -> Result { walk(from: 0, forks: 0) }

  private func walk(from start: Int, forks: Int) -> Result {
    var index = start
    // A goto only leads forward, so this ends.
    while index < rules.count {
      switch RuleMatch(host: host, flow: flow, family: family).selects(rules[index]) {
      case .no: index += 1
      case .maybe(let reason): return fork(at: index, forks: forks, reason: reason)
      case .yes:
        switch step(rules[index], at: index) {
        case .goOn(let target): index = target
        case .done(let result): return result
        }
      }
    }
    return .nothing
  }

  private enum Step {
    case goOn(Int)
    case done(Result)
  }

  private func step(_ rule: PolicyRule, at index: Int) -> Step {
    switch rule.action {
    case .nop: return .goOn(index + 1)
    case .goTo(let priority):
      let target = rules.indices.first { $0 > index && rules[$0].priority == priority }
      return .goOn(target ?? index + 1)
    case .blackhole: return .done(.drop(PacketDrop(.blackhole, ErrorNumber.invalid), nil, rule))
    case .unreachable: return .done(.drop(PacketDrop(.unreachable, ErrorNumber.networkUnreachable), nil, rule))
    case .prohibit: return .done(.drop(PacketDrop(.prohibit, ErrorNumber.access), nil, rule))
    case .other(let text): return .done(.notKnown("the rule \(rule.priority) has the action “\(text)”"))
    case .lookup(let table): return answer(rule, lookup(table), at: index)
    case .lookupVRF:
      guard let table = flow.vrf.flatMap({ host.linksByName[$0]?.vrfTable }) else {
        return .done(.notKnown("the table of the VRF \(flow.vrf ?? "") is not known"))
      }
      return answer(rule, lookup(table), at: index)
    }
  }

  private func answer(_ rule: PolicyRule, _ answer: TableAnswer, at index: Int) -> Step {
    let next = Step.goOn(index + 1)
    switch answer {
    case .nothing: return next
    case .drop(let drop, let route): return .done(.drop(drop, route, rule))
    case .notKnown(let reason): return .done(.notKnown(reason))
    case .match(let route, let hops):
      if let length = rule.suppressedPrefixLength, route.destination.length <= length { return next }
      if let group = rule.suppressedGroup {
        switch isSuppressed(group, route, hops) {
        case nil:
          return .done(.notKnown("the device group of the route \(route) is not known, and a rule asks for it"))
        case true?: return next
        case false?: break
        }
      }
      return .done(.match(route, hops: hops, rule))
    }
  }

  /// Whether a match leads to a device of a group. IPv4 asks it of the first hop that may be taken, before one is chosen
  /// (`fib4_rule_suppress`), IPv6 of the one that is chosen (`fib6_rule_suppress`): nil where they are of several groups.
  private func isSuppressed(_ group: String, _ route: KernelRoute, _ hops: [KernelRoute.Hop]) -> Bool? {
    let usable = hops.isEmpty ? route.hops : hops
    let asked = family == .ipv4 ? Array(usable.prefix(1)) : usable
    let answers = Set(asked.map { hop in host.linksByName[hop.device].map { $0.group == group } })
    return answers.count == 1 ? answers.first ?? nil : nil
  }

  /// Follows both ways; only if they lead to the same it is known where.
  private func fork(at index: Int, forks: Int, reason: String) -> Result {
    guard forks < Self.forkLimit else { return .notKnown(reason) }
    let without = walk(from: index + 1, forks: forks + 1)
    let with: Result
    switch step(rules[index], at: index) {
    case .goOn(let target): with = walk(from: target, forks: forks + 1)
    case .done(let result): with = result
    }
    return with.agreeing(without, otherwise: reason)
  }
}

extension RuleWalk.Result {
  /// What two ways of looking at a flow have in common; that it is not known if they differ in what becomes of it.
  func agreeing(_ other: RuleWalk.Result, otherwise reason: @autoclosure () -> String) -> RuleWalk.Result {
    switch (self, other) {
    case (.match(let left, let leftHops, let rule), .match(let right, let rightHops, let otherRule))
    where left == right && leftHops == rightHops:
      .match(left, hops: leftHops, rule == otherRule ? rule : nil)
    case (.drop(let left, let route, let rule), .drop(let right, let otherRoute, let otherRule)) where left == right:
      .drop(left, route == otherRoute ? route : nil, rule == otherRule ? rule : nil)
    case (.nothing, .nothing): .nothing
    case (.notKnown, _): self
    case (_, .notKnown): other
    default: .notKnown(reason())
    }
  }
}

/// The kernel's error numbers (`asm-generic/errno.h`), the same on every architecture that Cilium runs on.
enum ErrorNumber {
  static let access: Int32 = 13
  static let noDevice: Int32 = 19
  static let invalid: Int32 = 22
  static let networkUnreachable: Int32 = 101
  static let hostUnreachable: Int32 = 113
}
