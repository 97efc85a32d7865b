// What `Conformance/Gate` says of two runs.
extension SentenceTable {
  static let gate: [Entry] = [
    Entry("{seen}, hops: {hops} (TTL {ttl})", "{seen}, 홉 수 {hops}(TTL {ttl})"),
    Entry(
      "the release's change, not a fault of this cluster: Cilium {before}: {reason1}; Cilium {after}: {reason2}",
      "이 클러스터의 문제가 아니라 릴리스의 변화: Cilium {before}: {reason1}. Cilium {after}: {reason2}"),
    Entry("{seen}, which no rule predicts", "{seen} (예측하는 규칙이 없음)"),
    Entry("not verified", "검증하지 않음"),
    Entry("not established", "만들지 못함"),
    Entry("incomplete", "끝까지 진행되지 않음"),
    Entry("conforms", "예측과 일치"),
    Entry("deviates", "예측과 불일치"),
    Entry("inconclusive", "판정 불가"),
    Entry("not applicable", "해당 없음"),
    Entry("not-applicable", "해당 없음"),
    Entry("nothing seen", "관측 없음"),
    Entry("unset", "미설정"),
    Entry("inconclusive ({reason})", "판정 불가({reason})"),
    Entry("{reason} (on attempt {number})", "{reason}({number}번째 시도)"),
    Entry("{reason}, as predicted", "{reason}(예측대로)"),
    Entry("{reason}, which deviates", "{reason}(예측과 불일치)"),
    Entry("the run before did not verify this scenario", "이전 실행에서 이 시나리오를 검증하지 않음"),
    Entry("the run after did not verify this scenario", "이후 실행에서 이 시나리오를 검증하지 않음"),
    Entry("the run after did not ask it", "이후 실행에서 묻지 않음"),
    Entry("{node} is not in the run after", "{node} 노드가 이후 실행에 없음"),
    Entry("{node} takes no part any more: {reason}", "{node} 노드가 더 이상 참여하지 않음: {reason}"),
    Entry("the scenario could not be established: {problem}", "시나리오를 만들지 못함: {problem}"),
    Entry("the scenario could not be established before: {problem}", "이전 실행에서 시나리오를 만들지 못함: {problem}"),
    Entry("the scenario could not be established after: {problem}", "이후 실행에서 시나리오를 만들지 못함: {problem}"),
    Entry("the run before ({file}) is incomplete: {reason}", "이전 실행({file})이 끝까지 진행되지 않음: {reason}"),
    Entry("the run after ({file}) is incomplete: {reason}", "이후 실행({file})이 끝까지 진행되지 않음: {reason}"),
    Entry("it was killed before its end", "끝나기 전에 강제 종료됨"),
    Entry("it verified nothing", "아무것도 검증하지 않음"),
    Entry(
      "{reason}, {scope}: {more} more; up to {band} is noise", "{reason}, {scope}: {more} 증가, {band}까지는 잡음"),
    Entry("median of {number} paths, each compared with itself", "경로 {number}개를 각각 비교한 중앙값"),
    Entry("median of the path", "이 경로의 중앙값"),
    Entry("round trip of ping", "ping 왕복 시간"),
    Entry("HTTP exchange", "HTTP 요청과 응답"),
    Entry("DNS lookup", "DNS 조회"),
    Entry(
      "{number} cases could not be compared, because only one of the two samples has their pair of nodes; give both runs "
        + "the same --seed and --pair-limit",
      "두 표본 중 한쪽에만 있는 노드 쌍이어서 검사 {number}건을 비교하지 못함. 두 실행에 같은 --seed와 --pair-limit을 "
        + "지정하십시오"),
    Entry(
      "the runs reached the cluster in different ways ({here}, {there}); they count as one cluster because they have nodes "
        + "in common",
      "두 실행이 서로 다른 방법으로 클러스터에 접근함({here}, {there}). 공통 노드가 있으므로 한 클러스터로 봄"),
    Entry("the run before is younger than the run after", "이전 실행이 이후 실행보다 나중에 이루어짐"),
    Entry(
      "an allowance expired on {date} ({detail}) and no longer lets pass what it was for",
      "{date}에 만료된 허용({detail})은 더 이상 적용되지 않음"),
    Entry(
      "an allowance expired on {date} ({detail}); nothing needs it: take it out of the policy",
      "{date}에 만료된 허용({detail})은 필요하지 않으니 정책에서 빼십시오"),
    Entry("the allowance until {date} is not needed ({detail})", "{date}까지의 허용은 필요하지 않음({detail})"),
  ]
}
