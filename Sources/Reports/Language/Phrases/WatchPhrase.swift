import Conformance

/// The words of a watch's report.
enum WatchPhrase: Catalogue {
  case watched, broken, open, longest, nothingLost, outageNone, outageNotOver, seconds
  case begun, pace, limit, incomplete, lost, late, sent, longestOutage, median, legend
  case whatWasLost, span, spanLost, commandSucceeded, commandFailed, commandUnfinished, untilTheEnd
  case outageAtLeast, outageAtLeastNotOver, outageOutlasted
  case covering, coveringPair, coveringService, coveringNode, turnsTaken, withoutTurn, unwatched, further
  case howLong, howLongPairs, watchedFor, inTurns, notWatched
  case inTheCluster, when, object, what, nothingChanged, meanwhile

  var text: Translated {
    switch self {
    case .watched: Translated(en: "{paths} watched for {duration}", ko: "{paths}를 {duration} 동안 지켜봄")
    case .broken:
      Translated(en: "{paths} with an outage longer than {limit}", ko: "{limit}보다 긴 단절이 있었던 {paths}")
    case .open: Translated(en: "{paths} not established", ko: "판정하지 못한 {paths}")
    case .longest: Translated(en: "longest outage {time}", ko: "가장 긴 단절 {time}")
    case .nothingLost: Translated(en: "no probe was lost", ko: "잃은 프로브 없음")
    case .outageNone: Translated(en: "none", ko: "없음")
    case .outageNotOver: Translated(en: "{time}, not over", ko: "{time}, 끝나지 않음")
    case .outageAtLeast: Translated(en: "at least {time}", ko: "{time} 이상")
    case .outageAtLeastNotOver: Translated(en: "at least {time}, not over", ko: "{time} 이상, 끝나지 않음")
    case .outageOutlasted:
      Translated(
        en: "at least {time}, still failing when its turn ended", ko: "{time} 이상, 차례가 끝날 때도 응답 없음")
    case .covering:
      Translated(
        en: "{nodes} of {allNodes} nodes and {pairs} of {allPairs} pairs at once; every node within {time}, in "
          + "turns of {turn}",
        ko: "한 번에 노드 {allNodes}개 중 {nodes}개와 노드 쌍 {allPairs}개 중 {pairs}개. 차례는 {turn}이고 "
          + "모든 노드가 {time} 안에 차례를 얻음")
    case .coveringPair:
      Translated(
        en: "any one broken pair is under watch at a moment with {now}, within {span} with {within}",
        ko: "고장 난 노드 쌍 하나를 어느 순간 지켜보고 있을 확률 {now}, {span} 안에 지켜볼 확률 {within}")
    case .coveringService:
      Translated(en: "by Service with {now} and {within}", ko: "Service를 통해서는 각각 {now}, {within}")
    case .coveringNode:
      Translated(
        en: "what is broken at a single node with {now} and {within}", ko: "노드 하나의 고장은 각각 {now}, {within}")
    case .turnsTaken:
      Translated(
        en: "{turns} turns: {nodes} of {allNodes} nodes and {pairs} of {allPairs} pairs were watched",
        ko: "차례 {turns}번: 노드 {allNodes}개 중 {nodes}개와 노드 쌍 {allPairs}개 중 {pairs}개를 지켜봄")
    case .withoutTurn: Translated(en: "the turn of {count} nodes did not come", ko: "노드 {count}개는 차례가 오지 않음")
    case .unwatched:
      Translated(
        en: "{count} nodes and pairs had their turn and could not be watched: {names}",
        ko: "차례가 왔지만 지켜보지 못한 노드와 노드 쌍 {count}개: {names}")
    case .further:
      Translated(
        en: "{paths} more, of which nothing was lost or which are not judged", ko: "그 밖에 잃은 것이 없거나 판정하지 않는 {paths}")
    case .howLong: Translated(en: "How long each was watched", ko: "각각 지켜본 시간")
    case .howLongPairs: Translated(en: "{count} pairs of nodes", ko: "노드 쌍 {count}개")
    case .watchedFor: Translated(en: "watched for", ko: "지켜본 시간")
    case .inTurns: Translated(en: "in turns", ko: "차례")
    case .notWatched: Translated(en: "not watched", ko: "지켜보지 못함")
    case .seconds: Translated(en: "{value} s", ko: "{value}초")
    case .begun: Translated(en: "from {time} on {context}", ko: "{context} 클러스터에서 {time}부터")
    case .pace:
      Translated(
        en: "an echo request every {interval}, HTTP and DNS {pause} after the last answer",
        ko: "{interval}마다 echo 요청, HTTP와 DNS는 마지막 응답 {pause} 후")
    case .limit: Translated(en: "the limit for an outage is {limit}", ko: "단절의 허용 한도는 {limit}")
    case .incomplete: Translated(en: "The watch is incomplete: {reason}", ko: "끝까지 지켜보지 못했습니다: {reason}")
    case .lost: Translated(en: "lost", ko: "손실")
    case .late: Translated(en: "late", ko: "늦음")
    case .sent: Translated(en: "sent", ko: "전송")
    case .longestOutage: Translated(en: "longest outage", ko: "가장 긴 단절")
    case .median: Translated(en: "median", ko: "중앙값")
    case .legend:
      Translated(
        en:
          "Late: answered only after the next probe was sent. An outage is exact to one interval. ➖ is not judged: the "
          + "setting does not predict that the path works.",
        ko: "늦음: 다음 프로브를 보낸 뒤에야 응답이 온 것. 단절 시간의 오차는 프로브 간격 이내입니다. "
          + "➖ 판정하지 않음: 이 설정에서 동작한다고 예측되지 않는 경로입니다.")
    case .whatWasLost: Translated(en: "What was lost", ko: "잃은 것")
    case .span: Translated(en: "{began} to {ended}", ko: "{began}부터 {ended}까지")
    case .spanLost: Translated(en: "{span}: {outage}, {probes} lost", ko: "{span}: {outage}, {probes} 손실")
    case .commandSucceeded: Translated(en: "{program} ran from {span} and succeeded", ko: "{program}: {span} 실행, 성공")
    case .commandFailed:
      Translated(
        en: "{program} ran from {span} and failed with status {status}", ko: "{program}: {span} 실행, 상태 {status}로 실패")
    case .commandUnfinished:
      Translated(en: "{program} ran from {span} and was not there to its end", ko: "{program}: {span} 실행, 끝나기 전에 멈춤")
    case .untilTheEnd: Translated(en: "the end of the watch", ko: "관찰 종료")
    case .inTheCluster: Translated(en: "In the cluster", ko: "그동안 클러스터에서 일어난 일")
    case .when: Translated(en: "when", ko: "시각")
    case .object: Translated(en: "object", ko: "객체")
    case .what: Translated(en: "what", ko: "종류")
    case .nothingChanged: Translated(en: "nothing was seen to change", ko: "관측된 변화 없음")
    case .meanwhile: Translated(en: "the cluster meanwhile", ko: "그동안 클러스터")
    }
  }
}
