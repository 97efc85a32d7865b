/// Causes beyond the nodes.
enum OutsideCauses {
  /// The server outside saw an address that cannot be this node's.
  static func wrongAddressAnswered(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard record.aspect == .externalHTTPS, case .answersWithAddress? = JudgedCases.expected(record),
      case .answersWithAddress(let seen?)? = record.observation?.outcome
    else { return nil }
    return Explanation(HTTPSWrongAddress(node: record.subject.source, seen: seen))
  }

  /// One node's traffic of a kind gets no answer, which others get: it is lost on the node, or behind it.
  static func filteredAtNode(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard record.observation?.outcome?.servesUsers == false, let origin = origin(record, judged),
      judged.record(.natExternal, .node(origin.subject.source))?.verdict != .deviates
    else { return nil }
    let (aspect, node) = (origin.aspect, origin.subject.source)
    let control = judged.context.controls.answer(aspect, on: node)
    guard control?.answered != true else { return nil }
    let others = judged.all(aspect).contains { $0.subject.source != node && answers($0) }
    let own = [Aspect.externalPing, .externalHTTPS, .upstreamDNS].contains { other in
      other != aspect && judged.record(other, .node(node)).map(answers) == true
    }
    guard others || own else { return nil }
    guard let traffic = TrafficKind(aspect) else { return nil }
    return Explanation(
      FilteredAtNode(node: node, traffic: traffic, isHostSilent: control != nil),
      shownBy: [origin, judged.all(aspect).first { $0.subject.source != node && answers($0) }])
  }

  private static func answers(_ record: CaseRecord) -> Bool { record.observation?.outcome?.servesUsers == true }

  /// The case that a case outside really fails by: a name by the upstream of a DNS pod's node, what is asked by name by
  /// that name.
  private static func origin(_ record: CaseRecord, _ judged: JudgedCases) -> CaseRecord? {
    switch record.aspect {
    case .externalPing, .upstreamDNS: return record
    case .externalHTTPS:
      let name = judged.record(.externalName, record.subject)
      guard judged.facts.httpsByName == true, let name, name.observation?.outcome?.servesUsers == false else {
        return record
      }
      return origin(name, judged)
    case .externalName:
      let homes = Set(judged.facts.dnsPods.filter(\.isReady).map(\.node))
      return judged.all(.upstreamDNS).first { homes.contains($0.subject.source) && $0.verdict == .deviates }
    default: return nil
    }
  }

  /// Nothing outside answers although the translation is right.
  static func noWayOut(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    let outside: Set<Aspect> = [.externalPing, .externalHTTPS, .upstreamDNS, .externalName]
    guard outside.contains(record.aspect), record.observation?.outcome?.servesUsers == false,
      let ping = judged.record(.externalPing, .node(record.subject.source)), ping.verdict == .deviates,
      ping.observation?.outcome == .unreachable,
      ![Aspect.externalHTTPS, .upstreamDNS].contains(where: { other in
        judged.record(other, .node(record.subject.source)).map(answers) == true
      })
    else { return nil }
    return Explanation(NoWayOut(node: record.subject.source), shownBy: [ping])
  }
}
