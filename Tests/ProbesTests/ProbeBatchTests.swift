import Foundation
import Probes
import Testing

@Suite("Batches, run by a real busybox on the loopback interface", .enabled(if: Busybox.canRun))
struct ProbeBatchTests {
  private func ping(_ id: String, _ target: String, count: Int = 1, timeout: Duration = .seconds(1)) -> Probe {
    Probe(id: id, kind: .ping(target: target, count: count, payload: nil), timeout: timeout)
  }

  @Test("All kinds of probes in one batch, each with its own outcome, and no file left")
  func allKinds() async throws {
    let busybox = try Busybox()
    defer { busybox.remove() }
    let silent = try SilentListener()
    defer { silent.close() }
    let spare = try SilentListener()
    spare.close()
    let webPort = try SilentListener()
    webPort.close()
    try Data("hello, 'world'\n".utf8).write(to: busybox.directory.appendingPathComponent("index.html"))
    let web = try busybox.start(
      ["httpd", "-f", "-p", "127.0.0.1:\(webPort.port)", "-h", busybox.directory.path])
    defer { web.process.terminate() }
    try await Task.sleep(for: .milliseconds(300))

    let url = "http://127.0.0.1:\(webPort.port)"
    let file = busybox.directory.appendingPathComponent("frames")
    try Data("netproof-probe 3 0 1 0 0 0 0\n\nnetproof-end 9\nno newline at the end".utf8).write(to: file)
    let probes = [
      ping("ping", "127.0.0.1", count: 2),
      Probe(id: "web", kind: .httpGet(url: url + "/", header: ["X-A": "it's"], insecure: false), timeout: .seconds(2)),
      Probe(id: "404", kind: .httpGet(url: url + "/none", header: [:], insecure: false), timeout: .seconds(2)),
      Probe(
        id: "silent web", kind: .httpGet(url: "http://127.0.0.1:\(silent.port)/", header: [:], insecure: false),
        timeout: .seconds(1)),
      Probe(
        id: "refused", kind: .tcpConnect(host: "127.0.0.1", port: spare.port, sourcePort: nil), timeout: .seconds(1)),
      Probe(
        id: "silent", kind: .tcpConnect(host: "127.0.0.1", port: silent.port, sourcePort: nil), timeout: .seconds(1)),
      Probe(id: "no server", kind: .lookup(name: "example.com", server: "127.0.0.1"), timeout: .seconds(1)),
      Probe(id: "frames", kind: .readFile(path: file.path), timeout: .seconds(1)),
      Probe(id: "no file", kind: .readFile(path: "/'$(touch x)`id`\"/none"), timeout: .seconds(1)),
    ]
    let batch = try ProbeBatch(probes: probes)
    let ended = try await busybox.run(batch.script(directories: ["/proc/none", busybox.temporary.path]))
    #expect(ended.status == 0 && ended.stderr.isEmpty)
    let results = try batch.parse(ended.stdout)
    #expect(results.count == probes.count)
    let outcomes = try Dictionary(
      uniqueKeysWithValues: probes.map { ($0.id, ProbeResult.interpret($0, try #require(results[$0.id]))) })

    let pinged = try #require(outcomes["ping"]?.ping)
    #expect(pinged.transmitted == 2 && pinged.received == 2 && pinged.ttl == 64)
    #expect(pinged.icmpID == results["ping"]?.processID.map { UInt16(truncatingIfNeeded: $0) })
    #expect(outcomes["web"]?.http?.body == "hello, 'world'\n")
    #expect(outcomes["404"]?.failure == .httpStatus(404))
    #expect(outcomes["silent web"]?.failure == .timedOut)
    #expect(outcomes["refused"]?.failure == .refused)
    #expect(outcomes["silent"] == ProbeOutcome(measurement: .tcp(connected: true), failure: nil))
    #expect(outcomes["no server"]?.failure == .refused)
    #expect(outcomes["frames"]?.file == String(decoding: try Data(contentsOf: file), as: UTF8.self))
    #expect(outcomes["no file"]?.failure?.isInconclusive == true)
    #expect(results.values.allSatisfy { $0.processID != nil && $0.startedAtUptime > 0 })
    #expect(try #require(results["silent web"]).duration >= .milliseconds(900))
    #expect(try busybox.leftovers().isEmpty)
  }

  @Test("Probes run side by side: a batch takes as long as its slowest")
  func sideBySide() async throws {
    let busybox = try Busybox()
    defer { busybox.remove() }
    let silent = try SilentListener()
    defer { silent.close() }
    let probes = (0..<12).map { index in
      Probe(
        id: "web \(index)", kind: .httpGet(url: "http://127.0.0.1:\(silent.port)/", header: [:], insecure: false),
        timeout: .seconds(1))
    }
    let batch = try ProbeBatch(probes: probes)
    let ended = try await busybox.run(batch.script(directories: [busybox.temporary.path]))
    let results = try batch.parse(ended.stdout).values
    #expect(results.allSatisfy { $0.exitCode == 143 })
    // One after another they would take as long together as from the first start to the last end, however slow the
    // machine is.
    let took = results.map { ($0.startedAtUptime, $0.startedAtUptime + $0.duration / .seconds(1)) }
    let span = try #require(took.map(\.1).max()) - (try #require(took.map(\.0).min()))
    #expect(took.map { $0.1 - $0.0 }.reduce(0, +) > span)
    #expect(batch.longestSeconds == 2)
  }

  @Test("Of very many probes a limited number runs side by side, and none is left out")
  func manyProbes() async throws {
    let busybox = try Busybox()
    defer { busybox.remove() }
    let count = 2 * ProbeBatch.atOnce + 3
    let batch = try ProbeBatch(
      probes: (0..<count).map {
        Probe(id: "file \($0)", kind: .readFile(path: "/proc/sys/kernel/ostype"), timeout: .seconds(20))
      })
    let ended = try await busybox.run(batch.script(directories: [busybox.temporary.path]))
    let results = try batch.parse(ended.stdout)
    #expect(results.count == count && results.values.allSatisfy { $0.stdout == "Linux\n" })
    #expect(batch.longestSeconds == 3 * 20 + 1)
    // Probes of one lane never overlap: the next one starts when the one before has ended.
    for index in ProbeBatch.atOnce..<count {
      let before = try #require(results["file \(index - ProbeBatch.atOnce)"])
      let after = try #require(results["file \(index)"])
      #expect(after.startedAtUptime >= before.startedAtUptime + before.duration / .seconds(1) - 0.011)
    }
    #expect(try busybox.leftovers().isEmpty)
  }

  @Test("A script that arrives in part does nothing")
  func cutScript() async throws {
    let busybox = try Busybox()
    defer { busybox.remove() }
    let batch = try ProbeBatch(probes: [
      Probe(id: "a", kind: .readFile(path: "/proc/version"), timeout: .seconds(1))
    ])
    let script = batch.script(directories: [busybox.temporary.path])
    let whole = try await busybox.run(script).stdout
    #expect(!whole.isEmpty)
    let body = try #require(script.range(of: "\n}\nmain\n"))
    let cut = try await busybox.run(script[..<body.lowerBound] + "\nexit 0\n}\nexit 7\n")
    #expect(cut.stdout.isEmpty && cut.status == 7)
  }

  @Test("Output that is cut anywhere names what is missing and keeps what arrived")
  func cutAnywhere() async throws {
    let busybox = try Busybox()
    defer { busybox.remove() }
    let ids = ["a", "b", "c"]
    let batch = try ProbeBatch(
      probes: ids.map { Probe(id: $0, kind: .readFile(path: "/proc/self/none-\($0)"), timeout: .seconds(1)) })
    let output = try await busybox.run(batch.script(directories: [busybox.temporary.path])).stdout
    let whole = try batch.parse(output)
    for length in 0..<output.count {
      let error = try #require(throws: IncompleteBatch.self) { try batch.parse(output.prefix(length)) }
      #expect(error.missing == ids.filter { error.results[$0] == nil })
      #expect(error.results.allSatisfy { whole[$0.key] == $0.value })
    }
  }

  @Test("Output that is not the script's is an error that quotes it")
  func otherOutput() throws {
    let batch = try ProbeBatch(probes: [ping("ping", "127.0.0.1")])
    let error = try #require(throws: IncompleteBatch.self) {
      try batch.parse(Data("error: container not found\n".utf8))
    }
    #expect(error.missing == ["ping"] && error.description.contains("container not found"))
  }

  @Test("Without a directory to write to, the script says so and fails")
  func noDirectory() async throws {
    let busybox = try Busybox()
    defer { busybox.remove() }
    let batch = try ProbeBatch(probes: [ping("ping", "127.0.0.1")])
    let ended = try await busybox.run(batch.script(directories: ["/proc/none", "/sys/none"]))
    #expect(ended.status == 125 && ended.stderr.contains("/proc/none /sys/none") && ended.stdout.isEmpty)
  }

  @Test("A script that is told to end leaves no file either")
  func terminated() async throws {
    let busybox = try Busybox()
    defer { busybox.remove() }
    let silent = try SilentListener()
    defer { silent.close() }
    let batch = try ProbeBatch(probes: [
      Probe(
        id: "web", kind: .httpGet(url: "http://127.0.0.1:\(silent.port)/", header: [:], insecure: false),
        timeout: .seconds(600))
    ])
    let started = try busybox.start(
      ["sh", "-s"], reading: batch.script(directories: [busybox.temporary.path]))
    // The probe's first file: the script has set its traps by then.
    func hasBegun() throws -> Bool {
      try busybox.leftovers().contains { folder in
        try !FileManager.default.contentsOfDirectory(atPath: "\(busybox.temporary.path)/\(folder)").isEmpty
      }
    }
    while try !hasBegun(), started.process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    #expect(try busybox.leftovers().count == 1)
    started.process.terminate()
    // Long before the probe's own time is up. Not by `isRunning`: Foundation believes a process to run as long as a
    // child of it, here wget, holds what it has inherited.
    for _ in 0..<500 where try !busybox.leftovers().isEmpty { try await Task.sleep(for: .milliseconds(20)) }
    #expect(try busybox.leftovers().isEmpty)
  }
}

@Suite("What is no batch's output")
struct ForeignBatchOutputTests {
  @Test("a time that is none is refused", arguments: ["inf", "nan", "1e300"])
  func times(end: String) throws {
    let batch = try ProbeBatch(probes: [Probe(id: "a", kind: .readFile(path: "/a"), timeout: .seconds(1))])
    #expect(throws: IncompleteBatch.self) {
      try batch.parse(Data("netproof-probe 0 0 1 0 \(end) 0 0\n\nnetproof-end 1\n".utf8))
    }
    #expect(try batch.parse(Data("netproof-probe 0 0 1 0 1.5 0 0\n\nnetproof-end 1\n".utf8)).count == 1)
  }
}
