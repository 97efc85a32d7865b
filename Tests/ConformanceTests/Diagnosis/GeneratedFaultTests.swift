import Cilium
import Foundation
import Testing

@testable import Conformance

@Suite("Generated faults, single and in pairs, on clusters of several shapes")
struct GeneratedFaultTests {
  private let open: Set<String> = ["unexplained", "several-causes", "not-measured", "probe-pod-not-running"]

  /// What is not green while these are broken, and is otherwise.
  private struct Seen {
    var codes: [CaseKey: String] = [:]
    var outcomes: [CaseKey: Outcome?] = [:]
    var causes: [CaseKey: String] = [:]
    /// The names that are given of several causes that fit equally.
    var several: [CaseKey: Set<String>] = [:]

    init(_ shape: FaultyShape, _ broken: Set<Broken>) {
      for record in shape.red(broken) where !shape.open.contains(record.key) {
        codes[record.key] = record.diagnosis?.code ?? "none"
        outcomes.updateValue(record.observation?.outcome, forKey: record.key)
        causes[record.key] = record.diagnosis?.cause
        if let causes = record.diagnosis?.finding?.value as? SeveralCauses {
          several[record.key] = Set(causes.candidates.map(\.code))
        }
      }
    }
  }

  private func told(_ shape: FaultyShape, _ broken: [Broken], _ found: Seen, _ alone: [Seen]) -> FaultScore.Told {
    guard !found.codes.isEmpty else { return .notSeen }
    let common = common(shape, Set(broken))
    let meant = common.union(broken.map(\.code))
    if let wrong = found.codes.first(where: { !meant.contains($0.value) && !open.contains($0.value) }) {
      let cause = found.causes[wrong.key] ?? ""
      return .wrong("\(broken): \(wrong.key.aspect) [\(wrong.key.subject)] → \(wrong.value): \(cause)")
    }
    // Of several that are named one must be there.
    if let wrong = found.several.first(where: { $0.value.isDisjoint(with: meant) }) {
      return .wrong("\(broken): \(wrong.key.aspect) [\(wrong.key.subject)] → one of \(wrong.value.sorted())")
    }
    // What only one of them strikes is laid to that one.
    if common.isEmpty {
      for (index, fault) in broken.enumerated() {
        for key in alone[index].codes.keys
        where alone.indices.allSatisfy({ $0 == index || alone[$0].codes[key] == nil }) {
          if let several = found.several[key], !several.contains(fault.code) {
            return .wrong("\(broken): \(key.aspect) [\(key.subject)] → \(several), and only \(fault) strikes it")
          }
          guard let code = found.codes[key], code != fault.code, !open.contains(code) else { continue }
          return .wrong("\(broken): \(key.aspect) [\(key.subject)] → \(code), and only \(fault) strikes it")
        }
      }
    }
    // What changes nothing beside the other cannot be found.
    let visible = broken.indices.filter { index in
      broken.count == 1 || !alone.indices.contains { $0 != index && alone[$0].outcomes == found.outcomes }
    }
    let codes = Set(found.codes.values)
    let isRight = visible.allSatisfy { codes.contains(broken[$0].code) || !codes.isDisjoint(with: common) }
    return isRight ? .right(hides: visible.count < broken.count) : .unexplained(hides: visible.count < broken.count)
  }

  /// Under what a cause may be named besides: what no node gets is the server's fault, as far as anybody can see, and what none
  /// of the nodes behind a gateway gets is the gateway's.
  private func common(_ shape: FaultyShape, _ broken: Set<Broken>) -> Set<String> {
    let network = PaperNetwork(shape.facts, broken)
    func isLost(by nodes: [String]) -> Bool {
      [TrafficKind.ping, .dns, .https].contains { traffic in nodes.allSatisfy { !network.answers($0, traffic) } }
    }
    var codes: Set<String> = []
    if isLost(by: shape.nodes) { codes.insert("endpoint-down") }
    if PaperWires(facts: shape.facts).sites.contains(where: isLost) { codes.insert("filtered-at-site") }
    return codes
  }

  @Test("a single fault is named, and nothing else is", arguments: FaultyShape.all)
  func single(shape: FaultyShape) {
    var score = FaultScore()
    for fault in shape.faults {
      let found = Seen(shape, [fault])
      let told = told(shape, [fault], found, [found])
      score.add(told)
      if case .right = told, !shape.cannotTell(fault) { continue }
      // All that fit are named.
      if case .unexplained = told, shape.cannotTell(fault),
        Set(found.codes.values).isSubset(of: ["several-causes"]),
        found.several.values.allSatisfy({ $0.contains(fault.code) })
      {
        continue
      }
      let text = Set(found.codes.map { "\($0.key.aspect) [\($0.key.subject)] → \($0.value)" }).sorted().joined(
        separator: ", ")
      score.note("\(fault): \(text)")
    }
    #expect(score.wrong.isEmpty, "\(score.wrong)")
    #expect(score.notes.isEmpty, "\(score.notes.joined(separator: "\n"))")
    print(score.row(shape.name, "single"))
  }

  @Test("of two at once none has a wrong name, and most have both", arguments: FaultyShape.all)
  func pairs(shape: FaultyShape) {
    let faults = shape.faults
    var alone: [Broken: Seen] = [:]
    func single(_ fault: Broken) -> Seen {
      if let known = alone[fault] { return known }
      let found = Seen(shape, [fault])
      alone[fault] = found
      return found
    }
    var score = FaultScore()
    // Every so many pairs, always the same ones: all of them take minutes (NETPROOF_FAULT_PAIRS says how many of a shape).
    let wanted = ProcessInfo.processInfo.environment["NETPROOF_FAULT_PAIRS"].flatMap { Int($0) } ?? 12
    let pairs = faults.indices.flatMap { one in faults.indices.filter { $0 > one }.map { (one, $0) } }
    for number in 0..<min(wanted, pairs.count) {
      let (one, other) = pairs[number * pairs.count / min(wanted, pairs.count)]
      let broken = [faults[one], faults[other]]
      let found = Seen(shape, Set(broken))
      let told = told(shape, broken, found, broken.map(single))
      score.add(told)
      if case .unexplained = told { score.note("\(broken) → \(Set(found.codes.values).sorted())") }
    }
    #expect(score.wrong.isEmpty, "\(score): \(score.wrong.prefix(8).joined(separator: "\n"))")
    #expect(score.right > score.unexplained, "\(score): \(score.notes.joined(separator: "\n"))")
    if ProcessInfo.processInfo.environment["NETPROOF_FAULT_NOTES"] != nil {
      print(score.notes.map { "\(shape.name): \($0)" }.joined(separator: "\n"))
    }
    print(score.row(shape.name, "pairs"))
  }
}
