import Cilium
import Foundation
import Kubernetes
import Probes

@testable import Conformance

/// What busybox prints, so that answers are made from texts as a pod's are.
enum Busybox {
  static let pinged = RawProbeResult(
    exitCode: 0,
    stdout: "PING a (a): 56 data bytes\n\n2 packets transmitted, 2 packets received, 0% packet loss\n", stderr: "",
    processID: 94)
  static let pingLost = RawProbeResult(
    exitCode: 1,
    stdout: "PING a (a): 56 data bytes\n\n2 packets transmitted, 0 packets received, 100% packet loss\n", stderr: "",
    processID: 94)
  static let pingForbidden = RawProbeResult(
    exitCode: 1, stdout: "", stderr: "ping: permission denied (are you root?)\n", processID: 94)
  static let lookedUp = RawProbeResult(
    exitCode: 0,
    stdout: "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tgoogle.com\nAddress: 142.250.0.1\n\n",
    stderr: "")
  static let lookupTimedOut = RawProbeResult(
    exitCode: 1, stdout: ";; connection timed out; no servers could be reached\n\n", stderr: "")
  static let timedOut = RawProbeResult(exitCode: 143, stdout: "", stderr: "")
  static let forbidden = RawProbeResult(
    exitCode: 1, stdout: "", stderr: "wget: server returned error: HTTP/1.1 403 Forbidden\n")
  static func page(_ body: String) -> RawProbeResult { RawProbeResult(exitCode: 0, stdout: body, stderr: "") }
}

/// A scenario's probes with the answers that a test gives.
struct SyntheticAnswers {
  var facts: ClusterFacts
  var pods: ProbePods
  var results = ProbeResults()
  var timeout: Duration = .seconds(2)
  var endpoints = ExternalEndpoints()
  /// Node name → the ClusterIP in front of its server pod.
  var services: [String: ServiceAddresses]

  /// Every node has its two pods, and its Service.
  init(_ facts: ClusterFacts) {
    self.facts = facts
    pods = ProbePods(nodes: [:])
    services = [:]
    for (index, node) in facts.nodes.enumerated() {
      func running(_ role: String, _ last: UInt8) -> ProbePods.Running {
        ProbePods.Running(
          reference: PodReference(namespace: "netproof-test", name: "\(role)-\(index)-0"),
          addresses: [.v4(IPv4Address(10, 244, UInt8(index), last))]
            + (facts.families.contains(.ipv6) ? [IPAddress("fd10:244:0:\(index)::\(last)")].compactMap(\.self) : []))
      }
      pods.nodes[node.name] = ProbePods.Pair(
        client: .success(running("client", 10)), server: .success(running("server", 20)))
      services[node.name] = ServiceAddresses(
        [.v4(IPv4Address(10, 96, 7, UInt8(index)))]
          + (facts.families.contains(.ipv6) ? [IPAddress("fd10:96::7:\(index)")].compactMap(\.self) : []))
    }
  }

  var plan: ProbePlan {
    ProbePlan(
      .init(
        facts: facts, sample: .every(facts.nodes.map(\.name)), pods: pods, services: services,
        serviceNames: services.mapValues { "service-of-\($0.addresses[0]).test" }, families: facts.families,
        endpoints: endpoints,
        timeout: timeout,
        clusterDomain: "cluster.local"))
  }

  /// What came back from one probe of a case.
  mutating func answer(_ aspect: Aspect, _ subject: Subject, _ part: String, _ raw: RawProbeResult) {
    let id = ProbePlan.Key(aspect: aspect, subject: subject, part: part).id
    guard let probe = plan.probes(aspect, subject).first(where: { $0.id == id }) else { return }
    results.answers[subject.source, default: [:]][id] = ProbeResults.Answer(
      probe: probe, raw: raw, outcome: ProbeResult.interpret(probe, raw), origin: "pod")
  }

  /// What came back from all probes of a case.
  mutating func answerAll(_ aspect: Aspect, _ subject: Subject, _ raw: RawProbeResult) {
    for probe in plan.probes(aspect, subject) {
      answer(aspect, subject, probe.id.split(separator: "/").last.map(String.init) ?? "", raw)
    }
  }

  func observe(_ aspect: Aspect, _ subject: Subject) -> Observation {
    PathObservations(plan: plan, results: results, pods: pods, facts: facts).observe(aspect, subject)
  }

  func outcome(_ aspect: Aspect, _ subject: Subject) -> Outcome? { observe(aspect, subject).outcome }
}

extension Observation {
  /// Why nothing was measured.
  var reason: Sentence? { if case .notMeasured(let reason) = result { reason } else { nil } }
}
