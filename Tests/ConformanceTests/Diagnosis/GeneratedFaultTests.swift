import Cilium
import Foundation
import Testing

@testable import Conformance

@Suite("Generated faults, single and in pairs, on clusters of several shapes")
struct GeneratedFaultTests {
  private let open: Set<String> = ["unexplained", "several-causes", "not-measured", "probe-pod-not-running"]

  private func run(_ shape: FaultyShape, _ broken: Set<Broken>) -> [CaseKey: String] {
    shape.red(broken).filter { !shape.open.contains($0.key) }.reduce(into: [:]) {
      $0[$1.key] = $1.diagnosis?.code ?? "none"
    }
  }

  private func told(_ shape: FaultyShape, _ broken: [Broken], _ alone: [[CaseKey: String]]) -> FaultScore.Told {
    let found = run(shape, Set(broken))
    var meant = Set(broken.map(\.code))
    // What no node gets is the server's fault, as far as anybody can see.
    let network = PaperNetwork(shape.facts, Set(broken))
    let isSilent = [TrafficKind.ping, .dns, .https].contains { traffic in
      shape.nodes.allSatisfy { !network.answers($0, traffic) }
    }
    if isSilent { meant.insert("endpoint-down") }
    guard !found.isEmpty else { return .notSeen }
    if let wrong = found.first(where: { !meant.contains($0.value) && !open.contains($0.value) }) {
      return .wrong("\(broken): \(wrong.key.aspect) [\(wrong.key.subject)] → \(wrong.value)")
    }
    // What only one of them strikes is laid to that one.
    if meant == Set(broken.map(\.code)) {
      for (index, fault) in broken.enumerated() {
        for key in alone[index].keys where alone.indices.allSatisfy({ $0 == index || alone[$0][key] == nil }) {
          guard let code = found[key], code != fault.code, !open.contains(code) else { continue }
          return .wrong("\(broken): \(key.aspect) [\(key.subject)] → \(code), and only \(fault) strikes it")
        }
      }
    }
    return meant.subtracting(found.values).isSubset(of: ["endpoint-down"]) ? .right : .unexplained
  }

  @Test("a single fault is named, and nothing else is", arguments: FaultyShape.all)
  func single(shape: FaultyShape) {
    var score = FaultScore()
    for fault in shape.faults {
      let found = run(shape, [fault])
      let told = told(shape, [fault], [found])
      score.add(told)
      if case .right = told { continue }
      let text = Set(found.map { "\($0.key.aspect) [\($0.key.subject)] → \($0.value)" }).sorted().joined(
        separator: ", ")
      score.note("\(fault): \(text)")
    }
    #expect(score.wrong.isEmpty, "\(score.wrong)")
    #expect(score.notes.isEmpty, "\(score.notes.joined(separator: "\n"))")
    print("\(shape.name): single \(score)")
  }

  @Test("of two at once none has a wrong name, and most have both", arguments: FaultyShape.all)
  func pairs(shape: FaultyShape) {
    let faults = shape.faults
    var alone: [Broken: [CaseKey: String]] = [:]
    func single(_ fault: Broken) -> [CaseKey: String] {
      if let known = alone[fault] { return known }
      let found = run(shape, [fault])
      alone[fault] = found
      return found
    }
    var score = FaultScore()
    // Every so many pairs, always the same ones: all of them take minutes (NETPROOF_FAULT_PAIRS says how many of a shape).
    let wanted = ProcessInfo.processInfo.environment["NETPROOF_FAULT_PAIRS"].flatMap { Int($0) } ?? 12
    let pairs = faults.indices.flatMap { one in faults.indices.filter { $0 > one }.map { (one, $0) } }
    for number in 0..<min(wanted, pairs.count) {
      let (one, other) = pairs[number * pairs.count / min(wanted, pairs.count)]
      score.add(told(shape, [faults[one], faults[other]], [single(faults[one]), single(faults[other])]))
    }
    #expect(score.wrong.isEmpty, "\(score): \(score.wrong.prefix(8).joined(separator: "\n"))")
    #expect(score.right > score.unexplained, "\(score)")
    print("\(shape.name): pairs \(score)")
  }
}
