extension PathProof {
  /// The proof in the light of another prediction than the one that its packets were compared with.
  ///
  /// The packets are no longer there, only what was seen of them, per device. Where the rules now say of the path what they
  /// said then, the comparison stands. Otherwise it proves something only where the very packets were seen that the
  /// predicted mechanism makes.
  func again(_ prediction: Prediction, was before: Prediction?) -> PathProof {
    guard case .expected(let now) = prediction, case .expected(let then)? = before,
      then.outcome != now.outcome || then.reason != now.reason || (then.mechanism ?? now.mechanism) != now.mechanism
    else { return self }
    guard let mechanism = now.mechanism, conclusion != .unproven else { return self }
    var proof = self
    // What was missed, or seen in excess, was so by the other rule.
    proof.findings = findings.filter { !$0.contradicts }
    let isSeen = flows.allSatisfy { flow in flow.sightings.contains { $0.shows(mechanism) } }
    if isSeen, !flows.isEmpty {
      proof.conclusion = .proven
    } else if conclusion == .contradicted {
      proof.conclusion = .unproven
      proof.gaps.append("the packets were compared with another rule, and are not in the record any more")
    }
    return proof
  }
}

extension PacketSighting {
  /// Whether these are packets that a mechanism makes.
  fileprivate func shows(_ mechanism: Mechanism) -> Bool {
    switch mechanism {
    case .translated(let device, let to?), .forcedOut(let device, let to?):
      isOutgoing && self.device == device && packet.hasPrefix("\(to) → ")
    case .tunnelledToNode, .tunnelBetweenNodeIPs: isOutgoing && packet.contains(" VNI ")
    default: false
    }
  }
}
