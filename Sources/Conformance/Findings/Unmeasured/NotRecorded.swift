/// What would tell is not in what was read: an archive, or the answers of agents.
struct NotRecorded: Finding {
  /// Of which node.
  var node: String
  /// What is missing, with its file where there is one.
  var reason: String

  static let code = FindingCode.notRecorded
  static let example = NotRecorded(
    node: "instance-worker", reason: "the archive has no agent data for node instance-worker (pod cilium-8kdfd)")

  var cause: Translated {
    Translated(en: "what was read does not tell: \(reason)", ko: "읽은 내용으로는 알 수 없음: \(reason)")
  }

  var remedy: Translated {
    Translated(
      en: "take the dump again, of all nodes and once their agents have answered for a minute (without --quick and "
        + "--node-list), or give the tar of `cilium-bugtool` from the node beside it",
      ko: "모든 노드의 에이전트가 응답한 지 1분이 지난 뒤 덤프를 다시 수집하거나(--quick, --node-list 없이), 해당 노드에서 "
        + "`cilium-bugtool`로 만든 tar를 함께 지정하십시오")
  }

  var commands: [RemedyCommand] { [.agent(of: node, "cilium status"), .agent(of: node, "cilium-bugtool")] }

  static let page = FindingPage(
    title: "what would tell was not recorded",
    meaning: "Nothing is measured by `netproof diagnose`: it reads what agents and the kernel said. A file is missing, "
      + "empty, torn or holds the text of an error, an agent did not answer, or it had just been started and may not have "
      + "done yet what its status says. That is no contradiction, and no proof that all is well.",
    confirm: [
      .agent("The agent answers.", "cilium status"),
      .init(
        "The dump has a folder for the node's agent.",
        "unzip -l cilium-sysdump-TIME.zip | grep cilium-bugtool-"),
    ],
    mend: [
      .init("Take the dump of all nodes.", "cilium sysdump"),
      .init(
        "Or of the node alone, and give both.",
        "netproof diagnose --archive cilium-sysdump-TIME.zip cilium-bugtool-TIME.tar"),
      .init("Or measure.", "netproof run"),
    ])
}
