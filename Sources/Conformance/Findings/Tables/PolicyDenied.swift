/// A network policy stops the probes.
struct PolicyDenied: Finding {
  /// The node of the pod that it is enforced on.
  var node: String
  /// Which of netproof's pods there: `client` or `server`.
  var pod: String
  /// What the agent's policy map denies, or alone allows.
  var restriction: String

  static let code = FindingCode.policyDenied
  static let example = PolicyDenied(
    node: "instance-master", pod: "server", restriction: "ingress from or to ANY on 8080/TCP is denied")

  var cause: Translated {
    Translated(
      en: "a network policy is enforced on netproof's \(pod) pod of \(node): \(restriction)",
      ko: "\(node) 노드의 netproof \(pod) 파드에 네트워크 정책이 적용됨: \(restriction)")
  }

  var remedy: Translated {
    Translated(
      en: "look for policies that select every pod or netproof's namespace (`kubectl get "
        + "ciliumclusterwidenetworkpolicies,ciliumnetworkpolicies,networkpolicies -A`); let the probes pass, "
        + "or run in a namespace that none selects",
      ko: "모든 파드나 netproof의 네임스페이스를 선택하는 정책을 찾아(`kubectl get "
        + "ciliumclusterwidenetworkpolicies,ciliumnetworkpolicies,networkpolicies -A`) 프로브를 허용하거나, 어떤 정책도 "
        + "선택하지 않는 네임스페이스에서 실행하십시오")
  }

  var commands: [RemedyCommand] {
    [.kubectl("get ciliumclusterwidenetworkpolicies,ciliumnetworkpolicies,networkpolicies -A")]
  }

  static let page = FindingPage(
    title: "a network policy stops the probes",
    meaning: "The policy map of a probe pod denies what the probe sends, or allows other things only, and the node "
      + "counted drops by policy during the run (where its counters could be read). The path itself may be in "
      + "order: it was not asked.",
    confirm: [
      .init(
        "List the policies; one selects every pod, or netproof's namespace.",
        "kubectl get ciliumclusterwidenetworkpolicies,ciliumnetworkpolicies,networkpolicies -A"),
      .agent(
        "While a probe runs, the agent tells of dropped packets.",
        "cilium-dbg monitor --type drop"),
      .agent(
        "The counter `Policy denied` grows.",
        "cilium-dbg metrics list -p drop"),
    ],
    mend: [
      .init(
        "Let the probes pass: allow TCP 8080, UDP 53 and ICMP between pods of netproof's namespace, and "
          + "what they ask outside."),
      .init(
        "Or run where no policy selects.",
        "netproof run --namespace NAMESPACE"),
    ])
}
