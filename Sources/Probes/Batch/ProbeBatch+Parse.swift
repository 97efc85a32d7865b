import Foundation

extension ProbeBatch {
  /// Reads what ``script(directories:)`` printed.
  ///
  /// - Returns: One result for every probe of the batch.
  /// - Throws: ``IncompleteBatch``, with the results that did arrive. Kubernetes may cut an exec's output off without
  ///   an error, so the end must be seen before anything counts as whole.
  public func parse(_ stdout: Data) throws -> [ProbeID: RawProbeResult] {
    var reader = FrameReader(bytes: [UInt8](stdout))
    var results: [ProbeID: RawProbeResult] = [:]
    func incomplete(_ reason: String) -> IncompleteBatch {
      IncompleteBatch(results: results, missing: probes.map(\.id).filter { results[$0] == nil }, reason: reason)
    }
    var notRun: [String] = []
    do {
      for (index, probe) in probes.enumerated() {
        guard let result = try reader.probe(index) else {
          notRun.append(probe.id)
          continue
        }
        results[probe.id] = result
      }
      try reader.end(count: probes.count)
    } catch let error as FrameReader.Failure {
      throw incomplete(error.reason)
    }
    guard notRun.isEmpty else {
      throw incomplete("the pod's shell could not run them or could not keep their output; is its disk full?")
    }
    return results
  }
}

/// Reads the script's output: a line of numbers for each probe, then as many bytes as it says.
struct FrameReader {
  struct Failure: Error { let reason: String }

  let bytes: [UInt8]
  var position = 0
  /// What each probe's stdout was last.
  private var last: [Int: String] = [:]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The next probe's result; nil when the script says that it has none.
  mutating func probe(_ index: Int) throws -> RawProbeResult? {
    let line = try line()
    let words = line.split(separator: " ")
    guard words.count == 8, words[0] == ProbeBatch.Frame.probeWord, words[1] == "\(index)",
      let start = Double(words[4]), let end = Double(words[5]), abs(end - start) < 1e9,
      let errorLength = Int(words[7])
    else { throw Failure(reason: "at byte \(position) stands “\(line.prefix(120))” where a probe's header should") }
    let output: String
    if words[6] == ProbeBatch.Frame.sameWord, let before = last[index] {
      output = before
    } else if let length = Int(words[6]) {
      output = try take(length)
    } else {
      throw Failure(reason: "at byte \(position) a probe's output has no length")
    }
    last[index] = output
    let errors = try take(errorLength)
    guard try take(1) == "\n" else { throw Failure(reason: "at byte \(position) a probe's output is not ended") }
    guard let exitCode = Int32(words[2]) else { return nil }
    let processID = Int32(words[3]).flatMap { $0 == 0 ? nil : $0 }
    return RawProbeResult(
      exitCode: exitCode, stdout: output, stderr: errors, processID: processID, startedAtUptime: start,
      duration: .milliseconds(Int(((end - start) * 1000).rounded())))
  }

  mutating func end(count: Int) throws {
    let line = try line()
    guard line == "\(ProbeBatch.Frame.endWord) \(count)" else {
      throw Failure(reason: "at byte \(position) stands “\(line.prefix(120))” where the end should")
    }
  }

  /// When a round began, in seconds since 1970 by the pod's clock.
  mutating func round(_ index: Int) throws -> Int {
    let line = try line()
    let words = line.split(separator: " ")
    guard words.count == 3, words[0] == ProbeBatch.Frame.roundWord, words[1] == "\(index)", let at = Int(words[2])
    else {
      throw Failure(reason: "at byte \(position) stands “\(line.prefix(120))” where a round should begin")
    }
    return at
  }

  private mutating func line() throws -> String {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      throw Failure(reason: "the output ends after \(bytes.count) bytes")
    }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  private mutating func take(_ count: Int) throws -> String {
    guard count >= 0, count <= bytes.count - position else {
      throw Failure(reason: "the output ends after \(bytes.count) bytes")
    }
    defer { position += count }
    return String(decoding: bytes[position..<(position + count)], as: UTF8.self)
  }
}
