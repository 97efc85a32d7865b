import Probes
import Testing

@testable import Conformance

@Suite("Probe answers become observations")
struct PathObservationsTests {
  private let m = Nodes.master
  private let mw = Nodes.masterToWorker

  private func answers() throws -> SyntheticAnswers { SyntheticAnswers(try RecordedCluster.facts("C")) }

  @Test("ping and TCP both, one, or none")
  func pingAndTCP() throws {
    var answers = try answers()
    answers.answer(.crossNodePod, mw, "ping", Busybox.pinged)
    answers.answer(.crossNodePod, mw, "tcp", Busybox.page("instance-worker\n"))
    #expect(answers.outcome(.crossNodePod, mw) == .reachable)
    answers.answer(.crossNodePod, mw, "tcp", Busybox.timedOut)
    #expect(answers.outcome(.crossNodePod, mw) == .partly("ping works, TCP fails (timed out)"))
    answers.answer(.crossNodePod, mw, "ping", Busybox.pingLost)
    #expect(answers.outcome(.crossNodePod, mw) == .unreachable)
    #expect(answers.observe(.crossNodePod, mw).evidence.count == 2)
  }

  @Test("half of the answers do not stand for all")
  func incomplete() throws {
    var answers = try answers()
    answers.answer(.crossNodePod, mw, "ping", Busybox.pinged)
    answers.results.problems[Nodes.m] = AgentShell.Failure(description: "the connection broke")
    #expect(answers.observe(.crossNodePod, mw).reason == "1 of 2 probes were answered for: the connection broke")
  }

  @Test("a probe that could not run measures nothing")
  func couldNotRun() throws {
    var answers = try answers()
    answers.answer(.externalPing, m, "ping", Busybox.pingForbidden)
    #expect(answers.observe(.externalPing, m).reason?.contains("permission denied") == true)
  }

  @Test("nothing sent, and why")
  func nothing() throws {
    var answers = try answers()
    #expect(answers.observe(.crossNodePod, mw).reason == "no probe was sent")
    answers.results.problems[Nodes.m] = AgentShell.Failure(description: "exec: no route to host")
    #expect(answers.observe(.crossNodePod, mw).reason == "exec: no route to host")
    answers.results.problems = [:]
    answers.pods.nodes[Nodes.w]?.server = .failure(.init(description: "a probe pod is not running: Pending"))
    #expect(answers.observe(.crossNodePod, mw).reason == "a probe pod is not running: Pending")
    #expect(answers.observe(.pathMTU, mw).reason == "a probe pod is not running: Pending")
  }

  @Test("a Service must answer with the pod behind it")
  func service() throws {
    var answers = try answers()
    answers.answer(.crossNodeService, mw, "tcp", Busybox.page("instance-worker\n"))
    #expect(answers.outcome(.crossNodeService, mw) == .reachable)
    answers.answer(.crossNodeService, mw, "tcp", Busybox.page("instance-master\n"))
    guard case .partly(let text)? = answers.outcome(.crossNodeService, mw) else {
      Issue.record("expected partly")
      return
    }
    #expect(text.contains("instance-master"))
    answers.answer(.crossNodeService, mw, "tcp", Busybox.timedOut)
    #expect(answers.outcome(.crossNodeService, mw) == .unreachable)
  }

  @Test("an API that says 403 is reached; a server pod that does so is not well")
  func httpStatus() throws {
    var answers = try answers()
    answers.answer(.apiService, m, "https", Busybox.forbidden)
    #expect(answers.outcome(.apiService, m) == .reachable)
    answers.answer(.apiService, m, "https", Busybox.timedOut)
    #expect(answers.outcome(.apiService, m) == .unreachable)
    answers.answer(.crossNodePod, mw, "ping", Busybox.pinged)
    answers.answer(.crossNodePod, mw, "tcp", Busybox.forbidden)
    #expect(answers.outcome(.crossNodePod, mw) == .partly("ping works, TCP fails (HTTP status 403)"))
  }

  @Test("HTTPS outside answers with an address, or not")
  func https() throws {
    var answers = try answers()
    answers.answer(.externalHTTPS, m, "https", Busybox.page("168.107.2.60\n"))
    #expect(answers.outcome(.externalHTTPS, m) == .answersWithAddress("168.107.2.60"))
    answers.answer(.externalHTTPS, m, "https", Busybox.timedOut)
    #expect(answers.outcome(.externalHTTPS, m) == .unreachable)
    answers.answer(.externalHTTPS, m, "https", Busybox.forbidden)
    #expect(answers.outcome(.externalHTTPS, m) == .unreachable)
  }

  @Test("the largest payload that arrives, whatever is lost below it")
  func largestPayload() throws {
    var answers = try answers()
    answers.answerAll(.pathMTU, mw, Busybox.pinged)
    #expect(answers.outcome(.pathMTU, mw) == .largestPayload(1203))
    answers.answer(.pathMTU, mw, "1203", Busybox.pingLost)
    #expect(answers.outcome(.pathMTU, mw) == .largestPayload(1202))
    for size in ["1202", "1172", "1141", "1081"] { answers.answer(.pathMTU, mw, size, Busybox.pingLost) }
    #expect(answers.outcome(.pathMTU, mw) == .largestPayload(1024))
    answers.answerAll(.pathMTU, mw, Busybox.pingLost)
    #expect(answers.outcome(.pathMTU, mw) == .unreachable)
  }

  @Test("names are asked of the Service and of every DNS pod")
  func names() throws {
    var answers = try answers()
    let pods = Dictionary(uniqueKeysWithValues: answers.facts.dnsPods.map { ($0.node, $0.name) })
    let here = try #require(pods[Nodes.m])
    let there = try #require(pods[Nodes.w])
    answers.answerAll(.clusterName, m, Busybox.lookedUp)
    #expect(answers.outcome(.clusterName, m) == .reachable)
    #expect(answers.observe(.clusterName, m).evidence.count == 3)
    answers.answer(.clusterName, m, there, Busybox.lookupTimedOut)
    #expect(answers.outcome(.clusterName, m) == .partly("only the DNS pods on instance-master answer"))
    // By chance the Service leads to the pod that does not answer: the same finding.
    answers.answer(.clusterName, m, "service", Busybox.lookupTimedOut)
    #expect(answers.outcome(.clusterName, m) == .partly("only the DNS pods on instance-master answer"))
    answers.answer(.clusterName, m, there, Busybox.lookedUp)
    #expect(answers.outcome(.clusterName, m) == .partly("every DNS pod answers directly, the Service does not"))
    answers.answerAll(.clusterName, m, Busybox.lookupTimedOut)
    #expect(answers.outcome(.clusterName, m) == .unreachable)
    answers.answer(.clusterName, m, "service", Busybox.lookedUp)
    #expect(answers.outcome(.clusterName, m) == .partly("the Service answers, no DNS pod does directly"))
    #expect(here != there)
  }

  @Test("answers of another case or another node do not count")
  func others() throws {
    var answers = try answers()
    answers.answerAll(.crossNodePod, Nodes.workerToMaster, Busybox.pinged)
    answers.answerAll(.sameNodePod, m, Busybox.pinged)
    #expect(answers.observe(.crossNodePod, mw).reason == "no probe was sent")
  }
}
