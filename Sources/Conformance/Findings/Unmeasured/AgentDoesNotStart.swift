/// A Cilium agent ends again and again.
struct AgentDoesNotStart: Finding {
  /// Whose agent.
  var node: String
  /// What the facts say of it, with its last words.
  var words: String
  /// Why an agent that is started now would not start, where the one from before still runs.
  var obstacle: String? = nil

  static let code = FindingCode.agentDoesNotStart
  static let example = AgentDoesNotStart(
    node: "instance-worker",
    words: "the Cilium agent does not start: cilium-x7k2p[cilium-agent] on instance-worker ends again and again "
      + "(status 1): “unable to determine direct routing device”")

  var cause: Translated {
    if let obstacle {
      return Translated(
        en: "an agent that is started now does not start on \(node): \(obstacle)",
        ko: "\(node) 노드에서 지금 시작하는 에이전트는 시작되지 않음: \(obstacle)")
    }
    let said = message.map { ": \($0)" } ?? ""
    return Translated(
      en: "the Cilium agent of \(node) ends again and again\(said); nothing can be asked of it, and the programs of "
        + "the agent before keep running",
      ko: "\(node) 노드의 Cilium 에이전트가 계속 종료됨\(said). 아무것도 물을 수 없으며, 이전 에이전트의 프로그램은 계속 동작함")
  }

  /// Its last words, with the quotation marks that they stand in.
  private var message: Substring? {
    guard let start = words.firstIndex(of: "“"), let end = words.lastIndex(of: "”"), start < end else { return nil }
    return words[start...end]
  }

  var remedy: Translated {
    Translated(
      en: "mend the setting or the device that the message names; `netproof explain` tells which settings "
        + "keep agents from starting",
      ko: "메시지가 가리키는 설정이나 장치를 고칠 것. 어떤 설정이 에이전트의 시작을 막는지는 `netproof explain` 명령이 알려 줌")
  }

  var commands: [RemedyCommand] {
    [.kubectl("-n kube-system logs -l k8s-app=cilium -c cilium-agent --previous --tail=20")]
  }

  static let page = FindingPage(
    title: "a Cilium agent does not start",
    meaning: "The agent of a node ends with a message, again and again: its settings do not fit each other, or the "
      + "node's devices. Nothing can be asked of it. What the agent before it left in the kernel keeps "
      + "running, so paths may work for now.",
    confirm: [
      .init(
        "Its container restarts.",
        "kubectl -n kube-system get pods -l k8s-app=cilium -o wide"),
      .init(
        "Its last words name the setting or the device.",
        "kubectl -n kube-system logs AGENT -c cilium-agent --previous --tail=20"),
    ],
    mend: [
      .init(
        "See which settings keep agents from starting, before one is tried.",
        "netproof explain --devices 'DEVICES'"),
      .init(
        "Mend the setting, and let the DaemonSet start the agent.",
        "kubectl -n kube-system edit configmap cilium-config"),
    ])
}
