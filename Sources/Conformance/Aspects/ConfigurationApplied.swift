// Whether the running agent has the ConfigMap's devices.
extension AspectDefinition {
  static let configurationApplied = AspectDefinition(
    title: Translated(
      en: "running agent agrees with the ConfigMap",
      ko: "실행 중인 에이전트와 ConfigMap의 일치"),
    question: Translated(
      en: "Does the running agent's configuration equal what the ConfigMap asks for?",
      ko: "실행 중인 에이전트의 설정이 ConfigMap의 요구와 같은가?"),
    questionOfIPv6: nil,
    area: .configuration, isOfAddresses: false, isNeededForService: false,
    rule: .node { node, model in Rules.configurationApplied(node, model) },
    translation: .none,
    measurement: .agent(.configurationApplied),
    target: .nobody, cause: .none,
    byHand: [
      .shell("kubectl -n kube-system get configmap cilium-config -o jsonpath='{.data.devices}'"),
      .agent("cilium-dbg config -a", piped: "grep -w Devices"),
    ])
}

extension Aspect {
  /// Whether the running agent has the ConfigMap's devices.
  public static let configurationApplied = Aspect(.configurationApplied)
}
