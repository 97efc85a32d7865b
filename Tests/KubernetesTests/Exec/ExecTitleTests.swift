import Testing

@testable import Kubernetes

@Suite("A command as errors name it")
struct ExecTitleTests {
  @Test("stands whole where it is short, on one line, and is cut where it is a script")
  func title() {
    #expect(ExecTitle(["ping", "-c", "1", "8.8.8.8"]).description == "ping -c 1 8.8.8.8")
    #expect(ExecTitle(["sh", "-c", "echo a\n  echo b"]).description == "sh -c echo a echo b")
    let script = ExecTitle(["sh", "-c", String(repeating: "echo; ", count: 100)]).description
    #expect(script.count == 60 && script.hasPrefix("sh -c echo; ") && script.hasSuffix("…"))
  }
}
