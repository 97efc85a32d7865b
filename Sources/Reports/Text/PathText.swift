import Conformance

/// What packets prove, in lines for people.
enum PathText {
  /// Every flow's statement, then what contradicts the rule, then what is missing.
  static func lines(_ proof: PathProof) -> [String] {
    proof.flows.flatMap(lines)
      + proof.findings.map {
        "\($0.contradicts ? "contradicts the rule" : "ends here"): \($0.kind.rawValue): \($0.detail)"
      }
      + proof.gaps.map { "not proven: \($0)" }
  }

  private static func lines(_ flow: FlowProof) -> [String] {
    var size: [String] = []
    if let largest = flow.largestPacket { size.append("largest packet \(largest) bytes") }
    if flow.fragments > 0 { size.append("\(flow.fragments) fragments") }
    if flow.tooBig > 0 { size.append("\(flow.tooBig) times “too big”") }
    let sizes = size.isEmpty ? "" : " (\(size.joined(separator: ", ")))"
    return ["\(flow.statement)\(sizes) [\(flow.probe), \(flow.key)]"]
  }

  /// How many paths of a record are proven, contradicted and open; `nil` when nothing was captured.
  static func counts(_ cases: [CaseRecord]) -> String? {
    let proofs = cases.compactMap(\.path?.conclusion)
    guard !proofs.isEmpty else { return nil }
    func count(_ conclusion: PathProof.Conclusion) -> Int { proofs.count { $0 == conclusion } }
    return "\(count(.proven)) paths proven by packets, \(count(.contradicted)) contradicted, "
      + "\(count(.unproven)) not proven"
  }
}
