import Cilium

/// Holds the mechanism of an expected failure against what else was seen. Pure.
///
/// A path that must fail, and fails, may fail for another reason: the server is down, a policy, a broken node. Then the
/// setting did not do what the rule says, although the outcome is the same.
struct CauseCheck {
  private let judged: JudgedCases

  init(_ cases: [CaseRecord], facts: ClusterFacts, context: DiagnosisContext) {
    judged = JudgedCases(cases: cases, facts: facts, context: context)
  }

  /// The cases with what the evidence says of their mechanisms. A contradicted one deviates.
  static func check(_ cases: inout [CaseRecord], facts: ClusterFacts, context: DiagnosisContext) {
    let places = cases.indices.filter { isExpectedFailure(cases[$0]) }
    guard !places.isEmpty else { return }
    let check = CauseCheck(cases, facts: facts, context: context)
    for (place, proof) in places.map({ ($0, check.proof(of: cases[$0])) }) {
      guard let proof else { continue }
      cases[place].cause = proof
      switch proof.conclusion {
      case .proven: break
      case .unproven: cases[place].explanation = "\(cases[place].explanation), cause unproven"
      case .contradicted:
        cases[place].verdict = .deviates
        cases[place].explanation =
          "\(cases[place].explanation), but not for the predicted reason: \(proof.detail)"
      }
    }
  }

  private static func isExpectedFailure(_ record: CaseRecord) -> Bool {
    guard record.verdict == .conforms, case .expected(let expectation) = record.prediction else { return false }
    return expectation.outcome.servesUsers == false
  }

  private func proof(of record: CaseRecord) -> CauseProof? {
    guard case .expected(let expectation) = record.prediction, let mechanism = expectation.mechanism else { return nil }
    if record.path?.conclusion == .proven { return CauseProof(.proven, "its packets were seen to go that way") }
    return proof(of: mechanism, record)
  }

  private func proof(of mechanism: Mechanism, _ record: CaseRecord) -> CauseProof {
    switch record.aspect.definition.cause {
    case .apiOfNode: return ofDNSPod(record.subject.source)
    case .upstream: return ofUpstream(record)
    case .none, .natExternal, .natNodeAddress, .natAPI, .natAnyNodeAddress: break
    }
    switch mechanism {
    case .untranslated, .forcedOut: return ofTranslation(mechanism, record)
    case .localLookupFails: return ofDrops(on: record.subject.source)
    case .nodesApart: return ofHosts(record)
    case .unresolved: return ofUpstream(record)
    default: return CauseProof(.unproven, "nothing else that was seen depends on it")
    }
  }

  /// A DNS pod that cannot reach the API: other pods of the node cannot either.
  private func ofDNSPod(_ node: String) -> CauseProof {
    switch judged.record(.apiService, .node(node))?.observation?.outcome?.isAnswered {
    case false?: CauseProof(.proven, "the API answers no pod of \(node)")
    case true?: CauseProof(.contradicted, "the API answers pods of \(node)")
    case nil: CauseProof(.unproven, "whether the API answers pods of \(node) was not seen")
    }
  }

  /// A name that is not resolved because DNS pods do not reach their upstream, or are out of reach themselves.
  private func ofUpstream(_ record: CaseRecord) -> CauseProof {
    let homes = Set(judged.facts.dnsPods.filter(\.isReady).map(\.node))
    let upstream = homes.compactMap { judged.record(.upstreamDNS, .node($0))?.observation?.outcome?.isAnswered }
    let ways = homes.filter { $0 != record.subject.source }.compactMap { home in
      judged.record(.crossNodePod, .pair(from: record.subject.source, to: home))?.observation?.outcome?.isAnswered
    }
    if upstream.contains(false) {
      return CauseProof(.proven, "the upstream does not answer pods of the DNS pods' nodes")
    }
    if ways.contains(false) { return CauseProof(.proven, "pods of the DNS pods' nodes are out of reach") }
    guard upstream.count == homes.count, !homes.isEmpty else {
      return CauseProof(.unproven, "what DNS pods reach was not seen of all of them")
    }
    return CauseProof(
      .contradicted, "the upstream answers pods of every DNS pod's node, and these pods are within reach")
  }

  private func ofHosts(_ record: CaseRecord) -> CauseProof {
    let names = [record.subject.source, record.subject.target].compactMap { $0 }
    let apart = names.compactMap { judged.facts.node($0) }.contains { $0.reachedFromHost.values.contains(false) }
    return apart
      ? CauseProof(.proven, "a host does not reach the other's address either")
      : CauseProof(.unproven, "whether the hosts reach each other was not seen")
  }

  private func ofDrops(on node: String) -> CauseProof {
    guard let drops = judged.context.drops("FIB lookup failed", on: node) else {
      return CauseProof(.unproven, "the agent's drop counters were not read")
    }
    return drops > 0
      ? CauseProof(.proven, "the agent of \(node) counted drops for “FIB lookup failed”")
      : CauseProof(.contradicted, "the agent of \(node) counted no drop for “FIB lookup failed”")
  }

  /// A flow with, or without, its entry in the BPF NAT table.
  private func ofTranslation(_ mechanism: Mechanism, _ record: CaseRecord) -> CauseProof {
    guard let entry = natCase(record, mechanism), let seen = entry.observation?.outcome else {
      return CauseProof(.unproven, "its flow was not looked for in the NAT table")
    }
    let whose: Sentence = "\(entry.aspect.title) (\(entry.subject))"
    switch (mechanism, seen) {
    case (.untranslated, .notTranslated): return CauseProof(.proven, "\(whose): no entry, as without a translation")
    case (.untranslated, .translated(let address)): return CauseProof(.contradicted, "\(whose): SNAT to \(address)")
    case (.forcedOut(_, let to?), .translated(let address)):
      return address == to
        ? CauseProof(.proven, "\(whose): SNAT to \(address), the only selected device's")
        : CauseProof(.contradicted, "\(whose): SNAT to \(address), not to \(to)")
    case (.forcedOut(_, _?), .notTranslated):
      return CauseProof(.contradicted, "\(whose): no entry, although the only selected device translates")
    default: return CauseProof(.unproven, "\(whose): \(seen)")
    }
  }

  /// The case that looked into the NAT table for this path's flow, or for one that shares its way.
  private func natCase(_ record: CaseRecord, _ mechanism: Mechanism) -> CaseRecord? {
    let source = record.subject.source
    switch record.aspect.definition.cause {
    case .natExternal: return judged.record(.natExternal, .node(source))
    case .natNodeAddress: return judged.record(.natNodeAddress, record.subject)
    case .natAPI:
      let endpoints = (judged.facts.apiService?.endpoints ?? []).map(IPAddress.v4)
      let model = PathModel(facts: judged.facts)
      let owner = judged.facts.nodes.first { node in endpoints.contains { model.holds(node, $0) } }
      guard let owner, owner.name != source else { return anyNodeAddress(of: source, mechanism) }
      return judged.record(.natNodeAddress, .pair(from: source, to: owner.name))
    case .natAnyNodeAddress: return anyNodeAddress(of: source, mechanism)
    case .none, .apiOfNode, .upstream: return nil
    }
  }

  /// What leaves by the only selected device does so whatever its destination. What leaves untranslated says something of
  /// other flows by the same device only: towards the node IP, by a NIC that is selected, there may well be a translation.
  private func anyNodeAddress(of source: String, _ mechanism: Mechanism) -> CaseRecord? {
    let towardsNodes = judged.all(.natNodeAddress).filter {
      $0.subject.source == source && $0.observation?.outcome != nil
    }
    let flows = towardsNodes + [judged.record(.natExternal, .node(source))].compactMap { $0 }
    guard case .untranslated(let device, _) = mechanism else { return flows.first }
    return flows.first { $0.expectedDevice == device }
  }
}

extension CaseRecord {
  /// The device by which its flow is expected to leave; `nil` where the expectation does not tell.
  fileprivate var expectedDevice: String? {
    guard case .expected(let expectation) = prediction else { return nil }
    switch expectation.mechanism {
    case .translated(let device, _), .untranslated(let device, _), .forcedOut(let device, _): return device
    default: return nil
    }
  }
}
