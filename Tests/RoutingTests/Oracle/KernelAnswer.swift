import Cilium
import Foundation

@testable import Routing

/// What the kernel said to one question.
enum KernelAnswer {
  struct Way {
    let kind: String
    let device: String?
    let gateway: IPAddress?
    let source: IPAddress?
    let table: String?
    /// Of a question for the matching route: its prefix and metric.
    let destination: String?
    let metric: Int
  }

  case way(Way)
  case failed(Int32, String)
}

enum KernelAnswers {
  /// The answers to as many questions, in their order: `ip` prints a line for each that succeeds, and on its standard
  /// error the number of each that does not.
  static func parse(_ batch: (output: Data, error: String), count: Int) throws -> [KernelAnswer] {
    var failures: [Int: String] = [:]
    var last = ""
    for line in batch.error.split(separator: "\n") {
      if line.hasPrefix("Command failed"), let number = line.split(separator: ":").last.flatMap({ Int($0) }) {
        failures[number] = last
      } else {
        last = String(line)
      }
    }
    var lines = batch.output.split(separator: UInt8(ascii: "\n")).makeIterator()
    var answers: [KernelAnswer] = []
    for number in 1...max(count, 1) where count > 0 {
      if let failure = failures[number] {
        answers.append(.failed(errors.first { failure.contains($0.key) }?.value ?? -1, failure))
      } else if let line = lines.next() {
        answers.append(.way(try way(Data(line))))
      } else {
        throw KernelNamespace.Failure(description: "no answer to question \(number) of \(count): \(last)")
      }
    }
    return answers
  }

  private static let errors: [String: Int32] = [
    "Network is unreachable": 101, "No route to host": 113, "Invalid argument": 22, "Permission denied": 13,
    "Invalid cross-device link": 18, "No such device": 19,
  ]

  private static func way(_ line: Data) throws -> KernelAnswer.Way {
    let list = try JSONSerialization.jsonObject(with: line) as? [[String: Any]]
    guard let object = list?.first else {
      throw KernelNamespace.Failure(description: String(decoding: line, as: UTF8.self))
    }
    let via = (object["via"] as? [String: Any])?["host"] as? String
    return KernelAnswer.Way(
      kind: object["type"] as? String ?? "unicast", device: object["dev"] as? String,
      gateway: ((object["gateway"] as? String) ?? via).flatMap { IPAddress($0) },
      source: (object["prefsrc"] as? String).flatMap { IPAddress($0) }, table: object["table"] as? String,
      destination: object["dst"] as? String, metric: object["metric"] as? Int ?? 0)
  }
}
