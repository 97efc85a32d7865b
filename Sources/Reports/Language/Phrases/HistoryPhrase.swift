import Conformance

/// The words of a history.
enum HistoryPhrase: Catalogue {
  case title, steady, run, cluster, older, unsteady, now, flakiness, runs, deviated, firstSeen, lastSeen, retries
  case notEstablished, causes, deviatesNow, filesLeftOut, drawing, afterRetry, oldestLeft
  case legendConforms, legendFlaky, legendDeviates, legendInconclusive, legendNotApplicable

  var text: Translated {
    switch self {
    case .title: Translated(en: "netproof history", ko: "netproof 이력")
    case .steady: Translated(en: "{cases} conformed in every one", ko: "{cases}은 모든 실행에서 예측과 일치")
    case .run: Translated(en: "run", ko: "실행")
    case .cluster: Translated(en: "cluster", ko: "클러스터")
    case .older: Translated(en: "{runs} not shown.", ko: "{runs}은 표시하지 않음.")
    case .unsteady: Translated(en: "What was not green all the time", ko: "항상 정상이지는 않았던 것")
    case .now: Translated(en: "now", ko: "현재")
    case .flakiness: Translated(en: "flakiness", ko: "불안정도")
    case .runs: Translated(en: "runs", ko: "실행 수")
    case .deviated: Translated(en: "deviated", ko: "불일치")
    case .firstSeen: Translated(en: "first seen", ko: "처음 관측")
    case .lastSeen: Translated(en: "last seen", ko: "마지막 관측")
    case .retries: Translated(en: "retries", ko: "재시도")
    case .notEstablished: Translated(en: "not established", ko: "판정 불가")
    case .causes: Translated(en: "causes", ko: "원인")
    case .deviatesNow: Translated(en: "deviates", ko: "불일치")
    case .filesLeftOut: Translated(en: "Files left out", ko: "제외한 파일")
    case .drawing: Translated(en: "Verdicts of {runs}", ko: "{runs}의 판정")
    case .afterRetry: Translated(en: "conforms, with a loss", ko: "예측과 일치하나 일부 유실")
    case .oldestLeft: Translated(en: "oldest left", ko: "왼쪽이 가장 오래된 실행")
    case .legendConforms: Translated(en: "conforms", ko: "예측과 일치")
    case .legendFlaky: Translated(en: "with a loss", ko: "일부 유실")
    case .legendDeviates: Translated(en: "deviates", ko: "예측과 불일치")
    case .legendInconclusive: Translated(en: "not established", ko: "판정 불가")
    case .legendNotApplicable: Translated(en: "does not apply", ko: "해당 없음")
    }
  }
}
