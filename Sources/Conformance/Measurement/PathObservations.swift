import Cilium
import Foundation
import Probes

/// Turns probe answers into observations. Pure.
struct PathObservations {
  let plan: ProbePlan
  var results: ProbeResults
  let pods: ProbePods
  let facts: ClusterFacts

  /// What was observed of a path aspect.
  func observe(_ aspect: Aspect, _ subject: Subject) -> Observation {
    let answers = results.all(aspect, subject, in: plan)
    guard !answers.isEmpty else { return Observation(reasonForNothing(aspect, subject)) }
    let evidence = answers.map(\.evidence)
    let seconds = answers.map { $0.raw.duration / .seconds(1) }.max() ?? 0
    // Half of the answers must not stand for all of them.
    let planned = plan.probes(aspect, subject).count
    guard answers.count == planned else {
      let problem = results.problems[subject.source]
      let why: Sentence = problem?.sentence ?? "the others are missing"
      return Observation(
        .notMeasured("\(answers.count) of \(planned) probes were answered for: \(why)"), obstacle: problem?.obstacle,
        evidence: evidence, seconds: seconds)
    }
    if let broken = answers.first(where: { $0.outcome.failure?.isInconclusive == true }),
      let failure = broken.outcome.failure
    {
      return Observation(.notMeasured("`\(broken.evidence.command)`: \(failure)"), evidence: evidence, seconds: seconds)
    }
    guard case .probes(_, let read, _) = aspect.definition.measurement else {
      return Observation(.notMeasured("\(aspect) is not measured by probes"), evidence: evidence)
    }
    return Observation(
      .measured(read(self, aspect, subject, answers)), evidence: evidence, seconds: seconds,
      latencies: Self.latencies(aspect.ipv4Twin, answers), ttls: Self.ttls(answers))
  }

  /// With which TTL each address that was pinged answered first.
  private static func ttls(_ answers: [ProbeResults.Answer]) -> [AnswerTTL] {
    answers.reduce(into: []) { ttls, answer in
      guard case .ping(let target, _, _) = answer.probe.kind, !ttls.contains(where: { $0.address == target }),
        let ttl = answer.outcome.ping?.ttl, let told = AnswerTTL(address: target, ttl: ttl)
      else { return }
      ttls.append(told)
    }
  }

  /// How long the answers took. The sizes of a payload ladder have nothing to be compared with.
  private static func latencies(_ aspect: Aspect, _ answers: [ProbeResults.Answer]) -> [Latency] {
    guard aspect != .pathMTU else { return [] }
    let timed = answers.filter(gotThrough).compactMap { answer -> Latency? in
      let whole = answer.raw.duration / .milliseconds(1)
      return switch answer.probe.kind {
      case .ping: Latency(.ping, milliseconds: answer.outcome.ping?.replyTimes ?? [])
      case .httpGet: Latency(.http, milliseconds: [whole])
      case .lookup: Latency(.lookup, milliseconds: [whole])
      case .tcpConnect, .readFile: nil
      }
    }
    return Latency.Kind.allCases.compactMap { kind in
      let samples = timed.filter { $0.kind == kind }.flatMap(\.milliseconds)
      return samples.isEmpty ? nil : Latency(kind, milliseconds: samples)
    }
  }

  /// Ping and TCP together: both, none, or which.
  func combined(_ answers: [ProbeResults.Answer]) -> Outcome {
    let working = answers.filter(\.outcome.success)
    if working.count == answers.count { return .reachable }
    if working.isEmpty { return .unreachable }
    let text = answers.map { answer -> Sentence in
      let kind = Self.kind(answer)
      return answer.outcome.failure.map { "\(kind) fails (\($0))" } ?? "\(kind) works"
    }
    return .partly(text.joined(separator: ", "))
  }

  /// Which of several addresses answered.
  func addresses(_ answers: [ProbeResults.Answer]) -> Outcome {
    func target(_ answer: ProbeResults.Answer) -> IPAddress? {
      if case .ping(let target, _, _) = answer.probe.kind { IPAddress(target) } else { nil }
    }
    return Self.answering(answers.filter(\.outcome.success).compactMap(target), of: answers.compactMap(target))
  }

  /// How it is written which of several addresses answer, by expectation and observation alike.
  static func answering(_ working: [IPAddress], of all: [IPAddress]) -> Outcome {
    if working.isEmpty { return .unreachable }
    if working.count == all.count { return .reachable }
    return .partly("only \(working.map(\.description).sorted().joined(separator: ", ")) answers")
  }

  private static func kind(_ answer: ProbeResults.Answer) -> String {
    switch answer.probe.kind {
    case .ping: "ping"
    case .lookup: "DNS"
    case .httpGet, .tcpConnect: "TCP"
    case .readFile: "file"
    }
  }

  /// An HTTP error status is an answer: the path works, whatever the server thinks of the question.
  static func gotThrough(_ answer: ProbeResults.Answer) -> Bool {
    if case .httpStatus? = answer.outcome.failure { return true }
    return answer.outcome.success
  }

  /// The Service answers, and with the page of the pod behind it.
  func service(_ subject: Subject, _ answers: [ProbeResults.Answer]) -> Outcome {
    guard let answer = answers.first, answer.outcome.success else { return .unreachable }
    let body = answer.outcome.http?.trimmedBody ?? ""
    return body == subject.target ? .reachable : .partly("answered by “\(body.prefix(60))”, not by the pod behind it")
  }

  /// The address that a server outside saw.
  func address(_ answers: [ProbeResults.Answer]) -> Outcome {
    guard let answer = answers.first, answer.outcome.success, let http = answer.outcome.http else {
      return .unreachable
    }
    return .answersWithAddress(String(http.trimmedBody.prefix(60)))
  }

  /// The Service and every DNS pod were asked.
  func names(_ aspect: Aspect, _ subject: Subject, _ answers: [ProbeResults.Answer]) -> Outcome {
    // Not every external name has an IPv6 address; that the server says so is an answer.
    func answered(_ answer: ProbeResults.Answer) -> Bool {
      answer.outcome.success || aspect == .externalNameIPv6 && answer.outcome.lookup?.status == .noData
    }
    let working = answers.filter(answered)
    if working.count == answers.count { return .reachable }
    if working.isEmpty { return .unreachable }
    let pods = facts.dnsPods.filter { pod in results.answer(aspect, subject, pod.name).map(answered) == true }
    if pods.isEmpty { return .partly("the Service answers, no DNS pod does directly") }
    if pods.count == answers.count - 1 { return .partly("every DNS pod answers directly, the Service does not") }
    return .partly(Rules.answering(pods.map(\.node)))
  }

  /// The largest size that arrived, provided that everything above was lost.
  func largestPayload(_ answers: [ProbeResults.Answer]) -> Outcome {
    let arrived = answers.filter(\.outcome.success).compactMap { answer -> Int? in
      if case .ping(_, _, let payload) = answer.probe.kind { payload } else { nil }
    }
    return arrived.max().map { .largestPayload($0) } ?? .unreachable
  }

  private func reasonForNothing(_ aspect: Aspect, _ subject: Subject) -> AgentShell.Failure {
    if let problem = results.problems[subject.source] { return problem }
    let needed = aspect.definition.target == .ownServer ? subject.source : subject.target
    switch needed.flatMap({ pods.nodes[$0]?.server }) {
    case .failure(let failure)?: return failure
    case .success(let pod)?:
      let family = aspect.family ?? .ipv4
      if pod.address(family) == nil {
        return AgentShell.Failure(
          description: "pod \(pod.reference.name) has no \(family.title) address", obstacle: .noAddress)
      }
    case nil: break
    }
    return AgentShell.Failure(description: "no probe was sent")
  }
}
