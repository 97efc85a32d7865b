/// What a path or a setting does: the common currency of expectations and observations, so that they can be compared.
public enum Outcome: Sendable, Hashable {
  /// The far side answered every way that was asked.
  case reachable
  /// Nothing answered.
  case unreachable
  /// Some ways answered and others did not; the text says which, in a fixed order.
  case partly(Sentence)
  /// Of many tries some were answered and others were not, more of them than is tolerated: neither a path that works nor one
  /// that is dead. Only seen, never expected.
  case lossy(lost: Int, of: Int)
  /// An HTTPS server answered with the address it saw. As an expectation, `nil` means any public address that belongs
  /// to nothing inside the cluster.
  case answersWithAddress(String?)
  /// The largest ICMP payload, in bytes, that arrives whole; everything larger is lost.
  case largestPayload(Int)
  /// The flow is translated both ways to this address; as an expectation, to one of several with
  /// ``alternative`` between them, where the kernel chooses among equal routes.
  case translated(to: String)
  /// The flow has no entry in the table.
  case notTranslated
  /// The flow has entries that do not fit together.
  case translatedWrongly(Sentence)
  /// A configuration value, as Cilium prints it.
  case value(String)
  /// Ready, and no restart was seen.
  case healthy
  /// Not ready, or restarting; the text says what was seen.
  case unhealthy(Sentence)
}

extension Outcome {
  /// Stands between the addresses of which one is expected.
  static let alternative = " or "
}

extension Outcome: CustomStringConvertible {
  /// A few words of English for tables.
  public var description: String { sentence.text }

  /// A few words for sentences.
  public var sentence: Sentence {
    switch self {
    case .reachable: "works"
    case .unreachable: "fails"
    case .partly(let text): "partly: \(text)"
    case .lossy(let lost, let tries): "loses \(lost) of \(tries) tries"
    case .answersWithAddress(let address?): "answers \(address)"
    case .answersWithAddress(nil): "answers a public address"
    case .largestPayload(let bytes): "\(bytes) bytes"
    case .translated(let address): "SNAT to \(address)"
    case .notTranslated: "no entry"
    case .translatedWrongly(let text): text
    // The one value that is no name of the cluster's.
    case .value("none"): "none"
    case .value(let text): Sentence(words: text)
    case .healthy: "ready"
    case .unhealthy(let text): "not ready: \(text)"
    }
  }

  /// Whether the path does its work for a user; `nil` where the outcome is not about a path.
  public var servesUsers: Bool? {
    switch self {
    case .reachable, .answersWithAddress, .largestPayload, .healthy: true
    case .unreachable, .partly, .unhealthy, .lossy: false
    case .translated, .notTranslated, .translatedWrongly, .value: nil
    }
  }

  /// Whether a path does not do its work, and not by chance: what something that is broken does to it, as opposed to
  /// something that loses some packets.
  public var isDown: Bool {
    if case .lossy = self { return false }
    return servesUsers == false
  }

  /// Whether a path was answered at all, be it now and then.
  public var isAnswered: Bool {
    if case .lossy = self { return true }
    return servesUsers == true
  }
}
