import Cilium

/// What nodes' own networks say about the endpoints outside: the control of an experiment.
///
/// The same probe is sent once more from the host network of the node, past Cilium's pod network and masquerade. Where
/// that gets no answer either, the endpoint or the way to it is down, and the cluster is not to blame.
struct HostControls: Sendable, Codable, Hashable {
  /// One control probe.
  struct Answer: Sendable, Codable, Hashable {
    /// Whether the endpoint answered.
    var answered: Bool
    /// What was run and what came back.
    var evidence: [Evidence]
  }

  /// Aspect → node → its answer; nodes where no control could be made are absent.
  var answers: [Aspect: [String: Answer]] = [:]

  /// The controls of one family, under the names of IPv4.
  func of(_ family: IPFamily) -> HostControls {
    let own = answers.filter { $0.key.family == family }.map { ($0.key.ipv4Twin, $0.value) }
    return HostControls(answers: Dictionary(own, uniquingKeysWith: { first, _ in first }))
  }

  /// The aspects of IPv4 that have an endpoint outside of their own.
  static let aspects: [Aspect] = [.externalPing, .upstreamDNS, .externalHTTPS]

  /// The failing cases for which a control would tell something.
  static func candidates(_ cases: [CaseRecord]) -> [(Aspect, Subject)] {
    cases.filter { record in
      guard aspects.contains(record.aspect.ipv4Twin), case .expected(let expectation) = record.prediction else {
        return false
      }
      return expectation.outcome.servesUsers == true && record.observation?.outcome?.isDown == true
    }.map { ($0.aspect, $0.subject) }
  }

  /// A node's answer for an aspect. External names are asked of the upstream DNS server in the end.
  func answer(_ aspect: Aspect, on node: String) -> Answer? {
    answers[aspect == .externalName ? .upstreamDNS : aspect]?[node]
  }
}
