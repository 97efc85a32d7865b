import Cilium
import Foundation
import Probes

/// The probes of one scenario: what is sent from each node's client pod.
struct ProbePlan: Sendable {
  /// Node name → what its client pod sends.
  var probes: [String: [Probe]]

  /// Names a probe by what it is for.
  struct Key: Hashable, Sendable {
    var aspect: Aspect
    var subject: Subject
    /// Tells several probes of one case apart, for example `tcp` or a DNS pod's name.
    var part: String

    var id: String { "\(aspect.rawValue)/\(subject.target ?? "")/\(part)" }
  }

  /// Everything that a plan is made from.
  struct Inputs: Sendable {
    var facts: ClusterFacts
    /// The nodes and pairs that are probed.
    var sample: PairSample
    var pods: ProbePods
    /// Node name → the addresses of the Service in front of its server pod.
    var services: [String: ServiceAddresses]
    /// The names of those Services, by the same nodes; none where they are not looked up.
    var serviceNames: [String: String] = [:]
    var families: [IPFamily] = [.ipv4]
    var endpoints: ExternalEndpoints
    var timeout: Duration
    var clusterDomain: String
  }

  /// Makes the plan of a scenario. A probe towards a pod that does not run is left out; its case is inconclusive.
  init(_ inputs: Inputs) {
    probes = inputs.sample.nodes.reduce(into: [:]) { result, node in
      result[node] = inputs.families.flatMap { family in
        let of = ProbePlan.Family(family: family, inputs: inputs)
        return of.all(.node(node))
          + (inputs.sample.targets[node] ?? []).flatMap { of.all(.pair(from: node, to: $0)) }
      }
    }
  }

  /// The probes of a case, in order.
  func probes(_ aspect: Aspect, _ subject: Subject) -> [Probe] {
    let prefix = Key(aspect: aspect, subject: subject, part: "").id
    return (probes[subject.source] ?? []).filter { $0.id.hasPrefix(prefix) }
  }

  /// The part of the plan that belongs to some cases. A NAT case is looked for by the ping of its path.
  func only(_ cases: [(Aspect, Subject)]) -> ProbePlan {
    var part = self
    part.probes = [:]
    for (aspect, subject) in cases {
      var path = aspect
      if case .natEntry(let pinged) = aspect.definition.measurement { path = Aspect(pinged, aspect.family ?? .ipv4) }
      let known = Set((part.probes[subject.source] ?? []).map(\.id))
      part.probes[subject.source, default: []] += probes(path, subject).filter { !known.contains($0.id) }
    }
    part.probes = part.probes.filter { !$0.value.isEmpty }
    return part
  }

  /// Names of parts that planning and reading share.
  enum Part {
    static let service = "service"
  }
}

/// The ICMP payload sizes that find the largest packet of a path.
enum PayloadLadder {
  /// The announced size, one byte more, and a ladder below for a path that carries less. In bytes, ascending.
  ///
  /// The ladder has steps of the announced size, and the payloads of the MTUs that paths are known for: where pods
  /// announce 9000 bytes, the former alone would all be lost on a path of 1280.
  static func sizes(announced: Int) -> [Int] {
    let steps = [25, 50, 70, 80, 85, 90, 95].map { announced * $0 / 100 }
    // What busybox sends by itself; IPv4's minimum (576); the guide's (1200); IPv6's minimum (1280); Ethernet (1500).
    let known = [56, 548, 1024, 1172, 1252, 1472].filter { $0 < announced }
    return Set(steps + known + [announced, announced + 1]).filter { $0 > 0 }.sorted()
  }
}
