import Foundation

/// Plays a probe script of netproof's: the lines that run probes are read, everything else of the script is taken to do
/// what it does under a real busybox (`ProbeBatchTests` runs it there). A script of another form has no probes, and its
/// answer is no batch's output, which the client notices.
struct SimulatedBatch: Sendable {
  private struct Probe {
    var number: Int
    var limit: Int
    var command: [String]
  }

  private var lanes: [[Probe]] = []

  init(script: String) {
    for line in script.split(separator: "\n") {
      if line == "(" {
        lanes.append([])
        continue
      }
      guard line.hasPrefix("r "), !lanes.isEmpty else { continue }
      let words = Self.words(line)
      guard words.count > 3, let number = Int(words[1]), let limit = Int(words[2]) else { continue }
      lanes[lanes.count - 1].append(Probe(number: number, limit: limit, command: Array(words.dropFirst(3))))
    }
  }

  /// Words of a line in which quotes are single ones.
  static func words(_ line: Substring) -> [String] {
    var words: [String] = []
    var word: String?
    var quoted = false
    for character in line {
      switch character {
      case "'":
        quoted.toggle()
        word = word ?? ""
      case " " where !quoted:
        if let whole = word { words.append(whole) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    if let whole = word { words.append(whole) }
    return words
  }

  /// The script's output, after the time that its slowest lane takes.
  func run(_ probes: SimulatedProbes) async throws -> Data {
    var answers: [Int: (answer: SimulatedProbes.Answer, pid: Int, start: Double)] = [:]
    var longest = 0.0
    for lane in lanes {
      var clock = 0.0
      for probe in lane {
        let answer = probes.answer(probe.command, within: probe.limit)
        answers[probe.number] = (answer, 100 + 3 * probe.number, 5000 + clock)
        clock += answer.seconds
      }
      longest = max(longest, clock)
    }
    probes.cluster.flows.set(
      answers.values.compactMap { entry in
        entry.answer.flow.map {
          SimulatedFlows.Flow(
            pod: probes.pod, identifier: UInt16(truncatingIfNeeded: entry.pid), destination: $0.destination,
            translated: $0.translated)
        }
      }, of: probes.node)
    try await Task.sleep(for: .seconds(longest))
    var output = Data()
    for (number, entry) in answers.sorted(by: { $0.key < $1.key }) {
      let (out, err) = (Data(entry.answer.stdout.utf8), Data(entry.answer.stderr.utf8))
      let times = [entry.start, entry.start + entry.answer.seconds].map { String(format: "%.2f", $0) }
      let head =
        "netproof-probe \(number) \(entry.answer.exitCode) \(entry.pid) \(times.joined(separator: " ")) "
        + "\(out.count) \(err.count)\n"
      output += Data(head.utf8) + out + err + Data("\n".utf8)
    }
    return output + Data("netproof-end \(answers.count)\n".utf8)
  }
}
