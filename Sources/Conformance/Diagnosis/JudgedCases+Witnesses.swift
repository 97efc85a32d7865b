/// What other cases say against a cause.
extension JudgedCases {
  /// Whether a server outside answers pods of a node.
  func getsOut(_ node: String) -> Bool {
    [Aspect.externalPing, .upstreamDNS, .externalHTTPS].contains { aspect in
      let record = record(aspect, .node(node))
      return record?.verdict == .conforms && record?.observation?.outcome?.servesUsers == true
    }
  }

  /// Whether the packets of a case, or of the case that goes the same way, were translated as they should be.
  func isTranslated(_ record: CaseRecord) -> Bool {
    let nat: CaseRecord? =
      switch record.aspect {
      case .natExternal, .natNodeAddress: record
      case .externalPing, .upstreamDNS, .externalHTTPS: self.record(.natExternal, .node(record.subject.source))
      case .otherNodeIP: self.record(.natNodeAddress, record.subject)
      default: nil
      }
    guard let nat, case .translated? = Self.expected(nat) else { return false }
    return nat.verdict == .conforms
  }

  /// Whether pods of two nodes reach each other, whoever asks.
  func podsMeet(_ one: String, _ other: String) -> Bool {
    [Subject.pair(from: one, to: other), .pair(from: other, to: one)].contains { pair in
      let record = record(.crossNodePod, pair)
      return record?.verdict == .conforms && record?.observation?.outcome?.servesUsers == true
    }
  }

  /// Between which nodes packets of a case go: its own two, to the DNS pods, or to the API servers.
  func pairs(of record: CaseRecord) -> [(String, String)] {
    let source = record.subject.source
    if let target = record.subject.target { return [(source, target)] }
    let homes: [String] =
      switch record.aspect {
      case .clusterName, .externalName: dnsHomes
      case .apiService, .clusterDNSReady, .clusterDNSRestart:
        (facts.apiService(family)?.endpoints ?? []).compactMap { endpoint in
          facts.holders(of: endpoint).first?.name
        }
      default: []
      }
    return homes.filter { $0 != source }.map { (source, $0) }
  }

  /// Whether the DNS pods of a node are among those that answer a question, of which some do.
  func answers(_ home: String, _ record: CaseRecord) -> Bool {
    guard case .partly(let text)? = record.observation?.outcome else {
      return record.observation?.outcome?.servesUsers == true
    }
    return text.text.matches(of: /[^\s,;:]+/).contains { $0.output == home }
  }
}
