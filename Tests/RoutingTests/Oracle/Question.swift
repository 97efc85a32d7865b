import Cilium

@testable import Routing

/// A question for `ip route get` and for the model alike.
struct Question {
  var flow: PacketFlow
  var inputDevice: String?
  /// Whether the matching route is asked for, rather than the way.
  var asksForRoute = false

  var command: String {
    var words = ["route get"]
    if asksForRoute { words.append("fibmatch") }
    words.append("\(flow.to)")
    if let from = flow.from { words.append("from \(from)") }
    if let inputDevice { words.append("iif \(inputDevice)") }
    if flow.tos != 0 { words.append("tos 0x\(String(flow.tos, radix: 16))") }
    if let device = flow.outputDevice { words.append("oif \(device)") }
    if let mark = flow.mark, mark != 0 { words.append("mark \(mark)") }
    if let number = flow.ipProtocol, number != 0 { words.append("ipproto \(number)") }
    if let port = flow.sourcePort, port != 0 { words.append("sport \(port)") }
    if let port = flow.destinationPort, port != 0 { words.append("dport \(port)") }
    words.append("uid \(flow.user ?? 0)")
    return words.joined(separator: " ")
  }

  /// The model's answer. `ip route get` does not pass an IPv6 packet on, and so does not check what is checked then.
  func decision(of host: RoutingHost) -> ForwardingDecision {
    guard let inputDevice else { return host.route(flow) }
    guard let to = flow.to.ipv6, V6Type(to).kind != .multicast, let from = flow.from else {
      return host.forward(flow, arrivingOn: inputDevice)
    }
    return Input6(host: host, flow: flow, from: from, device: inputDevice)
      .lookup(isStrict: V6Type(to).needsDevice)
  }
}

/// Whether the model's answer is the kernel's.
enum Comparison {
  enum Result {
    case same
    case notKnown(String)
    case different(String)
  }

  static func compare(_ question: Question, _ decision: ForwardingDecision, _ answer: KernelAnswer, _ host: RoutingHost)
    -> Result
  {
    switch (decision.outcome, answer) {
    case (.notKnown(let reason), _): return .notKnown(reason)
    case (.dropped(let drop), .failed(let errno, _)):
      // Before 6.14 the kernel told a failed reverse path from other martians.
      let isSame = drop.errno == errno || (drop.kind == .reversePath && errno == 18)
      return isSame ? .same : .different("another error")
    case (.leaves(let paths), .way(let way)): return compare(question, decision, paths, way, host)
    case (.delivered(let path), .way(let way)): return compare(question, decision, [path], way, host)
    // Without a route there is none to show.
    case (.leaves, .failed), (.delivered, .failed):
      return question.asksForRoute && decision.route == nil ? .same : .different("the kernel drops it")
    case (.dropped, .way): return .different("the kernel does not drop it")
    }
  }

  private static func compare(
    _ question: Question, _ decision: ForwardingDecision, _ paths: [ForwardingPath], _ way: KernelAnswer.Way,
    _ host: RoutingHost
  ) -> Result {
    guard isSameTable(decision, way, host) else { return .different("another table") }
    if question.asksForRoute {
      guard let route = decision.route else { return .different("the kernel has a route") }
      let shown = Number.prefix(way.destination ?? "", route.family)
      guard shown == route.destination, way.metric == route.metric else { return .different("another route") }
      return .same
    }
    var doubt: String?
    for path in paths {
      guard isSameKind(path.kind, way.kind), path.device == way.device, path.gateway == way.gateway else { continue }
      switch path.source {
      case .notKnown(let reason): doubt = reason
      case .given: return .same
      case .none where way.source == nil: return .same
      case .chosen(let address) where address == way.source: return .same
      case .none, .chosen: break
      }
    }
    return doubt.map { .notKnown($0) } ?? .different("another way or source")
  }

  /// The kernel keeps what it made for a next hop, with the type of the first destination that it was made for, and
  /// shows that type for others that share the next hop: a group for a host and the other way round.
  private static func isSameKind(_ kind: KernelRoute.Kind, _ shown: String) -> Bool {
    let shared = [KernelRoute.Kind.unicast, .multicast].map(\.rawValue)
    return kind.rawValue == shown || (shared.contains(kind.rawValue) && shared.contains(shown))
  }

  private static func isSameTable(_ decision: ForwardingDecision, _ way: KernelAnswer.Way, _ host: RoutingHost) -> Bool
  {
    guard let table = decision.table else { return true }
    // The two tables are one then, under the name of the main table.
    if host.mayHaveMergedTables, table == .local, way.table == "main" { return true }
    return table.rawValue == way.table
  }
}
