import Cilium
import Testing

@testable import Conformance

@Suite("Generated faults, single and in pairs, on clusters of several shapes")
struct GeneratedFaultTests {
  /// A cluster, and all that can be broken in it.
  struct Shape: CustomTestStringConvertible, Sendable {
    let name: String
    let facts: ClusterFacts
    /// What nobody can predict of the whole cluster stays open whatever breaks.
    let open: Set<CaseKey>
    var testDescription: String { name }

    init(name: String, facts: ClusterFacts) {
      (self.name, self.facts) = (name, facts)
      open = Set(Self.red(facts, []).map(\.key))
    }

    /// What is not green while these are broken.
    func red(_ broken: Set<PaperNetwork.Broken>) -> [CaseRecord] { Self.red(facts, broken) }

    private static func red(_ facts: ClusterFacts, _ broken: Set<PaperNetwork.Broken>) -> [CaseRecord] {
      PaperNetwork(facts, broken).rehearsal.cases()
        .filter { $0.verdict == .deviates || $0.verdict == .inconclusive }
    }

    var nodes: [String] { facts.nodes.map(\.name) }

    /// Every single fault.
    var faults: [PaperNetwork.Broken] {
      let pairs = nodes.indices.flatMap { one in
        nodes.indices.filter { $0 > one }.map { (nodes[one], nodes[$0]) }
      }
      let between = pairs.flatMap { one, other -> [PaperNetwork.Broken] in
        [.tunnel(one, other), .peers(one, other), .pathCarries(1000, one, other)]
      }
      let own = nodes.flatMap { node -> [PaperNetwork.Broken] in
        [
          .silent(node, .ping), .silent(node, .dns), .silent(node, .https), .wayOut(node), .blackhole(node),
          .sourceFilter(node), .cutFromHost(node),
        ]
      }
      return between + own
    }
  }

  static let shapes: [Shape] = {
    var shapes: [Shape] = []
    for folder in ["C", "A"] {
      if let facts = try? RecordedCluster.facts(folder) { shapes.append(Shape(name: folder, facts: facts)) }
    }
    for count in 3...4 {
      let nodes = (1...UInt8(count)).map { SyntheticCluster.node($0) }
      shapes.append(Shape(name: "\(count) nodes", facts: SyntheticCluster.cluster(nodes, devices: "ens5,ts0")))
    }
    return shapes
  }()

  /// How a set of faults was told.
  private enum Told { case right, unexplained, notSeen, wrong(String) }

  private func run(_ shape: Shape, _ broken: Set<PaperNetwork.Broken>) -> [CaseKey: String] {
    shape.red(broken).filter { !shape.open.contains($0.key) }.reduce(into: [:]) {
      $0[$1.key] = $1.diagnosis?.code ?? "none"
    }
  }

  private let open: Set<String> = ["unexplained", "several-causes", "not-measured", "probe-pod-not-running"]

  private func told(_ shape: Shape, _ broken: [PaperNetwork.Broken], _ alone: [[CaseKey: String]]) -> Told {
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

  @Test("a single fault is named, whole and alone", arguments: shapes)
  func single(shape: Shape) {
    for fault in shape.faults {
      let found = run(shape, [fault])
      #expect(!found.isEmpty, "\(fault) is seen nowhere")
      let names = Set(found.values)
      #expect(names == [fault.code], "\(fault): \(found.map { "\($0.key.aspect) [\($0.key.subject)] → \($0.value)" })")
    }
  }

  @Test("of two at once none has a wrong name, and most have both", arguments: shapes)
  func pairs(shape: Shape) {
    let faults = shape.faults
    let alone = faults.map { run(shape, [$0]) }
    var (right, unexplained, wrong): (Int, Int, [String]) = (0, 0, [])
    // Of a larger cluster every so many pairs, always the same ones: all of them take minutes.
    let step = max(1, faults.count * faults.count / 300)
    for one in faults.indices {
      for other in faults.indices where other > one && (one * faults.count + other) % step == 0 {
        switch told(shape, [faults[one], faults[other]], [alone[one], alone[other]]) {
        case .right: right += 1
        case .unexplained: unexplained += 1
        case .notSeen: break
        case .wrong(let text): wrong.append(text)
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count) of \(right + unexplained + wrong.count): \(wrong.prefix(5))")
    #expect(right > 2 * unexplained, "right \(right), unexplained \(unexplained)")
    print("\(shape.name): pairs right \(right), unexplained \(unexplained), wrong \(wrong.count)")
  }
}
