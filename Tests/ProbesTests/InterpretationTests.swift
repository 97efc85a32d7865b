import Probes
import Testing

@Suite("Interpretation")
struct InterpretationTests {
  @Test("Every recorded probe is understood, and succeeds exactly when its program said so")
  func recordings() throws {
    var counts: [String: Int] = [:]
    for recorded in try RecordedProbe.all() {
      guard let probe = recorded.probe else { continue }
      let outcome = ProbeResult.interpret(probe, recorded.raw)
      #expect(outcome.success == (recorded.rc == 0), "\(recorded.name): \(outcome)")
      #expect(outcome.failure?.isInconclusive != true, "\(recorded.name): \(outcome)")
      counts[recorded.argv[0], default: 0] += 1
    }
    #expect(counts["ping"] == 308 && counts["cat"] == 14)
    #expect(try #require(counts["nslookup"]) > 80 && (try #require(counts["wget"])) > 80)
  }

  @Test("ping: every number of the statistics")
  func pingStatistics() throws {
    let outcome = try RecordedProbe.outcome("C/master-ping-cross-node")
    let expected = PingStatistics(
      transmitted: 3, received: 3, lossPercent: 0,
      roundTrip: .init(minimum: 1.199, average: 1.655, maximum: 2.540), ttl: 63, icmpID: 26,
      replyTimes: [2.540, 1.228, 1.199])
    #expect(outcome.ping == expected && outcome.success)
  }

  @Test("ping without a reply: no reply, with what was sent")
  func pingWithoutReply() throws {
    let outcome = try RecordedProbe.outcome("B/master-ping-8.8.8.8")
    #expect(outcome.failure == .noReply)
    #expect(outcome.ping == PingStatistics(transmitted: 3, received: 0, lossPercent: 100, icmpID: 26))
  }

  @Test("wget to a Service without backends: the node turns the connection down, which is an answer of the network")
  func noBackend() throws {
    let outcome = try RecordedProbe.outcome("no-backend/master-wget-clusterip")
    #expect(
      outcome.failure
        == .unreachable("wget: can't connect to remote host (10.111.36.232): Operation not permitted"))
  }

  private func interpret(
    _ kind: ProbeKind, exitCode: Int32, stdout: String = "", stderr: String = ""
  ) -> ProbeOutcome {
    ProbeResult.interpret(
      Probe(id: "p", kind: kind, timeout: .seconds(1)),
      RawProbeResult(exitCode: exitCode, stdout: stdout, stderr: stderr, processID: 7))
  }

  private let ping = ProbeKind.ping(target: "10.0.0.1", count: 1, payload: nil)
  private let lookup = ProbeKind.lookup(name: "example.com", server: nil)
  private let http = ProbeKind.httpGet(url: "https://203.0.113.10/", header: [:], insecure: false)
  private let tcp = ProbeKind.tcpConnect(host: "10.96.0.1", port: 443, sourcePort: nil)

  @Test("ping with loss and duplicates still got an answer")
  func pingWithLoss() {
    let outcome = interpret(
      ping, exitCode: 0,
      stdout: """
        PING 10.0.0.1 (10.0.0.1): 56 data bytes
        64 bytes from 10.0.0.1: seq=1 ttl=61 time=5.000 ms
        64 bytes from 10.0.0.1: seq=1 ttl=61 time=6.000 ms (DUP!)

        --- 10.0.0.1 ping statistics ---
        4 packets transmitted, 1 packets received, 1 duplicates, 75% packet loss
        round-trip min/avg/max = 5.000/5.500/6.000 ms
        """)
    #expect(outcome.success && outcome.ping?.duplicates == 1 && outcome.ping?.lossPercent == 75)
    #expect(outcome.ping?.replyTimes == [5])
    #expect(outcome.ping?.ttl == 61 && outcome.ping?.icmpID == 7)
  }

  @Test("ping's own errors are told apart")
  func pingErrors() {
    #expect(interpret(ping, exitCode: 1, stderr: "ping: bad address 'web'\n").failure == .badAddress("web"))
    let unreachable = "ping: sendto: Network is unreachable"
    #expect(interpret(ping, exitCode: 1, stderr: unreachable + "\n").failure == .unreachable(unreachable))
    #expect(interpret(ping, exitCode: 143).failure == .timedOut)
    let denied = "ping: permission denied (are you root?)"
    #expect(interpret(ping, exitCode: 1, stderr: denied + "\n").failure == .couldNotRun(denied))
    #expect(interpret(ping, exitCode: 0, stdout: "hello\n").failure?.isInconclusive == true)
    #expect(interpret(ping, exitCode: 1, stderr: "ping: number x is not in 0..65535 range\n").success == false)
  }

  @Test("A program that cannot be started or crashes says nothing about the network")
  func couldNotRun() {
    let missing = "sh: exec: line 0: nslookup: not found"
    for kind in [ping, lookup, http, tcp] {
      #expect(interpret(kind, exitCode: 127, stderr: missing + "\n").failure == .couldNotRun(missing))
      #expect(interpret(kind, exitCode: 139).failure == .couldNotRun("signal 11 ended the program"))
      #expect(
        interpret(kind, exitCode: 1, stderr: "x: invalid option -- 'z'\nUsage: x\n").failure?.isInconclusive == true)
    }
  }

  @Test("nslookup: the addresses, whichever family's answer comes first")
  func lookups() throws {
    for name in ["C/master-nslookup-google", "C/master-after-coredns-restart-nslookup-google"] {
      let answer = try #require(try RecordedProbe.outcome(name).lookup)
      #expect(answer == LookupAnswer(server: "10.96.0.10", addresses: ["142.250.0.1"], status: .answered))
    }
    let timedOut = try RecordedProbe.outcome("B/master-nslookup-google-at-8.8.8.8")
    #expect(timedOut.failure == .timedOut && timedOut.lookup?.status == .timedOut)
  }

  @Test("nslookup's negative answers are told apart")
  func negativeLookups() {
    let header = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n"
    func answer(_ text: String, exitCode: Int32 = 1) -> ProbeOutcome {
      interpret(lookup, exitCode: exitCode, stdout: header + text)
    }
    #expect(answer("** server can't find example.com: NXDOMAIN\n\n").failure == .nxdomain)
    #expect(answer("** server can't find example.com: NXDOMAIN\n").lookup?.status == .nxdomain)
    #expect(answer("** server can't find example.com: SERVFAIL\n").failure == .lookupFailed("SERVFAIL"))
    #expect(answer("** server can't find example.com: REFUSED\n").lookup?.status == .refused)
    #expect(answer("\nNon-authoritative answer:\n\n", exitCode: 0).lookup?.status == .noData)
    let half = answer("** server can't find example.com: SERVFAIL\n\nName:\texample.com\nAddress: 93.184.215.14\n")
    #expect(half.success && half.lookup?.addresses == ["93.184.215.14"])
    #expect(interpret(lookup, exitCode: 143).failure == .timedOut)
    let refused = interpret(lookup, exitCode: 1, stderr: "nslookup: write to '127.0.0.1': Connection refused\n")
    #expect(refused.failure == .refused)
    #expect(interpret(lookup, exitCode: 1, stderr: "nslookup: bad address 'ns'\n").failure == .badAddress("ns"))
    #expect(interpret(lookup, exitCode: 0).failure?.isInconclusive == true)
  }

  @Test("wget: the body, and the note on certificates is no error")
  func web() throws {
    let outcome = try RecordedProbe.outcome("C/master-wget-ipify")
    #expect(outcome.success && outcome.http == HTTPAnswer(body: "168.107.2.60"))
    #expect(HTTPAnswer(body: " \n203.0.113.7\r\n").trimmedBody == "203.0.113.7")
    #expect(try RecordedProbe.outcome("B/master-wget-ipify-by-ip").failure == .timedOut)
    #expect(try RecordedProbe.outcome("B/master-wget-ipify").failure == .badAddress("api.ipify.org"))
  }

  @Test("wget's errors are told apart")
  func webErrors() {
    let missing = interpret(http, exitCode: 1, stderr: "wget: server returned error: HTTP/1.1 404 Not Found\n")
    #expect(missing.failure == .httpStatus(404) && missing.http?.errorStatus == 404)
    #expect(interpret(http, exitCode: 143).failure == .timedOut)
    let reset = "wget: error getting response: Connection reset by peer"
    #expect(interpret(http, exitCode: 1, stderr: reset + "\n").failure == .broken(reset))
    let noRoute = "wget: can't connect to remote host (10.0.0.24): No route to host"
    #expect(interpret(http, exitCode: 1, stderr: noRoute + "\n").failure == .unreachable(noRoute))
    let refused = "wget: can't connect to remote host (127.0.0.1): Connection refused\n"
    #expect(interpret(http, exitCode: 1, stderr: refused).failure == .refused)
  }

  @Test("nc: a silent peer was connected, a refusal and a time-out were not")
  func connections() {
    let connected = ProbeOutcome(measurement: .tcp(connected: true), failure: nil)
    #expect(interpret(tcp, exitCode: 0) == connected)
    #expect(interpret(tcp, exitCode: 143) == connected)
    let refused = "nc: can't connect to remote host (10.96.0.1): Connection refused\n"
    let failed = ProbeOutcome(measurement: .tcp(connected: false), failure: .refused)
    #expect(interpret(tcp, exitCode: 1, stderr: refused) == failed)
    #expect(interpret(tcp, exitCode: 1, stderr: "nc: timed out\n").failure == .timedOut)
    #expect(
      interpret(tcp, exitCode: 1, stderr: "nc: bind: Address already in use\n").failure?.isInconclusive == true)
  }

  @Test("A file that cannot be read is no measurement")
  func files() {
    let file = ProbeKind.readFile(path: "/etc/resolv.conf")
    #expect(interpret(file, exitCode: 0, stdout: "nameserver 10.96.0.10\n").file == "nameserver 10.96.0.10\n")
    #expect(interpret(file, exitCode: 1, stderr: "cat: can't open\n").failure == .couldNotRun("cat: can't open"))
  }
}
