import Probes
import Testing

/// What busybox 1.35 prints, as it was seen: `wget -O - http://localhost:8080/` and the like.
@Suite("Connections that wget tells of")
struct HTTPConnectionTests {
  private func line(_ text: String) -> String? {
    HTTPConnection(line: text).map { "\($0.address) \($0.port)" }
  }

  @Test("the address stands behind the name, an IPv6 one in brackets")
  func lines() {
    #expect(line("Connecting to api.ipify.org (104.26.12.205:443)") == "104.26.12.205 443")
    #expect(line("Connecting to localhost:8080 (127.0.0.1:8080)") == "127.0.0.1 8080")
    #expect(line("Connecting to [::1]:8080 ([::1]:8080)") == "::1 8080")
    #expect(line("Connecting to api6.ipify.org ([2606:4700::6812]:443)") == "2606:4700::6812 443")
  }

  @Test("other lines, and lines that were cut off, are none")
  func others() {
    for text in [
      "", "Connecting to a", "Connecting to a (10.0.0.1:443", "Connecting to a (10.0.0.1)", "Connecting to a (:443)",
      "Connecting to a (10.0.0.1:70000)", "Connecting to a (10.0.0.1:0)", "Connecting to a (fd10::1:443)",
      "wget: can't connect to remote host (127.0.0.1): Connection refused", "writing to stdout",
    ] {
      #expect(line(text) == nil, "\(text)")
    }
  }

  private func raw(_ exitCode: Int32, _ stderr: String) -> RawProbeResult {
    RawProbeResult(exitCode: exitCode, stdout: "", stderr: stderr)
  }

  @Test("all connections of a probe are told, in order; a redirection makes a second")
  func several() {
    let text = "Connecting to a (10.0.0.1:80)\nConnecting to b (10.0.0.2:443)\nwriting to stdout\n"
    #expect(raw(0, text).connections.map(\.address) == ["10.0.0.1", "10.0.0.2"])
    #expect(raw(1, "wget: bad address 'a'\n").connections.isEmpty)
  }

  @Test("that a program connected is no error of its own")
  func errors() {
    let probe = Probe(
      id: "p", kind: .httpGet(url: "https://a.test/", header: [:], insecure: true), timeout: .seconds(1))
    func failure(_ exitCode: Int32, _ text: String) -> ProbeFailure? {
      ProbeResult.interpret(probe, raw(exitCode, "Connecting to a.test (10.0.0.1:443)\n" + text)).failure
    }
    #expect(failure(0, "writing to stdout\nwritten to stdout\n") == nil)
    #expect(failure(1, "wget: server returned error: HTTP/1.1 404 Not Found\n") == .httpStatus(404))
    #expect(failure(1, "wget: can't connect to remote host (10.0.0.1): Connection refused\n") == .refused)
    #expect(failure(143, "") == .timedOut)
    let strange = "wget: a new word"
    #expect(failure(1, strange + "\n") == .malformed("exit status 1, “\(strange)”"))
  }

  @Test("only of a name it is asked whom it connects to")
  func arguments() throws {
    func isQuiet(_ url: String) throws -> Bool {
      try Probe(id: "p", kind: .httpGet(url: url, header: [:], insecure: true), timeout: .seconds(1)).arguments()
        .contains("-q")
    }
    for url in ["http://10.0.0.1/", "https://10.0.0.1:443/version", "http://[fd10::1]:8080/"] {
      #expect(try isQuiet(url), "\(url)")
    }
    for url in ["https://api.ipify.org/", "http://localhost:8080/", "https://10.example.com/"] {
      #expect(try !isQuiet(url), "\(url)")
    }
  }
}
