import Cilium
import Kubernetes

/// A table that an agent's client lists, of which only the lines about some addresses are wanted. Filtered on the far side:
/// a busy node's tables are tens of megabytes.
struct FilteredListing: Sendable {
  /// What the client is told, for example `bpf nat list`.
  let words: String
  /// More lines than these are cut off; `nil` for none.
  var mostLines: Int?

  /// The command.
  func command(_ addresses: [IPAddress], program: String) -> [String] {
    // grep's status 1 (no match) is an answer; a failure of the listing itself must not be taken for one, nor a usage
    // text, which the client prints with status 0 for a command that it no longer has.
    let script = """
      { \(program) \(words) || echo "\(Self.failureMark) $?"; } \
      | { grep -F \(Self.patterns(addresses)) -e 'Usage:' -e '\(Self.failureMark)' || true; }\(cut)
      echo '\(Self.endMark)'
      """
    return ["sh", "-c", script]
  }

  private var cut: String { mostLines.map { " | head -n \($0)" } ?? "" }

  /// As the listing writes them before a port: an IPv6 address in brackets.
  static func patterns(_ addresses: [IPAddress]) -> String {
    addresses.map { "-e ' \($0.urlHost):'" }.joined(separator: " ")
  }

  /// What was listed, be it whole or not.
  static func listed(_ result: ExecResult) -> String { result.stdoutText.replacing("\(endMark)\n", with: "") }

  /// The listing.
  ///
  /// - Throws: ``AgentShell/Failure`` for one that is not whole.
  func text(_ result: ExecResult, program: String, on node: String) throws -> String {
    let text = result.stdoutText
    guard text.hasSuffix("\(Self.endMark)\n") else {
      throw AgentShell.Failure(description: "the listing of `\(words)` on \(node) was cut off on the way here")
    }
    guard !text.contains(Self.failureMark) else {
      throw AgentShell.Failure(description: "`\(program) \(words)` failed on \(node): \(result.stderrText)")
    }
    return Self.listed(result)
  }

  private static let failureMark = "netproof-listing-failed"
  /// Without it at the end, entries may be missing: an exec stream that breaks at the far side can end as if all were
  /// well (kubernetes/kubernetes#124571).
  private static let endMark = "netproof-listing-end"
}
