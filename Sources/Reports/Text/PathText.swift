import Conformance

/// What packets prove, in lines for people.
enum PathText {
  /// Every flow's statement, then what contradicts the rule, then what is missing.
  ///
  /// - Parameter limit: How many flows are told, those with findings and gaps before the others: a probe that tries
  ///   sizes has a flow for each.
  static func lines(_ proof: PathProof, _ localizer: Localizer = .english, limit: Int = .max) -> [String] {
    var flows = proof.flows
    if limit < flows.count {
      flows =
        flows.filter { !$0.findings.isEmpty || !$0.gaps.isEmpty }
        + flows.filter { $0.findings.isEmpty && $0.gaps.isEmpty }
    }
    return localizer.bounded(flows, to: limit) { line($0, localizer) } + objections(proof, localizer)
  }

  /// What contradicts the rule or ends a path, and what is missing; empty where everything is proven.
  static func objections(_ proof: PathProof, _ localizer: Localizer) -> [String] {
    proof.findings.map { finding in
      localizer(
        finding.contradicts ? PacketPhrase.contradictsRule : .endsHere,
        ["kind": finding.kind.rawValue, "detail": finding.detail(in: localizer.language)])
    } + proof.gaps.map { localizer(PacketPhrase.notProven, ["reason": localizer.sentence($0)]) }
  }

  /// A flow's statement, with the sizes of its packets and what was sent.
  static func line(_ flow: FlowProof, _ localizer: Localizer) -> String {
    var sizes: [String] = []
    if let largest = flow.largestPacket { sizes.append(localizer(PacketPhrase.largest, ["count": String(largest)])) }
    if flow.fragments > 0 { sizes.append(localizer(PacketPhrase.fragments, ["count": String(flow.fragments)])) }
    if flow.tooBig > 0 { sizes.append(localizer(PacketPhrase.tooBig, ["count": String(flow.tooBig)])) }
    let size = sizes.isEmpty ? "" : " (\(sizes.joined(separator: ", ")))"
    return "\(localizer.sentence(flow.statement))\(size) [\(flow.probe), \(flow.key)]"
  }

  /// What the packets of a case come to, in a few words.
  static func conclusion(_ proof: PathProof, _ localizer: Localizer) -> String {
    switch proof.conclusion {
    case .proven: localizer(PacketPhrase.proven)
    case .contradicted: localizer(PacketPhrase.contradicted)
    case .unproven: localizer(PacketPhrase.unproven)
    }
  }

  /// How many paths of a record are proven, contradicted and open; `nil` when nothing was captured.
  static func counts(_ cases: [CaseRecord], _ localizer: Localizer = .english) -> String? {
    let proofs = cases.compactMap(\.path?.conclusion)
    guard !proofs.isEmpty else { return nil }
    func count(_ conclusion: PathProof.Conclusion) -> String { String(proofs.count { $0 == conclusion }) }
    return localizer(
      PacketPhrase.counts,
      ["proven": count(.proven), "contradicted": count(.contradicted), "unproven": count(.unproven)])
  }
}

extension PathProof {
  /// The devices by which packets of the case were seen to leave a node, in the order in which they were seen.
  func devicesLeft(of node: String) -> [String] {
    flows.flatMap(\.sightings).filter { $0.node == node && $0.isOutgoing }.map(\.device)
      .uniqued()
  }
}
