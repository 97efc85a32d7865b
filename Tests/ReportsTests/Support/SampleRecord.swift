import Conformance
import Foundation

/// A run that has one of everything: all verdicts, mixed cells, values that differ per node, text that wants escaping.
/// The addresses and texts are those of the recorded cluster (two nodes, `truth.md`'s environment).
enum SampleRecord {
  static let master = "instance-master"
  static let worker = "instance-worker"
  static let start = Date(timeIntervalSince1970: 1_795_248_000.125)

  static var record: RunRecord {
    var record = empty
    record.finishedAt = start.addingTimeInterval(95.5)
    record.scenarios = [physicalOnly, both]
    record.claims = [
      ClaimRecord(
        id: "single-physical.external-works", scenario: .physicalOnly, statement: "pod → internet works",
        judgement: .confirmed, evidence: ["instance-master: works", "instance-worker: works"],
        reason: "enp0s6 is selected, so pods are masqueraded there"),
      ClaimRecord(
        id: "single-physical.cross-node-fails", scenario: .physicalOnly,
        statement: "pod → pod on the other node fails | VXLAN is not routable", judgement: .refuted,
        evidence: ["instance-master → instance-worker: works"],
        reason: "the node IP is the Kubernetes InternalIP whatever `devices` says"),
      ClaimRecord(
        id: "single-tailnet.external-fails", scenario: .tailnetOnly, statement: "external ping fails",
        judgement: .notTested, evidence: [], reason: "the scenario was not entered"),
    ]
    record.notes = ["leftovers of run 9f3c were removed"]
    return record
  }

  /// A run that has begun and holds nothing yet.
  static var empty: RunRecord {
    RunRecord(
      tool: .init(name: "netproof", version: "0.1.0"), runID: "1a2b", startedAt: start,
      cluster: ClusterSummary(
        context: "lab", server: "https://127.0.0.1:6443", kubernetesVersion: "v1.36.2", ciliumVersion: "1.19.4",
        configuration: ["enable-bpf-masquerade": "true", "devices": "enp0s6", "odd": "a|b`c"],
        nodes: [
          NodeSummary(
            name: master, internalIP: "100.64.0.1", podCIDR: "10.244.0.0/24", physicalDevice: "enp0s6",
            tailnetDevice: "tailscale0", addresses: ["enp0s6": ["10.0.0.239"], "tailscale0": ["100.64.0.1"]],
            mtus: ["enp0s6": 9000, "tailscale0": 1280], kernel: "6.12.48", kubelet: "v1.36.2"),
          NodeSummary(
            name: worker, internalIP: "100.64.0.2", podCIDR: "10.244.1.0/24", physicalDevice: "enp0s6",
            tailnetDevice: "tailscale0", addresses: ["enp0s6": ["10.0.0.24"], "tailscale0": ["100.64.0.2"]],
            mtus: ["enp0s6": 9000, "tailscale0": 1280], kernel: "6.12.48", kubelet: "v1.36.2"),
        ],
        skippedNodes: ["instance-old": "cordoned"]),
      endpoints: ExternalEndpoints(httpsAddress: "203.0.113.10"))
  }

  /// Conforms, and is unfit for service.
  static var physicalOnly: ScenarioRecord {
    var scenario = ScenarioRecord(scenario: .physicalOnly, devices: "enp0s6", startedAt: start)
    scenario.finishedAt = start.addingTimeInterval(40)
    scenario.phases = [.init(name: "settle", seconds: 12.25), .init(name: "probe", seconds: 20)]
    scenario.fitness = .unfit(["pod → other node's address fails", "API fails from instance-worker"])
    let unmasqueraded: Sentence = "`tailscale0` is not selected, so the pod's own address leaves it | the peer drops it"
    scenario.cases = [
      path(.crossNodePod, pair(master, worker), .reachable), path(.crossNodePod, pair(worker, master), .reachable),
      path(.otherNodeIP, pair(master, worker), .unreachable, because: unmasqueraded),
      path(.otherNodeIP, pair(worker, master), .unreachable, because: unmasqueraded),
      path(.apiService, .node(master), .reachable),
      path(.apiService, .node(worker), .unreachable, because: "the API's backend is the other node's address"),
      path(.pathMTU, pair(master, worker), .largestPayload(8900)),
      path(.pathMTU, pair(worker, master), .largestPayload(8900)),
      path(.nodeIP, .node(master), .value("100.64.0.1")), path(.nodeIP, .node(worker), .value("100.64.0.2")),
      path(.masquerade, .node(master), .value("BPF [enp0s6]")),
      path(.masquerade, .node(worker), .value("BPF [enp0s6]")),
      path(.natExternal, .node(master), .translated(to: "10.0.0.239")),
      path(.natExternal, .node(worker), .translated(to: "10.0.0.24")),
      CaseRecord(
        aspect: .natNodeAddress, subject: pair(master, worker),
        prediction: .notApplicable("the masquerade mode is IPTables"), observation: nil, verdict: .notApplicable,
        explanation: "the masquerade mode is IPTables"),
    ]
    return scenario
  }

  /// Deviates once and is inconclusive once.
  static var both: ScenarioRecord {
    var scenario = ScenarioRecord(scenario: .both, devices: "enp0s6,tailscale0", startedAt: start)
    scenario.finishedAt = start.addingTimeInterval(95)
    scenario.phases = [.init(name: "settle", seconds: 12), .init(name: "probe", seconds: 21)]
    scenario.fitness = .unfit(["external ping fails from instance-worker"])
    scenario.cases = [
      path(.crossNodePod, pair(master, worker), .reachable),
      flaky,
      path(.externalPing, .node(master), .reachable),
      deviation, inconclusive,
      path(.pathMTU, pair(master, worker), .largestPayload(1202)),
      path(.pathMTU, pair(worker, master), .largestPayload(1202)),
    ]
    return scenario
  }

  /// Passed on the second attempt.
  static var flaky: CaseRecord {
    var record = path(.crossNodePod, pair(worker, master), .reachable)
    record.attempts = 2
    record.earlierAttempts = [
      CaseAttempt(
        observation: Observation(
          .measured(.unreachable),
          evidence: [Evidence(origin: "pod b", command: "ping -c 1 10.244.0.5", exitStatus: 1, output: "lost")]),
        verdict: .deviates, explanation: "expected: works; seen: fails")
    ]
    record.explanation = "works, as expected (flaky: on attempt 2; before: fails)"
    return record
  }

  /// External ping from the worker fails although it should work; its evidence has everything that needs care.
  static var deviation: CaseRecord {
    CaseRecord(
      aspect: .externalPing, subject: .node(worker),
      prediction: .expected(
        Expectation(.reachable, because: "enp0s6 is selected", source: "bpf/lib/nat.h snat_v4_needs_masquerade")),
      observation: Observation(
        .measured(.unreachable),
        evidence: [
          Evidence(
            origin: "pod netproof-1a2b/client-instance-worker", command: "ping -c 1 -W 2 8.8.8.8 | cat", exitStatus: 1,
            output: "PING 8.8.8.8\u{1B}[31m <&> ```fence``` ]]>\u{0}\n1 packets transmitted, 0 received\n")
        ], seconds: 2.0314),
      verdict: .deviates, explanation: "expected works, observed fails",
      diagnosis: Diagnosis(
        code: "snat-missing", symptom: "no reply from outside",
        cause: "packets leave enp0s6 with the pod's own address | no NAT entry", remedy: "restart the agent"),
      attempts: 3,
      earlierAttempts: [
        CaseAttempt(
          observation: Observation(.measured(.unreachable)), verdict: .deviates,
          explanation: "expected: works; seen: fails"),
        CaseAttempt(observation: nil, verdict: .inconclusive, explanation: "it was not measured"),
      ], attachments: ["captures/external-ping.pcap", "odd]\nname"])
  }

  /// HTTPS could not be judged, because the far end is down.
  static var inconclusive: CaseRecord {
    CaseRecord(
      aspect: .externalHTTPS, subject: .node(master),
      prediction: .expected(Expectation(.answersWithAddress(nil), because: "works by rule", source: "guide")),
      observation: Observation(
        .notMeasured("connection refused"),
        evidence: [
          Evidence(
            origin: "node", command: "wget -qO- https://api.ipify.org", output: String(repeating: "x", count: 90_000))
        ]),
      verdict: .inconclusive, explanation: "the HTTPS endpoint is down for everybody")
  }

  static func pair(_ from: String, _ to: String) -> Subject { .pair(from: from, to: to) }

  /// A case that behaves as predicted.
  static func path(
    _ aspect: Aspect, _ subject: Subject, _ outcome: Outcome, because reason: Sentence = "by rule"
  ) -> CaseRecord {
    CaseRecord(
      aspect: aspect, subject: subject,
      prediction: .expected(Expectation(outcome, because: reason, source: "bpf/lib/nat.h")),
      observation: Observation(
        .measured(outcome), evidence: [Evidence(origin: "pod a", command: "ping", exitStatus: 0, output: "ok")],
        seconds: 0.25),
      verdict: .conforms, explanation: "as predicted")
  }
}
