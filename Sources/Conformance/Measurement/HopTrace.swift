import Cilium
import Probes

/// Where a path that fails ends, by packets whose TTL grows: who of those on the way still answered.
public struct HopTrace: Sendable, Hashable, Codable {
  /// Whom the packets were sent to.
  public var target: String
  /// The steps, in the order of their TTLs.
  public var hops: [TraceHop]
  /// Hop's address → the node that has it, where a node of the cluster has.
  public var nodes: [String: String]

  /// Makes a trace.
  public init(target: String, hops: [TraceHop], nodes: [String: String] = [:]) {
    self.target = target
    self.hops = hops
    self.nodes = nodes
  }

  /// The aspects whose probes go to an address as it is.
  static let traced: Set<Aspect> = [
    .sameNodePod, .crossNodePod, .ownNodeIP, .otherNodeIP, .ownUplinks, .otherUplinks, .externalPing, .upstreamDNS,
    .externalHTTPS,
  ]

  /// The last that answered.
  public var last: TraceHop? { hops.last { $0.address != nil } }

  /// Whether the target itself answered: then what fails is not the way of every packet.
  public var isReached: Bool { last.map { $0.address == target && $0.remark == nil } ?? false }

  /// What it says, in a sentence.
  public var sentence: Sentence {
    guard let last, let address = last.address else {
      return "a trace to \(target) by UDP with growing TTL (up to \(hops.count)) got no answer from anybody on the way"
    }
    let who = nodes[address].map { "\(address), \($0)" } ?? address
    if isReached { return "a trace by UDP reaches \(target) at hop \(last.ttl): the way as such is there" }
    if let remark = last.remark {
      return "a trace by UDP to \(target) ends at hop \(last.ttl) (\(who)), which answers \(remark)"
    }
    return "a trace by UDP to \(target) ends behind hop \(last.ttl) (\(who))"
  }
}

/// Traces failing paths from the pods that sent the probes: few, side by side, and for a bounded time.
struct HopTracer: Sendable {
  /// A trace that is worth making.
  struct Candidate: Sendable, Hashable {
    var aspect: Aspect
    var subject: Subject
    var target: IPAddress
  }

  /// How far packets go: between nodes and to the internet's edge it is less.
  static let mostHops = 8
  /// How many traces one pod makes, and how many pods do: where more fails, it fails for few reasons.
  static let mostPerPod = 4
  static let mostPods = 8

  /// What fails although it should work, and was sent to an address that is no Service's: for each node and address once.
  static func candidates(_ cases: [CaseRecord], target: (CaseRecord) -> IPAddress?) -> [Candidate] {
    var seen: Set<[String]> = []
    var perPod: [String: Int] = [:]
    return cases.compactMap { record -> Candidate? in
      guard record.verdict == .deviates, case .expected(let expectation) = record.prediction,
        expectation.outcome.servesUsers == true, record.observation?.outcome?.isDown == true,
        let address = target(record), seen.insert([record.subject.source, address.description]).inserted
      else { return nil }
      let count = perPod[record.subject.source, default: 0]
      guard count < mostPerPod, count > 0 || perPod.count < mostPods else { return nil }
      perPod[record.subject.source] = count + 1
      return Candidate(aspect: record.aspect, subject: record.subject, target: address)
    }
  }

  /// A pod's script: the traces run side by side, and are printed one after another.
  static func script(_ targets: [IPAddress]) -> String {
    let files = targets.indices.map { "$d/\($0)" }
    let starts = zip(targets, files).map { target, file in
      // By datagrams to ports that nobody has: busybox is seldom built to send anything else (FEATURE_TRACEROUTE_USE_ICMP).
      let program = target.family == .ipv4 ? "traceroute" : "traceroute6"
      return "\(program) -n -q 1 -w 1 -m \(mostHops) \(target) >\(file) 2>&1 </dev/null &"
    }
    let ends = zip(targets, files).map { target, file in "echo '\(mark)\(target)'; cat \(file)" }
    return (["d=$(mktemp -d) || exit 1", "trap 'rm -rf \"$d\"' EXIT"] + starts + ["wait"] + ends).joined(
      separator: "\n")
      + "\n"
  }

  /// Within which all traces of a pod are done, in seconds.
  static let seconds = mostHops + 4

  private static let mark = "netproof-trace "

  /// Target → its steps; one that could not be traced is missing.
  static func traces(in output: String) -> [String: [TraceHop]] {
    var traces: [String: [TraceHop]] = [:]
    for part in ("\n" + output).components(separatedBy: "\n\(mark)").dropFirst() {
      guard let end = part.firstIndex(of: "\n") else { continue }
      let hops = TraceReply.parse(String(part[end...]))
      if !hops.isEmpty { traces[String(part[..<end])] = hops }
    }
    return traces
  }

  /// The nodes that have the addresses of hops.
  static func nodes(_ hops: [TraceHop], _ facts: ClusterFacts) -> [String: String] {
    hops.compactMap(\.address).uniqued().reduce(into: [:]) { names, text in
      guard let address = IPAddress(text) else { return }
      names[text] = facts.nodes.first { node in node.devices.contains { $0.addresses.contains(address) } }?.name
    }
  }
}
