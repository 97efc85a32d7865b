import Conformance

extension SampleRecord {
  /// One measure beyond its threshold, one that could not be read, drops with and without an account.
  static var health: HealthRecord {
    let drops = [
      DropDelta(reason: "Policy denied", direction: "EGRESS", packets: 4),
      DropDelta(
        reason: "Invalid packet", direction: "EGRESS", packets: 8, accounted: 8,
        account: "fragments of the run's own pings that are larger than the path's MTU"),
    ]
    var record = HealthRecord(
      seconds: 21.5,
      nodes: [
        NodeHealth(node: master, values: [.drops: 0, .conntrackPressure: 12.5], drops: []),
        NodeHealth(node: worker, values: [.drops: 4, .conntrackPressure: 3], drops: drops),
      ],
      gaps: [
        HealthGap(
          node: worker, measures: [.natPressure],
          reason: "the agent of \(worker) says neither how full its NAT map is nor how many ports are used")
      ])
    let values: [HealthMeasure: [HealthValue]] = [
      .drops: [
        HealthValue(.node(master), 0), HealthValue(.node(worker), 4, detail: "Policy denied (EGRESS): 4"),
      ],
      .conntrackPressure: [HealthValue(.node(master), 12.5), HealthValue(.node(worker), 3)],
      .tailnetRoundTrip: [HealthValue(pair(master, worker), 61.25)],
    ]
    let thresholds = HealthThresholds()
    record.checks = HealthMeasure.allCases.map {
      HealthCheck($0, threshold: thresholds[$0], values: values[$0] ?? [])
    }
    return record
  }

  /// A Service that an agent translates wrongly, and a policy.
  static var datapath: DatapathRecord {
    DatapathRecord(
      compared: 6,
      services: [
        ServiceComparison(
          node: master, service: "kube-system/kube-dns", frontend: "10.96.0.10:53/UDP", expected: ["10.244.0.115:53"],
          found: ["10.244.0.9:53"])
      ],
      policies: [
        PolicyRestriction(
          node: worker, pod: "server", endpoint: 739, isIngress: true,
          restriction: "ingress from or to ANY on 8080/TCP is denied")
      ])
  }
}
