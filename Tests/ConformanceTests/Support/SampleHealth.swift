@testable import Conformance

/// A node's health and its agent's tables with something of everything.
enum SampleHealth {
  static let record: HealthRecord = {
    var record = HealthRecord(
      seconds: 12.5,
      nodes: [
        NodeHealth(
          node: "a", values: [.drops: 4, .conntrackPressure: 12.5],
          drops: [
            DropDelta(reason: "Policy denied", direction: "EGRESS", packets: 4),
            DropDelta(
              reason: "Invalid packet", direction: "EGRESS", packets: 8, accounted: 8, account: DropAccounts.fragments),
          ]), NodeHealth(node: "b"),
      ], gaps: [HealthGap(node: "b", measures: [.drops, .natPressure], reason: "status 1")])
    record.checks = HealthJudge.checks(
      record.nodes, trips: [HealthValue(.pair(from: "a", to: "b"), 61.25)], thresholds: HealthThresholds())
    return record
  }()

  static let datapath = DatapathRecord(
    compared: 2,
    services: [
      ServiceComparison(
        node: "a", service: "kube-system/kube-dns", frontend: "10.96.0.10:53/UDP", expected: ["10.244.0.1:53"],
        found: nil),
      ServiceComparison(
        node: "a", service: "netproof/server-1", frontend: "10.96.1.2:80/TCP", expected: ["10.244.0.1:8080"],
        found: ["10.244.0.1:8080"]
      ).towards("b"),
    ],
    policies: [
      PolicyRestriction(
        node: "a", pod: "server", endpoint: 739, isIngress: true,
        restriction: "ingress from or to ANY on 8080/TCP is denied")
    ], gaps: ["b: the load-balancer map could not be read: status 1"])
}
