import Conformance

/// The words of a gate's report.
enum GatePhrase: Catalogue {
  case accepted, refused, refusedFor, acceptedAs, allowedSome
  case before, after, side, sideFlaky, compared, asBefore, factOf, theRun
  case allowedUntil, wasAllowed, asAbove
  case refusedTitle, allowedTitle, reportedTitle, what, phases, phase, policy
  case policyRefuses, policyReports, policyNothing, policyFact, policySlower, policyAllows

  var text: Translated {
    switch self {
    case .accepted: Translated(en: "accepted", ko: "승인")
    case .refused: Translated(en: "refused", ko: "거부")
    case .refusedFor: Translated(en: "refused: {counts}", ko: "거부: {counts}")
    case .acceptedAs:
      Translated(en: "accepted: nothing that the policy refuses{allowed}", ko: "승인: 정책이 거부하는 것이 없음{allowed}")
    case .allowedSome: Translated(en: "; {count} allowed for a while", ko: ". 한시적으로 허용된 것 {count}건")
    case .before: Translated(en: "before", ko: "이전")
    case .after: Translated(en: "after", ko: "이후")
    case .side:
      Translated(
        en: "run {run} of {time} on {context}: {verdict}{flaky} ({path})",
        ko: "{context} 클러스터에서 {time}에 시작한 실행 {run}: {verdict}{flaky}({path})")
    case .sideFlaky: Translated(en: ", {count} flaky", ko: ", 불안정 {count}건")
    case .compared: Translated(en: "{cases} compared, {asBefore}.", ko: "{cases} 비교, {asBefore}.")
    case .asBefore: Translated(en: "{count} as before", ko: "그중 {count}건은 이전과 같음")
    case .factOf: Translated(en: "{fact} of {node}", ko: "{node} 노드의 {fact}")
    case .theRun: Translated(en: "the run", ko: "실행")
    case .allowedUntil: Translated(en: "allowed until {date}: {reason}", ko: "{date}까지 허용: {reason}")
    case .wasAllowed:
      Translated(
        en: "was allowed until {date}, which is over: {reason}", ko: "허용 기한이 {date}에 지남: {reason}")
    case .asAbove: Translated(en: "cause: {code}, as above", ko: "원인: 위와 같은 {code}")
    case .refusedTitle: Translated(en: "Refused for", ko: "거부한 이유")
    case .allowedTitle: Translated(en: "Allowed for a while", ko: "한시적으로 허용한 것")
    case .reportedTitle: Translated(en: "Also different", ko: "그 밖에 달라진 것")
    case .what: Translated(en: "what", ko: "대상")
    case .phases:
      Translated(en: "How long the phases took (they decide nothing)", ko: "단계별 소요 시간(판정에 영향 없음)")
    case .phase: Translated(en: "phase", ko: "단계")
    case .policy: Translated(en: "Policy", ko: "정책")
    case .policyRefuses: Translated(en: "refused: {names}", ko: "거부: {names}")
    case .policyReports: Translated(en: "reported only: {names}", ko: "보고만 함: {names}")
    case .policyNothing: Translated(en: "nothing", ko: "없음")
    case .policyFact: Translated(en: "fact {name}", ko: "정보 {name}")
    case .policySlower:
      Translated(
        en:
          "slower means by more than {percent} % of the median, {ping} ms for a round trip of ping or {program} ms for "
          + "HTTP and DNS, and {deviations} standard deviations, whichever is most",
        ko: "느려짐이란 중앙값의 {percent} %, ping 왕복 시간 {ping} ms 또는 HTTP와 DNS {program} ms, "
          + "표준 편차의 {deviations}배 중 가장 큰 값을 넘는 것")
    case .policyAllows:
      Translated(en: "allowed until {date}: {what} ({reason})", ko: "{date}까지 허용: {what}({reason})")
    }
  }
}

extension Localizer {
  /// A heading for changes of this kind.
  func title(_ change: GateChange) -> String {
    switch language {
    case .english: change.title
    case .korean:
      switch change {
      case .lost: "잃은 것"
      case .deviating: "새로 예측과 불일치"
      case .inconclusive: "판정 불가"
      case .missing: "더 이상 검증하지 않음"
      case .flaky: "불안정해짐"
      case .slower: "느려짐"
      case .changed: "달라짐"
      case .broken: "이전처럼 예측과 불일치"
      case .new: "새로 생긴 것"
      case .gained: "얻은 것"
      case .fact: "달라진 클러스터 정보"
      }
    }
  }

  /// So many changes of a kind: `2 lost`.
  func count(_ number: Int, _ change: GateChange) -> String {
    guard language == .english else { return "\(title(change)) \(number)건" }
    let noun =
      switch change {
      case .lost: "lost"
      case .deviating: "deviating now"
      case .inconclusive: "not established"
      case .missing: "no longer verified"
      case .flaky: "flaky now"
      case .slower: "slower"
      case .changed: "changed"
      case .broken: "deviating as before"
      case .new: "new"
      case .gained: "gained"
      case .fact: "facts changed"
      }
    return "\(number) \(noun)"
  }
}
