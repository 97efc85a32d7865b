import Cilium
import Foundation
import Generators
import Testing

@testable import Routing

/// The running kernel is asked, in namespaces of the test's own, what the model is asked.
///
/// `NETPROOF_ROUTING_SEED` repeats a run, `NETPROOF_ROUTING_QUESTIONS` says how many questions are asked.
@Suite("The kernel decides as the model does", .serialized)
struct KernelOracleTests {
  static let environment = ProcessInfo.processInfo.environment

  @Test(
    "over random rules, routes, addresses, devices and parameters, before and after a change",
    .enabled(if: KernelNamespace.obstacle == nil, "\(KernelNamespace.obstacle ?? "")"))
  func agrees() throws {
    let seed = Self.environment["NETPROOF_ROUTING_SEED"].flatMap(UInt64.init) ?? .random(in: 0...0xFFFF_FFFF)
    let wanted = Self.environment["NETPROOF_ROUTING_QUESTIONS"].flatMap(Int.init) ?? 10_000
    print("routing oracle: NETPROOF_ROUTING_SEED=\(seed)")
    var tally = OracleTally()
    var number: UInt64 = 0
    let supportsVRF = try Oracle.supportsVRF()
    while tally.questions < wanted, tally.differences.count < 5 {
      let random = SeededGenerator(seed: seed &+ number &* 0x1000_0000_01B3)
      var oracle = Oracle(random: random, supportsVRF: supportsVRF)
      try oracle.run(&tally, label: "seed \(seed), scenario \(number)")
      number += 1
    }
    print("routing oracle: \(tally.text), VRFs \(supportsVRF ? "tried" : "not in this kernel")")
    for difference in tally.differences { Issue.record("\(difference)") }
    #expect(tally.questions >= wanted || !tally.differences.isEmpty)
    // What is not known must stay rare, or the model would be right by saying nothing.
    #expect(tally.unknown * 16 < tally.questions, "\(tally.text)")
  }
}

/// What came of the questions.
struct OracleTally {
  var questions = 0
  var unknown = 0
  var unknownSources = 0
  var reasons: [String: Int] = [:]
  var outcomes: [String: Int] = [:]
  var differences: [String] = []

  var text: String {
    let kinds = outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    let why = reasons.sorted { $0.value > $1.value }.prefix(12).map { "\($0.value)× \($0.key)" }.joined(separator: "; ")
    return "\(questions) questions (\(kinds)), \(differences.count) differences, \(unknown) not known"
      + (why.isEmpty ? "" : ": \(why)")
  }
}

/// One random configuration and the questions about it.
struct Oracle {
  private let scenario: Scenario
  private var random: SeededGenerator

  init(random: SeededGenerator, supportsVRF: Bool) {
    scenario = Scenario(random: random, supportsVRF: supportsVRF)
    self.random = scenario.random
  }

  static func supportsVRF() throws -> Bool {
    let namespace = try KernelNamespace()
    defer { namespace.close() }
    return try namespace.run("ip link add try type vrf table 10").error.isEmpty
  }

  mutating func run(_ tally: inout OracleTally, label: String) throws {
    let namespace = try KernelNamespace()
    defer { namespace.close() }
    try make(in: namespace)
    // Now and then the model is told what no listing tells: that there never was a rule in this namespace.
    let isTold = !scenario.configuration4.contains { $0.hasPrefix("rule") } && !random.once(in: 8)
    let host = try HostReading.read(namespace, asText: random.once(in: 4))
      .knowing(tablesAreMerged: isTold ? true : nil)
    try ask(namespace, host, 300, &tally, label)
    var changes = Changes(random: random, devices: scenario.devices)
    for _ in 0..<2 {
      guard let (changed, what) = try changes.change(host, in: namespace, scenario) else { continue }
      try namespace.settle()
      try ask(namespace, changed, 80, &tally, "\(label), then \(what)")
      break
    }
  }

  /// The kernel refuses some of it, such as a route by a device that is down; a word that `ip` does not know would end
  /// the whole.
  private func make(in namespace: KernelNamespace) throws {
    let links = try namespace.put("links", scenario.links)
    let ipv4 = try namespace.put("ipv4", scenario.configuration4)
    let ipv6 = try namespace.put("ipv6", scenario.configuration6)
    let result = try namespace.run(
      """
      ip -force -batch \(links) 2>&1
      sysctl -q -w \(scenario.sysctls.joined(separator: " ")) 2>&1
      ip -force -batch \(ipv4)
      ip -6 -force -batch \(ipv6)
      \(KernelNamespace.settling)
      """)
    for word in ["expected", "unknown", "usage", "garbage", "invalid", "wrong"] {
      let line = result.error.split(separator: "\n").first { $0.contains(word) && !$0.hasPrefix("Error: Nexthop") }
      if let line { throw KernelNamespace.Failure(description: "\(line) in \(scenario)") }
    }
  }

  private mutating func ask(
    _ namespace: KernelNamespace, _ host: RoutingHost, _ count: Int, _ tally: inout OracleTally, _ label: String
  ) throws {
    let devices = host.links.map(\.name).filter { scenario.devices.contains($0) || $0 == "vrf1" }
    var source = Questions(
      random: random, devices: devices, addresses: host.links.flatMap { $0.addresses.map(\.address) })
    for isIPv6 in [false, true] {
      let questions = source.make(count, ipv6: isIPv6)
      let batch = try namespace.batch(questions.map(\.command), options: isIPv6 ? "-6 -j -d" : "-j -d")
      let answers = try KernelAnswers.parse(batch, count: questions.count)
      for (question, answer) in zip(questions, answers) {
        tally.note(question, question.decision(of: host), answer, host, label)
      }
    }
    random = source.random
  }
}

extension OracleTally {
  mutating func note(
    _ question: Question, _ decision: ForwardingDecision, _ answer: KernelAnswer, _ host: RoutingHost, _ label: String
  ) {
    questions += 1
    switch Comparison.compare(question, decision, answer, host) {
    case .same: outcomes[decision.outcome.name, default: 0] += 1
    case .notKnown(let reason):
      unknown += 1
      reasons[reason.replacing(/“.*”|[0-9][0-9a-f.:\/]*|d[0-9]|p[0-9]/, with: "…"), default: 0] += 1
    case .different(let what):
      let family = question.flow.to.ipv6 == nil ? "" : "-6 "
      differences.append(
        "\(what): ip \(family)\(question.command)\n  model: \(decision)\n  kernel: \(answer)\n  (\(label))\n"
          + facts(question, host))
    }
  }
}

extension OracleTally {
  /// What a reader needs to see why: the rules, and the routes that the destination lies in.
  private func facts(_ question: Question, _ host: RoutingHost) -> String {
    let family = question.flow.to.family
    let rules = host.rules(family).map(\.description)
    let routes = host.routes.filter { $0.destination.contains(question.flow.to) }.map(\.description)
    let addresses = host.links.map { link in
      let held = link.addresses.filter { $0.address.family == family }.map { address in
        "\(address.address)/\(address.prefixLength ?? -1) \(address.scope.rawValue)"
          + (address.isSecondary ? "s" : "") + (address.isTentative ? "t" : "") + (address.isDeprecated ? "d" : "")
      }
      return "\(link.index) \(link.name)\(link.isUp ? "" : " down") \(held.joined(separator: ", "))"
    }
    return (rules + routes + addresses).map { "    \($0)" }.joined(separator: "\n")
  }
}

extension ForwardingDecision.Outcome {
  fileprivate var name: String {
    switch self {
    case .leaves(let paths): paths.count > 1 ? "one of several ways" : "leaves"
    case .delivered: "delivered"
    case .dropped(let drop): drop.kind.rawValue
    case .notKnown: "not known"
    }
  }
}
