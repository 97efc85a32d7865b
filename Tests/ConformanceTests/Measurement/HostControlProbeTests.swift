import Kubernetes
import Testing

@testable import Conformance

@Suite("Control probes from the host network")
struct HostControlProbeTests {
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
