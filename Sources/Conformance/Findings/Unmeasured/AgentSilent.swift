/// A Cilium agent runs and answers nothing.
struct AgentSilent: Finding {
  /// Whose agent.
  var node: String

  static let code = FindingCode.agentSilent
  static let example = AgentSilent(node: "instance-worker")

  var cause: Translated {
    Translated(
      en:
        "the Cilium agent of \(node) runs and answers nothing: its process is stopped or hangs. What it put into the "
        + "kernel keeps running; pods are neither added nor removed, and changes of the cluster do not get there",
      ko: "\(node) 노드의 Cilium 에이전트가 실행 중이지만 아무것도 응답하지 않음: 프로세스가 멈췄거나 걸려 있음. 커널에 넣은 것은 계속 동작하지만 파드가 추가·제거되지 "
        + "않고 클러스터의 변경도 반영되지 않음")
  }

  var remedy: Translated {
    Translated(
      en:
        "look at the state of its process (`T` is stopped, `D` waits for a disk or the kernel) and at the node's memory "
        + "and load, then start the agent anew",
      ko: "프로세스 상태(`T`는 정지, `D`는 디스크나 커널 대기)와 노드의 메모리·부하를 확인한 뒤 에이전트를 다시 시작하십시오")
  }

  var commands: [RemedyCommand] {
    [
      .host(node, "ps -o pid,stat,wchan:24,etime,args -C cilium-agent"),
      .kubectl("-n kube-system delete pods -l k8s-app=cilium --field-selector spec.nodeName=\(node)"),
    ]
  }

  static let page = FindingPage(
    title: "a Cilium agent runs and answers nothing",
    meaning:
      "The agent's container runs, its client can be started in it, and the agent tells not even its version. Nothing of "
      + "the node's devices and tables can be read, so nothing is predicted for it. The programs in the kernel go on as "
      + "they were.",
    confirm: [
      .agent("It hangs.", "timeout 8 cilium-dbg version"),
      .init("On `NODE`: the state of the process.", "ps -o pid,stat,wchan:24,etime,args -C cilium-agent"),
      .init("Memory or processor time that it does not get.", "dmesg -T | tail -50"),
    ],
    mend: [
      .init(
        "Start the agent anew.",
        "kubectl -n kube-system delete pods -l k8s-app=cilium --field-selector spec.nodeName=NODE"),
      .init("A process that was stopped by somebody (state `T`) can be woken.", "pkill -CONT -x cilium-agent"),
    ])
}
