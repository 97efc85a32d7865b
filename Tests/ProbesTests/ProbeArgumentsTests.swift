import Probes
import Testing

@Suite("Command lines")
struct ProbeArgumentsTests {
  private func arguments(_ kind: ProbeKind, timeout: Duration = .seconds(2)) throws -> [String] {
    try Probe(id: "p", kind: kind, timeout: timeout).arguments()
  }

  @Test("Each kind has busybox's command line")
  func rendering() throws {
    #expect(
      try arguments(.ping(target: "10.0.0.1", count: 3, payload: 1202))
        == ["ping", "-c", "3", "-i", "0.2", "-W", "2", "-s", "1202", "10.0.0.1"])
    #expect(
      try arguments(.ping(target: "10.0.0.1", count: 1, payload: nil), timeout: .milliseconds(1500))
        == ["ping", "-c", "1", "-W", "2", "10.0.0.1"])
    #expect(
      try arguments(.lookup(name: "example.com", server: "8.8.8.8"), timeout: .milliseconds(10))
        == ["nslookup", "-timeout=1", "example.com", "8.8.8.8"])
    #expect(
      try arguments(.ping(target: "fd10::1", count: 2, payload: nil))
        == ["ping", "-6", "-c", "2", "-i", "0.2", "-W", "2", "fd10::1"])
    #expect(
      try arguments(.lookup(name: "example.com", server: "fd10::a", onlyIPv6: true))
        == ["nslookup", "-type=AAAA", "-timeout=2", "example.com", "fd10::a"])
    #expect(
      try arguments(.httpGet(url: "https://203.0.113.10/", header: ["Host": "a", "Accept": "b"], insecure: true))
        == [
          "wget", "-q", "-O", "-", "--no-check-certificate", "--header", "Accept: b", "--header", "Host: a",
          "https://203.0.113.10/",
        ])
    #expect(
      try arguments(.tcpConnect(host: "10.96.0.1", port: 443, sourcePort: 40001))
        == ["nc", "-w", "2", "-p", "40001", "10.96.0.1", "443"])
    #expect(try arguments(.readFile(path: "/etc/resolv.conf")) == ["cat", "/etc/resolv.conf"])
  }

  static let hostile: [ProbeKind] = [
    .ping(target: "-f", count: 1, payload: nil), .ping(target: "", count: 1, payload: nil),
    .ping(target: "a b", count: 1, payload: nil), .ping(target: "$(id)", count: 1, payload: nil),
    .ping(target: "10.0.0.1", count: 0, payload: nil), .ping(target: "10.0.0.1", count: 1, payload: 65508),
    .ping(target: "10.0.0.1", count: 1, payload: -1), .lookup(name: "a;b", server: nil),
    .lookup(name: "a", server: "-debug"), .httpGet(url: "file:///etc/passwd", header: [:], insecure: false),
    .httpGet(url: "http://a/ b", header: [:], insecure: false),
    .httpGet(url: "http://a/\n", header: [:], insecure: false),
    .httpGet(url: "http://a/", header: ["X": "a\r\nY: b"], insecure: false),
    .httpGet(url: "http://a/", header: ["X:": "a"], insecure: false),
    .tcpConnect(host: "-e", port: 1, sourcePort: nil), .tcpConnect(host: "a", port: 0, sourcePort: nil),
    .readFile(path: "-n"), .readFile(path: "/a\0b"),
  ]

  @Test("What could be taken for something else is refused, with the probe's name", arguments: hostile)
  func refused(_ kind: ProbeKind) throws {
    let error = try #require(throws: InvalidProbe.self) {
      try ProbeBatch(probes: [Probe(id: "bad one", kind: kind, timeout: .seconds(1))])
    }
    #expect(error.id == "bad one" && error.description.contains("bad one"))
  }

  @Test("Two probes of a batch must not share a name")
  func duplicates() {
    let probe = Probe(id: "p", kind: .readFile(path: "/x"), timeout: .seconds(1))
    #expect(throws: InvalidProbe.self) { try ProbeBatch(probes: [probe, probe]) }
  }
}
