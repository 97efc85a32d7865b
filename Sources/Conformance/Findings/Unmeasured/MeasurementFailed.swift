/// The measurement itself could not be made, for a reason without a name of its own.
struct MeasurementFailed: Finding {
  /// Where it was to be made.
  var node: String

  static let code = FindingCode.notMeasured
  static let example = MeasurementFailed(node: "instance-worker")

  var cause: Translated {
    Translated(
      en: "the measurement itself could not be made",
      ko: "측정 자체를 할 수 없었음")
  }

  var remedy: Translated {
    Translated(
      en: "see the explanation; when it names exec or an agent, check that the API server reaches the kubelet "
        + "of \(node) and that the agent is ready",
      ko: "설명을 확인하십시오. exec나 에이전트가 언급되어 있으면, API 서버가 \(node) 노드의 kubelet에 도달하고 에이전트가 Ready인지 확인하십시오")
  }

  var commands: [RemedyCommand] {
    [.kubectl("-n kube-system get pods -l k8s-app=cilium -o wide --field-selector spec.nodeName=\(node)")]
  }

  static let page = FindingPage(
    title: "it could not be measured",
    meaning: "A probe, an agent's command or a request to the API server failed in itself. The case says in which "
      + "words. Nothing is known of the path, so the case is neither green nor red.",
    confirm: [
      .init(
        "The agent of the node is Ready.",
        "kubectl -n kube-system get pods -l k8s-app=cilium -o wide"),
      .init(
        "Commands can be executed there.",
        "kubectl -n kube-system exec AGENT -c cilium-agent -- true"),
    ],
    mend: [
      .init(
        "Mend what the explanation names, and run again.")
    ])
}
