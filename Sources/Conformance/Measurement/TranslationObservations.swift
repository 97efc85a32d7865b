import Cilium
import Foundation
import Probes

/// Finds this run's own flows in the agents' BPF NAT tables.
struct TranslationObservations: Sendable {
  /// Node name → the entries that mention its client pod, or why they could not be read.
  var tables: [String: Result<NATTable, AgentShell.Failure>]
  var evidence: [String: Evidence]
  /// How old an entry of this run's probes can be, in seconds; an older one belongs to an earlier flow, of another pod with
  /// the same address or, where no process id names the flow, of this one. `nil`: any age.
  var maximumAge: Int?
  /// Whether a ping's ICMP identifier is its process id. It is for raw sockets; for a datagram socket the kernel chooses
  /// it, and a young entry from the probe pod, which is new and pings nobody else there, has to do.
  var identifiesByProcess = true

  /// A node's listing.
  struct Listing: Sendable {
    var table: Result<NATTable, AgentShell.Failure>
    var evidence: Evidence
  }

  private static let listing = FilteredListing(words: "bpf nat list")

  /// The command that lists what mentions some addresses.
  static func command(_ addresses: [IPAddress], program: String) -> [String] {
    listing.command(addresses, program: program)
  }

  /// Lists what a node's table has about some addresses.
  static func read(_ addresses: [IPAddress], on node: String, _ shell: AgentShell) async -> Listing {
    let program = (try? await shell.program(on: node).name) ?? "cilium-dbg"
    var evidence = Evidence(
      origin: "agent on \(node)", command: "\(program) bpf nat list | grep -F \(FilteredListing.patterns(addresses))",
      output: "")
    do {
      let result = try await shell.run(command(addresses, program: program), on: node)
      evidence.exitStatus = result.exitCode
      evidence.output = FilteredListing.listed(result) + result.stderrText
      let text = try listing.text(result, program: program, on: node)
      return Listing(
        table: .success(try NATTable.parse(text: text, stderr: result.stderrText)), evidence: evidence)
    } catch {
      return Listing(table: .failure(AgentShell.Failure(error)), evidence: evidence)
    }
  }

  /// What was observed of a probe's flow.
  ///
  /// - Parameter answer: the ping whose ICMP identifier names the flow.
  func observe(_ answer: ProbeResults.Answer?, from pod: IPAddress?, on node: String) -> Observation {
    guard let answer, let pod, case .ping(let target, _, _) = answer.probe.kind,
      let destination = IPAddress(target), !identifiesByProcess || answer.raw.processID != nil
    else { return Observation(.notMeasured("the ping whose flow is looked for could not be sent")) }
    let identifier = identifiesByProcess ? answer.raw.processID.map { UInt16(truncatingIfNeeded: $0) } : nil
    let evidence = [answer.evidence, self.evidence[node]].compactMap { $0 }
    if let failure = answer.outcome.failure, failure.isInconclusive {
      let reason: Sentence = "the ping whose flow is looked for could not be sent: \(failure)"
      return Observation(.notMeasured(reason), evidence: evidence)
    }
    switch tables[node] {
    case nil: return Observation(.notMeasured("the NAT table of \(node) was not read"), evidence: evidence)
    case .failure(let failure)?: return Observation(failure, evidence: evidence)
    case .success(let table)?:
      let own = Self.lines(of: table, identifier, pod.family)
      return Observation(
        result(table, pod, identifier, destination),
        evidence: [answer.evidence]
          + [
            Evidence(
              origin: "agent on \(node)",
              command: "\(self.evidence[node]?.command ?? "") (ICMP\(identifier.map { " id \($0)" } ?? ""))",
              exitStatus: self.evidence[node]?.exitStatus, output: own)
          ])
    }
  }

  private func result(
    _ table: NATTable, _ pod: IPAddress, _ identifier: UInt16?, _ destination: IPAddress
  ) -> Observation.Result {
    let proto: NATEntry.TransportProtocol = pod.family == .ipv4 ? .icmp : .icmpv6
    let ofAnyAge = table.outbound(proto, from: pod, port: identifier, to: destination)
    guard let stale = ofAnyAge.first else { return .measured(.notTranslated) }
    let own = table.outbound(proto, from: pod, port: identifier, to: destination, maximumAge: maximumAge)
    guard let entry = own.first else {
      // An earlier pod had the same address and ICMP identifier; whether this flow uses its entry cannot be told.
      return .notMeasured(
        "the flow's only NAT entry is \(stale.ageSeconds ?? 0) s old, older than the probe: \(stale)")
    }
    let address = entry.translation.endpoint.address
    guard table.reverse(of: entry) != nil else {
      return .measured(.translatedWrongly("OUT entry to \(address) without its IN entry"))
    }
    return .measured(.translated(to: address.description))
  }

  private static func lines(of table: NATTable, _ identifier: UInt16?, _ family: IPFamily) -> String {
    let own = table.entries.filter { entry in
      guard entry.proto == (family == .ipv4 ? .icmp : .icmpv6) else { return false }
      guard let identifier else { return true }
      return [entry.source.port, entry.translation.endpoint.port].contains(identifier)
    }
    return own.isEmpty
      ? "no ICMP entry\(identifier.map { " with id \($0)" } ?? "") among \(table.entries.count) entries of the pod"
      : own.map { "\($0)" }.joined(separator: "\n")
  }
}

extension TranslationObservations {
  /// Some nodes' listings together.
  ///
  /// - Parameter began: when the first probe was about to be sent, or where process ids name the flows, the first of the pods
  ///   was about to be made.
  init(_ listings: [String: Listing], since began: ContinuousClock.Instant) {
    self.init(
      tables: listings.mapValues(\.table), evidence: listings.mapValues(\.evidence),
      // The agent prints whole seconds, and some kernels give it a clock that is no finer.
      maximumAge: Int(((ContinuousClock.now - began) / .seconds(1)).rounded(.up)) + 1)
  }
}
