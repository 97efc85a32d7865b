import Conformance

/// The words of the Markdown and HTML reports that are not the record's own.
enum ReportPhrase: Catalogue {
  case headline, inTime, trouble, whatEachSettingDoes, verdict, fitForService, asPredicted, matrixLegend
  case runIncomplete, scenarios, scenarioHere, behavesAsPredicted, isFit, noCase, notEstablished, failsAsPredicted
  case path, from, why, everyPair, everyNode
  case expected, because, ruleSource, observed, attempts, symptom, cause, remedy, command, shownBy, page, evidence,
    exitStatus, noOutput
  case attachments
  case claims, claimCounts, claimsNeverFail, scenario, guideSays, judged, seenHere, confirmedFold
  case environment, run, started, apiServer, probedOutside, runner, inPod, cost, costCounts, tries, triedPaths, chance,
    chanceByService,
    pairs, leftOut, node, address, podCIDR,
    uplinks, kernel
  case physical, tailnet, external, configurationFold
  case timing, phases, total, notes, reproduce
  case worksOf, readyOf, works, notMeasured, notApplicable, differentValues, someNotMeasured
  case more, flaky, neededAttempts, answerTTL, evidenceShortened, evidenceLeftOut, cut
  case charactersLeftOut

  var text: Translated {
    switch self {
    case .headline:
      Translated(
        en: "{tool} {version} judged {cases} in {scenarios}{time}, on {context}: Kubernetes {kubernetes}, "
          + "Cilium {cilium}, {nodes}.",
        ko: "{tool} {version}: {context} 클러스터의 {scenarios}, {cases} 판정{time}. Kubernetes {kubernetes}, "
          + "Cilium {cilium}, {nodes}.")
    case .inTime: Translated(en: " in {duration}", ko: "({duration})")
    case .trouble: Translated(en: "What is wrong, and what to do", ko: "무엇이 잘못되었고 무엇을 해야 하는가")
    case .whatEachSettingDoes: Translated(en: "What each setting does", ko: "설정별 동작")
    case .verdict: Translated(en: "verdict", ko: "판정")
    case .fitForService: Translated(en: "fit for service", ko: "서비스 적합성")
    case .asPredicted: Translated(en: "as predicted", ko: "(예측대로)")
    case .matrixLegend:
      Translated(
        en: "The mark says whether the cluster behaves as the setting predicts: ✅ conforms, 🔻 fails, as "
          + "predicted, ❌ deviates, ⚠️ could not be established, ➖ does not apply. The words say what was seen; a path that "
          + "fails as predicted conforms, and makes the setting unfit for service.",
        ko: "표시는 클러스터가 설정이 예측하는 대로 동작하는지를 나타냅니다. ✅ 예측과 일치, 🔻 예측대로 실패, "
          + "❌ 예측과 불일치, ⚠️ 판정 불가, ➖ 해당 없음. 글자는 실제로 관측한 것입니다. 예측대로 실패하는 경로는 예측과 일치하지만, 그 설정은 서비스에 "
          + "부적합합니다.")
    case .runIncomplete: Translated(en: "The run is incomplete: {reason}", ko: "실행이 끝까지 진행되지 않았습니다: {reason}")
    case .scenarios: Translated(en: "Scenarios", ko: "시나리오")
    case .scenarioHere: Translated(en: "{summary}; here it is {devices}.", ko: "{summary}. 여기서는 {devices}입니다.")
    case .behavesAsPredicted:
      Translated(en: "Does the cluster behave as the setting predicts?", ko: "클러스터가 설정의 예측대로 동작하는가?")
    case .isFit: Translated(en: "Is the setting fit for service?", ko: "이 설정은 서비스에 적합한가?")
    case .noCase: Translated(en: "no case was judged", ko: "판정한 검사가 없음")
    case .notEstablished:
      Translated(en: "The scenario could not be established: {reason}", ko: "시나리오를 만들지 못했습니다: {reason}")
    case .failsAsPredicted: Translated(en: "What fails, as predicted, and why:", ko: "예측대로 실패하는 경로와 그 이유:")
    case .path: Translated(en: "path", ko: "경로")
    case .from: Translated(en: "from", ko: "출발지")
    case .why: Translated(en: "why", ko: "이유")
    case .everyPair: Translated(en: "every node pair", ko: "모든 노드 쌍")
    case .everyNode: Translated(en: "every node", ko: "모든 노드")
    case .expected: Translated(en: "expected", ko: "예측")
    case .because: Translated(en: "because", ko: "근거")
    case .ruleSource: Translated(en: "rule source", ko: "규칙 출처")
    case .observed: Translated(en: "observed", ko: "관측")
    case .attempts: Translated(en: "attempts", ko: "시도 횟수")
    case .symptom: Translated(en: "symptom", ko: "증상")
    case .cause: Translated(en: "cause", ko: "원인")
    case .remedy: Translated(en: "remedy", ko: "조치")
    case .command: Translated(en: "command", ko: "명령")
    case .shownBy: Translated(en: "shown by", ko: "근거가 된 검사")
    case .page: Translated(en: "read more", ko: "자세히")
    case .evidence: Translated(en: "Evidence ({count})", ko: "증거({count}건)")
    case .exitStatus: Translated(en: "exit status {status}", ko: "종료 상태 {status}")
    case .noOutput: Translated(en: "(no output)", ko: "(출력 없음)")
    case .attachments: Translated(en: "attached", ko: "첨부")
    case .claims: Translated(en: "The guide's claims", ko: "가이드의 주장")
    case .claimCounts:
      Translated(
        en: "{claims}: {confirmed} confirmed, {refuted} refuted, {open} not tested",
        ko: "{claims}: 확인됨 {confirmed}건, 반증됨 {refuted}건, 검증 안 됨 {open}건")
    case .claimsNeverFail: Translated(en: "A claim never fails a run.", ko: "주장의 참·거짓은 실행 결과에 영향을 주지 않습니다.")
    case .scenario: Translated(en: "scenario", ko: "시나리오")
    case .guideSays: Translated(en: "the guide says", ko: "가이드의 설명")
    case .judged: Translated(en: "judged", ko: "판단")
    case .seenHere: Translated(en: "seen here", ko: "여기서 관측한 것")
    case .confirmedFold: Translated(en: "Confirmed ({count})", ko: "확인됨({count}건)")
    case .environment: Translated(en: "Environment", ko: "환경")
    case .run: Translated(en: "run", ko: "실행")
    case .started: Translated(en: "started", ko: "시작")
    case .apiServer: Translated(en: "API server", ko: "API 서버")
    case .probedOutside: Translated(en: "probed outside", ko: "외부 프로브 대상")
    case .runner: Translated(en: "run from node", ko: "실행한 노드")
    case .inPod: Translated(en: " (pod {pod})", ko: "(파드 {pod})")
    case .cost: Translated(en: "cost", ko: "비용")
    case .costCounts:
      Translated(
        en: "{calls} API calls and {execs} execs, at most {peak} at once; {bytes} came back",
        ko: "API 호출 {calls}회, exec {execs}회, 동시에 최대 {peak}건, 수신 {bytes}")
    case .tries: Translated(en: "tries", ko: "반복 시도")
    case .triedPaths:
      Translated(
        en:
          "{paths} that should work were tried {tries} times each: {whole} lost nothing (each loses at most {most} %, "
          + "95 %), {flaky} lost no more than is tolerated, {lossy} lost more, {dead} were never answered",
        ko: "동작해야 하는 {paths}를 각각 {tries}번 시도함: 유실 없음 {whole}(각각 유실률 최대 {most} %, 신뢰도 95 %), 허용 범위 안의 "
          + "유실 {flaky}, 그보다 많은 유실 {lossy}, 응답 없음 {dead}")
    case .chance:
      Translated(
        en: "any one broken pair is tried tonight with {tonight}, within {nights} nights with {within}",
        ko: "고장 난 노드 쌍 하나를 오늘 밤 시험할 확률 {tonight}, {nights}일 밤 안에 시험할 확률 {within}")
    case .chanceByService:
      Translated(en: "by Service with {tonight} and {within}", ko: "Service를 통해서는 각각 {tonight}, {within}")
    case .pairs: Translated(en: "pairs of nodes", ko: "노드 쌍")
    case .leftOut: Translated(en: "left out: {node}", ko: "제외됨: {node}")
    case .node: Translated(en: "node", ko: "노드")
    case .address: Translated(en: "Kubernetes address", ko: "Kubernetes 주소")
    case .podCIDR: Translated(en: "pod CIDR", ko: "파드 CIDR")
    case .uplinks: Translated(en: "uplinks", ko: "업링크")
    case .kernel: Translated(en: "kernel", ko: "커널")
    case .physical: Translated(en: "physical", ko: "물리")
    case .tailnet: Translated(en: "tailnet", ko: "tailnet")
    case .external: Translated(en: "external", ko: "외부")
    case .configurationFold:
      Translated(en: "What the rules read from cilium-config", ko: "규칙이 cilium-config에서 읽은 값")
    case .timing: Translated(en: "Timing", ko: "소요 시간")
    case .phases: Translated(en: "phases", ko: "단계")
    case .total: Translated(en: "total", ko: "합계")
    case .notes: Translated(en: "Notes", ko: "참고")
    case .reproduce: Translated(en: "Reproduce", ko: "재현 방법")
    case .worksOf: Translated(en: "{part}/{all} works", ko: "{part}/{all} 동작")
    case .readyOf: Translated(en: "{part}/{all} ready", ko: "{part}/{all} Ready")
    case .works: Translated(en: "works", ko: "동작")
    case .notMeasured: Translated(en: "not measured", ko: "측정하지 못함")
    case .notApplicable: Translated(en: "n/a", ko: "해당 없음")
    case .differentValues: Translated(en: "{count} different values", ko: "서로 다른 값 {count}개")
    case .someNotMeasured: Translated(en: "{values} ({count} not measured)", ko: "{values} ({count}건 측정 못 함)")
    case .more: Translated(en: "… and {count} more", ko: "… 외 {count}건")
    case .flaky: Translated(en: "{count} flaky: green, though something was lost", ko: "불안정 {count}(성공했으나 일부 유실)")
    case .answerTTL:
      Translated(
        en: "{address} answers with TTL {ttl} (hops: {hops})", ko: "{address}이(가) TTL {ttl}로 응답함(홉 수 {hops})")
    case .neededAttempts: Translated(en: "after {count} attempts", ko: "{count}번 시도함")
    case .evidenceShortened:
      Translated(
        en: "Evidence is shortened to {count} characters a piece, to stay below {limit} bytes; the run record holds "
          + "all of it.",
        ko: "{limit}바이트 한도에 맞추어 증거를 각각 {count}자로 줄였습니다. 실행 기록에는 모두 있습니다.")
    case .evidenceLeftOut:
      Translated(
        en: "Evidence is left out ({count} characters a piece) to stay below {limit} bytes; the run record holds it.",
        ko: "{limit}바이트 한도에 맞추어 증거를 생략했습니다(각각 {count}자). 실행 기록에는 있습니다.")
    case .charactersLeftOut: Translated(en: "{count} characters left out", ko: "{count}자 생략")
    case .cut:
      Translated(
        en: "Cut here: {left} of {all} bytes are left out, to stay below {limit}. "
          + "The run record holds all of it; render it again without `--max-bytes`.",
        ko: "여기서 잘렸습니다. {limit}바이트 한도에 맞추어 전체 {all}바이트 중 {left}바이트를 생략했습니다. "
          + "실행 기록에는 모두 있으므로 `--max-bytes` 없이 다시 출력하십시오.")
    }
  }
}
