/// Causes beyond the nodes.
enum OutsideCauses {
  /// The server outside saw an address that cannot be this node's.
  static func wrongAddressAnswered(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard record.aspect == .externalHTTPS, case .answersWithAddress? = JudgedCases.expected(record),
      case .answersWithAddress(let seen?)? = record.observation?.outcome
    else { return nil }
    return Explanation(HTTPSWrongAddress(node: record.subject.source, seen: seen))
  }
}
