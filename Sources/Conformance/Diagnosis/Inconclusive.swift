/// Why something could not be established.
enum Inconclusive {
  static func diagnosis(_ record: CaseRecord) -> Diagnosis {
    let text = record.explanation
    if text.contains(EndpointOutage.phrase) {
      return Diagnosis(
        "endpoint-down", record,
        cause: "the server outside is down, or filters this kind of traffic; the nodes' way out works",
        remedy: "choose another endpoint (--external-ping, --external-dns, --https-host), or wait until it is back")
    }
    if text.contains(NotMeasured.clusterChanged) {
      return Diagnosis(
        "cluster-changed", record,
        cause: "what the case is about was replaced, moved or reconfigured while it was measured",
        remedy: "run again once the roll-out, the drain or the eviction is over; `netproof watch` measures while one "
          + "goes on")
    }
    if text.contains(NotMeasured.agentDoesNotStart) {
      return Diagnosis(
        "agent-does-not-start", record,
        cause: "the Cilium agent of the node ends again and again with the message that is quoted, so nothing can be "
          + "asked of it; the programs of the agent before keep running",
        remedy: "mend the setting or the device that the message names; `netproof explain` tells which settings keep "
          + "agents from starting")
    }
    if text.contains(NotMeasured.podNotRunning) {
      return Diagnosis(
        "probe-pod-not-running", record,
        cause: "a probe pod did not start, so nothing could be sent from it or to it",
        remedy: "`kubectl describe pods` in netproof's namespace: image, scheduling, CNI, quota")
    }
    if text.contains(NotMeasured.kubeletUnreachable) {
      return Diagnosis(
        "kubelet-unreachable", record,
        cause: "the API server does not reach the kubelet of a node, so nothing can be executed there",
        remedy:
          "check that the API server's node reaches the other nodes' InternalIPs (tailnet up? right --node-ip?) on "
          + "port 10250; `kubectl logs` of a pod there must work")
    }
    return Diagnosis(
      "not-measured", record, cause: "the measurement itself could not be made",
      remedy: "see the explanation; when it names exec or an agent, check that the API server reaches the kubelet of "
        + "\(record.subject.source) and that the agent is ready")
  }
}

/// Phrases that measuring and diagnosing share.
enum NotMeasured {
  /// Of an agent that ends again and again.
  static let agentDoesNotStart = "the Cilium agent does not start"
  static let podNotRunning = "a probe pod is not running"
  /// Of something that was replaced, moved or reconfigured.
  static let clusterChanged = "the cluster changed during the run"
  /// Where what would show a change could not be read; not the phrase above, which says that there was one.
  static let changesUnknown = "not known whether anything changed meanwhile"
  /// The API server's own words when a kubelet does not answer.
  static let kubeletUnreachable = "error dialing backend"
}
