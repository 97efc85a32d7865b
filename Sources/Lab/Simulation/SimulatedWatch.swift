import Foundation

/// Plays a script of netproof's that probes paths for as long as it is let: the lines that start a path's loop are read,
/// everything else of the script is taken to do what it does under a real busybox (`WatchScriptTests` run it there).
struct SimulatedWatch: Sendable {
  private struct Path {
    var number: Int
    /// Between two echo requests, or between two programs.
    var pause: Double
    /// How long a program may take; nil for pings.
    var limit: Int?
    var command: [String]
    /// When the next one is sent, or the present program ends.
    var next = 0.0
    /// How many were sent, or have ended.
    var count = 0
    /// The program that is running.
    var running: (began: Double, succeeds: Bool)?
  }

  private var paths: [Path] = []

  /// Nil for a script that has no such loops.
  init?(script: String) {
    for line in script.split(separator: "\n") where line.hasSuffix(" 2>/dev/null &") {
      let words = SimulatedBatch.words(line)
      guard words.count > 4, let number = Int(words[1]), let pause = Double(words[2]) else { continue }
      if words[0] == "p" {
        paths.append(Path(number: number, pause: pause, command: Array(words[3...].dropLast(2))))
      } else if words[0] == "q", words.count > 6, let limit = Int(words[3]) {
        paths.append(Path(number: number, pause: pause, limit: limit, command: Array(words[5...].dropLast(2))))
      }
    }
    if paths.isEmpty { return nil }
  }

  /// Writes the script's output as it comes, until the task is cancelled or the pod is gone.
  func run(
    _ probes: SimulatedProbes, while isThere: @Sendable () -> Bool, output: @Sendable (Data) async -> Void
  ) async throws {
    let began = ContinuousClock.now
    var paths = paths
    var tick = 1.0
    var text = "- 1000.00 start\n"
    for path in paths where path.limit == nil { text += "\(path.number) 1000.00 begin\n" }
    while isThere() {
      let now = (ContinuousClock.now - began) / .seconds(1)
      for index in paths.indices { text += Self.advance(&paths[index], to: now, probes) }
      if now >= tick {
        text += "- \(Self.uptime(now)) tick\n"
        tick += 1
      }
      if !text.isEmpty { await output(Data(text.utf8)) }
      text = ""
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// What a path says until then.
  private static func advance(_ path: inout Path, to now: Double, _ probes: SimulatedProbes) -> String {
    var text = ""
    while path.next <= now {
      if let limit = path.limit {
        if let running = path.running {
          text +=
            "\(path.number) \(uptime(path.next)) req \(path.count) \(uptime(running.began)) \(running.succeeds ? 0 : 1)\n"
          path.count += 1
          path.running = nil
          path.next += path.pause
        } else {
          let answer = probes.answer(path.command, within: limit)
          path.running = (path.next, answer.exitCode == 0)
          path.next += answer.seconds
        }
      } else {
        let answer = probes.answer(path.command + ["-c", "1", path.command.last ?? ""], within: 1)
        if answer.exitCode == 0 {
          text +=
            "\(path.number) \(uptime(path.next)) say 64 bytes from \(path.command.last ?? ""): seq=\(path.count % 65536) "
            + "ttl=60 time=0.812 ms\n"
        }
        path.count += 1
        path.next += path.pause
      }
    }
    return text
  }

  private static func uptime(_ time: Double) -> String { String(format: "%.3f", 1000 + time) }
}
