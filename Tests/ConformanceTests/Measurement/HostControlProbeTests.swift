import Kubernetes
import Testing

@testable import Conformance

@Suite("Control probes from the host network")
struct HostControlProbeTests {
  @Test("a DNS question has the name in labels")
  func query() {
    #expect(
      HostControlProbe.query("google.com")
        == [0x4E, 0x50, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 6] + Array("google".utf8) + [3] + Array("com".utf8)
        + [0, 0, 1, 0, 1])
  }

  @Test("an exit status is an answer or none; a shell that is missing is no control")
  func statuses() {
    func answer(_ status: Int32) -> Bool? {
      HostControlProbe.answer(exitCode: status, output: "x", command: ["bash"], origin: "host")?.answered
    }
    #expect(answer(0) == true)
    // Refused or unreachable, and ended by `timeout`.
    #expect(answer(1) == false && answer(124) == false)
    #expect(answer(127) == nil && answer(126) == nil)
  }
}
