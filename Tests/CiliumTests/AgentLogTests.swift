import Cilium
import Testing

@Suite("Why an agent ended, by its log")
struct AgentLogTests {
  @Test("the fatal line's message is told, and nothing around it")
  func fatal() {
    let log = """
      level=info msg="Start hook executed" duration=1ms
      level=error msg="Start hook failed" error="daemon creation failed: failed to detect devices"
      level=info msg=Stopping
      level=fatal msg="failed to start: daemon creation failed: failed to detect devices: unable to determine direct \
      routing device. Use --direct-routing-device to specify it" subsys=daemon
      """
    #expect(
      AgentLog.fatalMessage(in: log)
        == "failed to start: daemon creation failed: failed to detect devices: unable to determine direct routing device. "
        + "Use --direct-routing-device to specify it")
  }

  @Test("what stands in other keys belongs to it, quoted or not")
  func keys() {
    #expect(
      AgentLog.fatalMessage(
        in: #"time=2026-07-01T10:00:00Z level=fatal source=x.go:1 msg="failed to start" error="a \"b\"\n c" subsys=d"#)
        == "failed to start: a \"b\" c")
    #expect(AgentLog.fatalMessage(in: "level=fatal msg=stopped err=timeout") == "stopped: timeout")
    #expect(AgentLog.fatalMessage(in: #"level=fatal submsg="no" msg="yes""#) == "yes")
  }

  @Test("without a fatal line the last error tells, without any the last line")
  func less() {
    #expect(AgentLog.fatalMessage(in: "level=error msg=one\nlevel=error msg=two\nlevel=info msg=three") == "two")
    #expect(AgentLog.fatalMessage(in: "panic: oh no\ngoroutine 1 [running]:") == "panic: oh no")
    #expect(AgentLog.fatalMessage(in: "something\n\n  last   words \n") == "last words")
    #expect(AgentLog.fatalMessage(in: " \n") == nil && AgentLog.fatalMessage(in: "") == nil)
  }

  @Test("a log that is cut within a quotation is read as far as it goes, and a long one is cut")
  func cut() {
    #expect(AgentLog.fatalMessage(in: #"level=fatal msg="failed to"#) == "failed to")
    #expect(AgentLog.fatalMessage(in: #"level=fatal msg="broken \"#) == "broken")
    let long = AgentLog.fatalMessage(in: "level=fatal msg=\(String(repeating: "x", count: 5000))")
    #expect((long?.count ?? 0) < 700 && long?.hasSuffix("…") == true)
  }
}
