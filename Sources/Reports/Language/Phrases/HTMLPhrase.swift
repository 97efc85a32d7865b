import Conformance

/// The words that only the HTML report has.
enum HTMLPhrase: Catalogue {
  case stateWorks, statePredicted, stateDeviates, stateInconclusive, stateNotApplicable
  case theme, themeAuto, themeLight, themeDark, skip, contents, drawing, drawingText
  case internet, tailnetBand, pod, otherPod, tunnel, nodeAddress, api, clusterName, externalName, dnsPods, ownAddress
  case selected, notSelected, moreNodes, everyCase, subject, proof, footer, aspect

  var text: Translated {
    switch self {
    case .stateWorks: Translated(en: "works, as predicted", ko: "예측대로 동작")
    case .statePredicted: Translated(en: "fails, as predicted", ko: "예측대로 실패")
    case .stateDeviates: Translated(en: "deviates from the prediction", ko: "예측과 불일치")
    case .stateInconclusive: Translated(en: "could not be established", ko: "판정 불가")
    case .stateNotApplicable: Translated(en: "does not apply", ko: "해당 없음")
    case .theme: Translated(en: "Theme", ko: "테마")
    case .themeAuto: Translated(en: "auto", ko: "자동")
    case .themeLight: Translated(en: "light", ko: "밝게")
    case .themeDark: Translated(en: "dark", ko: "어둡게")
    case .skip: Translated(en: "Skip to the matrix", ko: "표로 건너뛰기")
    case .contents: Translated(en: "Contents", ko: "목차")
    case .drawing: Translated(en: "Where packets go with {scenario}", ko: "{scenario} 설정에서 패킷이 가는 길")
    case .drawingText:
      Translated(
        en: "Each node with its two uplinks, the internet above and the tailnet below. A filled uplink is one that "
          + "Cilium selected. Every line is a path from a pod, coloured by its verdict.",
        ko: "각 노드와 두 업링크, 위에는 인터넷, 아래에는 tailnet을 나타냅니다. 색이 채워진 업링크는 Cilium이 선택한 "
          + "장치입니다. 선은 파드에서 출발하는 경로이며, 판정에 따라 색이 다릅니다.")
    case .internet: Translated(en: "internet", ko: "인터넷")
    case .tailnetBand:
      Translated(en: "tailnet: WireGuard, with the VXLAN tunnel inside", ko: "tailnet: WireGuard, 그 안에 VXLAN 터널")
    case .pod: Translated(en: "pod", ko: "파드")
    case .otherPod: Translated(en: "pod, same node", ko: "같은 노드의 파드")
    case .tunnel: Translated(en: "tunnel", ko: "터널")
    case .nodeAddress: Translated(en: "node address", ko: "노드 주소")
    case .api: Translated(en: "Kubernetes API", ko: "Kubernetes API")
    case .clusterName: Translated(en: "cluster names", ko: "클러스터 이름")
    case .externalName: Translated(en: "external names", ko: "외부 이름")
    case .dnsPods: Translated(en: "DNS pods ready", ko: "DNS 파드 Ready")
    case .ownAddress: Translated(en: "own address", ko: "자기 노드 주소")
    case .selected: Translated(en: "selected", ko: "선택됨")
    case .notSelected: Translated(en: "not selected", ko: "선택 안 됨")
    case .moreNodes: Translated(en: "and {count} more nodes: {states}", ko: "그 밖의 노드 {count}대: {states}")
    case .everyCase: Translated(en: "All cases", ko: "모든 검사")
    case .subject: Translated(en: "node or pair", ko: "노드 또는 노드 쌍")
    case .proof: Translated(en: "proof", ko: "입증")
    case .footer:
      Translated(
        en: "Rendered by {tool} {version} from the run record alone. This page loads nothing and runs no script.",
        ko: "{tool} {version}에서 실행 기록만으로 만든 문서입니다. 외부 자원을 불러오지 않고 스크립트도 실행하지 않습니다.")
    case .aspect: Translated(en: "aspect", ko: "항목")
    }
  }
}
