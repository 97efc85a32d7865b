import Foundation
import Probes
import Testing

@testable import Conformance

@Suite("How long answers take")
struct LatencyTests {
  private let replies = RawProbeResult(
    exitCode: 0,
    stdout: """
      PING a (a): 56 data bytes
      64 bytes from a: seq=0 ttl=63 time=2.540 ms
      64 bytes from a: seq=1 ttl=63 time=1.228 ms

      --- a ping statistics ---
      2 packets transmitted, 2 packets received, 0% packet loss
      round-trip min/avg/max = 1.228/1.884/2.540 ms

      """, stderr: "", processID: 9, duration: .milliseconds(210))

  /// What is observed of a path that answered a ping and a connection.
  private func answeredTwice() throws -> Observation {
    var answers = SyntheticAnswers(try RecordedCluster.facts("C"))
    answers.answer(.crossNodePod, Nodes.masterToWorker, "ping", replies)
    answers.answer(
      .crossNodePod, Nodes.masterToWorker, "tcp",
      RawProbeResult(exitCode: 0, stdout: "x", stderr: "", duration: .milliseconds(30)))
    return answers.observe(.crossNodePod, Nodes.masterToWorker)
  }

  @Test("every reply of a ping and every whole exchange is kept, by kind")
  func kinds() throws {
    let observation = try answeredTwice()
    #expect(
      observation.latencies == [
        Latency(.ping, milliseconds: [2.54, 1.228]), Latency(.http, milliseconds: [30]),
      ])
  }

  @Test("with which TTL each address answered is kept, and over how many hops")
  func ttls() throws {
    let observation = try answeredTwice()
    #expect(observation.ttls.map(\.ttl) == [63] && observation.ttls.map(\.hops) == [1])
    let decoded = try JSONDecoder().decode(Observation.self, from: JSONEncoder().encode(observation))
    #expect(decoded == observation)
    var answers = SyntheticAnswers(try RecordedCluster.facts("C"))
    answers.answerAll(.externalPing, Nodes.master, Busybox.pingLost)
    #expect(answers.observe(.externalPing, Nodes.master).ttls.isEmpty)
    #expect(
      [64, 63, 128, 120, 255, 0, 256].map { AnswerTTL(address: "a", ttl: $0)?.hops } == [0, 1, 0, 8, 0, nil, nil])
  }

  @Test("what did not answer, and a ladder of sizes, is not timed")
  func nothing() throws {
    var answers = SyntheticAnswers(try RecordedCluster.facts("C"))
    answers.answerAll(.externalPing, Nodes.master, Busybox.pingLost)
    answers.answerAll(.pathMTU, Nodes.masterToWorker, replies)
    #expect(answers.observe(.externalPing, Nodes.master).latencies.isEmpty)
    #expect(answers.observe(.pathMTU, Nodes.masterToWorker).latencies.isEmpty)
  }
}
