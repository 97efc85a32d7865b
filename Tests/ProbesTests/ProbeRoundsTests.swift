import Foundation
import Testing

@testable import Probes

@Suite("The same probes in rounds, by one script")
struct ProbeRoundsTests {
  private func file(_ id: String, _ path: String) -> Probe {
    Probe(id: id, kind: .readFile(path: path), timeout: .seconds(5))
  }

  private func run(_ rounds: ProbeRounds, _ busybox: Busybox) async throws -> Data {
    try await busybox.run(rounds.script(directories: [busybox.temporary.path])).stdout
  }

  @Test("every round brings every probe's answer, and what is the same is printed once")
  func rounds() async throws {
    let busybox = try Busybox()
    defer { busybox.remove() }
    let batch = try ProbeBatch(probes: [
      file("same", "/proc/sys/kernel/ostype"), file("other", "/proc/uptime"), file("none", "/proc/none"),
    ])
    let rounds = ProbeRounds(batch: batch, count: 3, pauseSeconds: 0)
    let output = try await run(rounds, busybox)
    let (read, missing) = rounds.parse(output)
    #expect(missing == nil && read.count == 3)
    for round in read {
      #expect(round.results["same"]?.stdout == "Linux\n" && round.results["same"]?.exitCode == 0)
      #expect(round.results["none"]?.exitCode == 1 && round.results["none"]?.stderr.isEmpty == false)
      #expect(round.began.timeIntervalSince1970 > 1_000_000_000)
    }
    let text = String(decoding: output, as: UTF8.self)
    #expect(text.components(separatedBy: "Linux\n").count == 2)
    // A round does not bring what an earlier one left.
    let uptimes = read.compactMap { $0.results["other"]?.startedAtUptime }
    #expect(uptimes.count == 3 && uptimes == uptimes.sorted())
    #expect(try busybox.leftovers().isEmpty)
  }

  @Test("a long answer is brought in part")
  func bounded() async throws {
    let busybox = try Busybox()
    defer { busybox.remove() }
    let long = busybox.temporary.appending(path: "long")
    try Data(repeating: UInt8(ascii: "x"), count: 3 * ProbeRounds.outputLimit).write(to: long)
    let rounds = ProbeRounds(batch: try ProbeBatch(probes: [file("long", long.path)]), count: 2, pauseSeconds: 0)
    let output = try await run(rounds, busybox)
    #expect(rounds.parse(output).rounds.map { $0.results["long"]?.stdout.count } == [2048, 2048])
    #expect(output.count < ProbeRounds.outputLimit + 400)
  }

  @Test("output that is cut anywhere gives the rounds that arrived whole, and says that there are no more")
  func cut() async throws {
    let busybox = try Busybox()
    defer { busybox.remove() }
    let batch = try ProbeBatch(probes: [file("a", "/proc/sys/kernel/ostype"), file("b", "/proc/none")])
    let rounds = ProbeRounds(batch: batch, count: 3, pauseSeconds: 0)
    let output = try await run(rounds, busybox)
    let whole = rounds.parse(output).rounds
    var seen: Set<Int> = []
    for length in 0..<output.count {
      let (read, missing) = rounds.parse(output.prefix(length))
      #expect(missing != nil && read == Array(whole.prefix(read.count)))
      seen.insert(read.count)
    }
    #expect(seen == [0, 1, 2, 3])
    let other = rounds.parse(Data("sh: not found\n".utf8))
    #expect(other.rounds.isEmpty && other.missing != nil)
    // What the same probe printed before cannot be said of its first round.
    let frame = "netproof-round 0 1\nnetproof-probe 0 0 1 0 0 = 0\n\n"
    #expect(rounds.parse(Data(frame.utf8)).rounds.isEmpty)
  }

  @Test("no rounds are none, and nothing is negative")
  func none() throws {
    let batch = try ProbeBatch(probes: [file("a", "/proc/none")])
    let rounds = ProbeRounds(batch: batch, count: -1, pauseSeconds: -1)
    #expect(rounds.count == 0 && rounds.pauseSeconds == 0)
    let (read, missing) = rounds.parse(Data("netproof-end 0\n".utf8))
    #expect(read.isEmpty && missing == nil)
  }
}
