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

  @Test("every reply of a ping and every whole exchange is kept, by kind")
  func kinds() throws {
    var answers = SyntheticAnswers(try RecordedCluster.facts("C"))
    answers.answer(.crossNodePod, Nodes.masterToWorker, "ping", replies)
    answers.answer(
      .crossNodePod, Nodes.masterToWorker, "tcp",
      RawProbeResult(exitCode: 0, stdout: "x", stderr: "", duration: .milliseconds(30)))
    let observation = answers.observe(.crossNodePod, Nodes.masterToWorker)
    #expect(
      observation.latencies == [
        Latency(.ping, milliseconds: [2.54, 1.228]), Latency(.http, milliseconds: [30]),
      ])
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
