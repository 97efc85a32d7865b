// What `Conformance/Watch` says of paths over time and of the cluster meanwhile.
extension SentenceTable {
  static let watch: [Entry] = [
    Entry("{reason}; {number} of {all} probes were answered", "{reason}. 프로브 {all}개 중 {number}개에 응답이 옴"),
    Entry("the setting predicts that it does not work", "이 설정에서는 동작하지 않는다고 예측됨"),
    Entry("the rules predict neither way", "규칙으로는 어느 쪽도 예측할 수 없음"),
    Entry("{reason}, longer than the {limit} that are let pass", "{reason}. 허용 한도 {limit} 초과"),
    Entry("{reason}, within the limit of {limit}", "{reason}. 허용 한도 {limit} 이내"),
    Entry("the longest outage was {time} ({number} lost)", "가장 긴 단절은 {time}({number}개 손실)"),
    Entry(
      "the longest outage was {time} ({number} lost, not over)", "가장 긴 단절은 {time}({number}개 손실, 끝나지 않음)"),
    Entry(
      "an outage was at least {time} ({number} lost, still failing when its turn ended)",
      "{time} 이상의 단절({number}개 손실, 차례가 끝날 때도 응답 없음)"),
    Entry(
      "an outage was at least {time} ({number} lost, failing already when its turn began)",
      "{time} 이상의 단절({number}개 손실, 차례가 시작될 때 이미 응답 없음)"),
    Entry(
      "an outage was at least {time} ({number} lost, failing already when its turn began, not over)",
      "{time} 이상의 단절({number}개 손실, 차례가 시작될 때 이미 응답 없음, 끝나지 않음)"),
    Entry(
      "{reason}; whether it was longer than the {limit} that are let pass is not known",
      "{reason}. 허용 한도 {limit} 초과인지는 알 수 없음"),
    Entry("its turn did not come before the watch ended", "지켜보기가 끝날 때까지 차례가 오지 않음"),
    Entry("turn", "차례"),
    Entry(
      "{count} nodes and {number} pairs are watched from now on: {names}",
      "이제부터 노드 {count}개와 노드 쌍 {number}개를 지켜봄: {names}"),
    Entry("{count} that are failing stay under watch: {names}", "응답이 없는 {count}개는 계속 지켜봄: {names}"),
    Entry(
      "{count} were still failing when their turn ended: {names}", "{count}개는 차례가 끝날 때도 응답이 없었음: {names}"),
    Entry(
      "it could not begin, and those before stay under watch: {problem}", "시작하지 못해 앞 차례의 노드를 계속 지켜봄: {problem}"),
    Entry(
      "--confidence is about nights, and chooses no pairs where nodes take turns",
      "--confidence는 밤 단위의 확률이며, 노드가 차례로 감시되는 곳에서는 노드 쌍을 고르지 않음"),
    Entry("no node can take part", "참여할 수 있는 노드가 없음"),
    Entry("none of its pods runs", "실행 중인 파드가 없음"),
    Entry("none of its pods says anything", "아무 파드도 출력을 내지 않음"),
    Entry("every probe was answered", "모든 프로브에 응답이 옴"),
    Entry("nothing was sent", "아무것도 보내지 않음"),
    Entry("it was not watched for {time}: {reason}", "{time} 동안 지켜보지 못함: {reason}"),
    Entry("the exec session had broken", "exec 세션이 끊김"),
    Entry("the command was not there to its end", "명령이 끝나기 전에 멈춤"),
    Entry(
      "{number} lines of the pods could not be understood and were left out", "파드 출력 {number}줄을 해석하지 못해 제외함"),
    Entry(
      "{detail} could not be watched, so its changes are not in the report: {problem}",
      "{detail} 지켜보지 못해 그 변경은 보고서에 없음: {problem}"),
    Entry("{event} on {node}", "{node} 노드: {event}"),
    Entry("is gone", "사라짐"),
    Entry("was created", "생성됨"),
    Entry("was placed", "노드가 배정됨"),
    Entry("restarted ({number} restarts so far)", "재시작함(지금까지 {number}번)"),
    Entry("is being deleted", "삭제되는 중"),
    Entry("is Ready", "Ready 상태가 됨"),
    Entry("is no longer Ready", "더 이상 Ready가 아님"),
    Entry("joined", "합류함"),
    Entry("agent", "에이전트"),
    Entry("configuration", "설정"),
    Entry("node", "노드"),
    Entry("probe-pod", "프로브 파드"),
    Entry("cluster-dns", "클러스터 DNS"),
    Entry("tailnet", "오버레이"),
    Entry(
      "{overlay} sends it by a DERP relay now{relay}, known by {source}",
      "이제 {overlay}가 DERP 릴레이로 보냄{relay}(근거: {source})"),
    Entry(
      "{overlay} sends it by a peer relay now{relay}, known by {source}",
      "이제 {overlay}가 피어 릴레이로 보냄{relay}(근거: {source})"),
    Entry(
      "{overlay} sends it by something in between now{relay}, known by {source}",
      "이제 {overlay}가 중간의 무언가를 거쳐 보냄{relay}(근거: {source})"),
    Entry(
      "{overlay} is found to send it by a DERP relay{relay}, known by {source}",
      "{overlay}가 DERP 릴레이로 보내고 있음이 확인됨{relay}(근거: {source})"),
    Entry(
      "{overlay} is found to send it by a peer relay{relay}, known by {source}",
      "{overlay}가 피어 릴레이로 보내고 있음이 확인됨{relay}(근거: {source})"),
    Entry(
      "{overlay} is found to send it by something in between{relay}, known by {source}",
      "{overlay}가 중간의 무언가를 거쳐 보내고 있음이 확인됨{relay}(근거: {source})"),
    Entry(
      "the overlay when the watch began: {count} of {all} paths went straight to the other node (known by {sources})",
      "지켜보기 시작할 때의 오버레이: 경로 {all}개 중 {count}개가 다른 노드로 직접 감(근거: {sources})"),
    Entry(
      "the overlay when the watch began: {count} of {all} paths went by a relay: {names}",
      "지켜보기 시작할 때의 오버레이: 경로 {all}개 중 {count}개가 릴레이를 거침: {names}"),
    Entry(
      "the overlay when the watch began: of {count} of {all} paths it was not known whether they were relayed: {names}",
      "지켜보기 시작할 때의 오버레이: 경로 {all}개 중 {count}개는 릴레이를 거치는지 알 수 없음: {names}"),
    Entry(
      "{overlay} sends it straight to the other node again, known by {source}",
      "{overlay}가 다시 다른 노드로 직접 보냄(근거: {source})"),
    Entry(
      "the overlay between the nodes was not followed: the agents could not be listed",
      "에이전트 목록을 읽지 못해 노드 사이의 오버레이를 따라가지 못함"),
  ]
}
