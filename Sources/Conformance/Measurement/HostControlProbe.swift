import Cilium
import Foundation
import Kubernetes

/// Asks the endpoints outside from nodes' own networks, by the agents' containers: they share the host's network, netproof
/// may execute commands there already, and no pod with host network has to be admitted for it.
///
/// Cilium's image holds bash and coreutils, but neither ping nor curl (`images/runtime/install-runtime-deps.sh`): so
/// HTTPS is asked by a TCP connection and DNS by a datagram, both through bash's own `/dev/tcp` and `/dev/udp`
/// (bash(1), REDIRECTION). ICMP cannot be sent: of pings there is no control.
struct HostControlProbe: Sendable {
  let shell: AgentShell
  let endpoints: ExternalEndpoints
  /// The family of the packets that are sent.
  var family = IPFamily.ipv4
  /// How long one probe waits for an answer, in seconds.
  let timeoutSeconds: Int

  /// Asks from every node that has a failing case.
  func run(_ cases: [(Aspect, Subject)]) async -> HostControls {
    var controls = HostControls()
    let nodes = Set(cases.filter { $0.0.family == family }.map(\.1.source)).sorted()
    await FanOut.each(nodes, atOnce: Pace.askedAgents) { node in
      async let https = ask(httpsCommand, on: node)
      async let dns = ask(dnsCommand, on: node)
      return (node, await https, await dns)
    } take: { node, https, dns in
      controls.answers[Aspect.externalHTTPS.of(family), default: [:]][node] = https
      controls.answers[Aspect.upstreamDNS.of(family), default: [:]][node] = dns
    }
    return controls
  }

  /// `nil` when the agent's container could not run the probe: then there is no control.
  private func ask(_ command: [String], on node: String) async -> HostControls.Answer? {
    guard let (result, agent) = try? await shell.attempt(command, on: node, seconds: timeoutSeconds) else { return nil }
    let output = [result.stdoutText, result.stderrText].filter { !$0.isEmpty }.joined(separator: "\n")
    return Self.answer(
      exitCode: result.exitCode, output: output, command: ["timeout", "\(timeoutSeconds)"] + command,
      origin: "host network of \(node), by \(agent)")
  }

  /// What an exit status says: 126 and 127 are the shell's and `timeout`'s own, for a program that cannot be run.
  static func answer(exitCode: Int32, output: String, command: [String], origin: String) -> HostControls.Answer? {
    guard exitCode != 126, exitCode != 127 else { return nil }
    return HostControls.Answer(
      answered: exitCode == 0,
      evidence: [
        Evidence(origin: origin, command: command.joined(separator: " "), exitStatus: exitCode, output: output)
          .bounded(to: Evidence.usualLimit)
      ])
  }

  /// Connects to the HTTPS port.
  var httpsCommand: [String] {
    ["bash", "-c", #"exec 3<>"/dev/tcp/$0/443""#, endpoints.httpsTarget(family)]
  }

  /// Asks for the address of the external name, and waits for the answer's first byte, which repeats the question's.
  var dnsCommand: [String] {
    let script =
      #"exec 3<>"/dev/udp/$0/53" && printf "$1" | \#(NameQuestion.whole) >&3 && IFS= read -r -t \#(timeoutSeconds) -n 1 -u 3 c && [ "$c" = N ]"#
    return ["bash", "-c", script, endpoints.dnsServer(family), NameQuestion(endpoints.dnsName).escaped]
  }
}
