import ArgumentParser
import Conformance
import Foundation
import Lab
import Reports

/// `netproof lab simulation-check`: whether a run found exactly what was broken in a simulated cluster. Hidden.
struct LabSimulationCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulation-check", abstract: "Compares a run's record with a simulated cluster's faults.",
    shouldDisplay: false)

  @Argument(help: "The record of the run.")
  var record: String

  @Argument(help: "The simulation's faults.json.")
  var faults: String

  func run() async throws {
    let data = try Data(contentsOf: URL(filePath: faults))
    let faults = try JSONDecoder().decode([SimulatedFault].self, from: data)
    let record = try RunRecordFile.read(record)
    let pairs = record.sample?.targets ?? [:]
    var (missed, alarms, found) = (0, 0, 0)
    for entry in record.scenarios.flatMap(\.cases) {
      let isBroken = faults.contains {
        $0.touches(
          aspect: entry.aspect.rawValue, from: entry.subject.source, to: entry.subject.target, pairs: pairs)
      }
      // What no rule predicts because facts are missing is told, too.
      let isRed = entry.isRed || entry.verdict == .unpredicted
      switch (isBroken, isRed) {
      case (true, true): found += 1
      case (true, false): missed += 1
      case (false, true): alarms += 1
      case (false, false): continue
      }
      if isBroken != isRed {
        print("\(isRed ? "false alarm" : "missed"): \(entry.aspect.rawValue) \(entry.subject): \(entry.explanation)")
      }
    }
    let cases = record.scenarios.reduce(0) { $0 + $1.cases.count }
    print(
      "\(cases) cases, \(faults.count) faults: \(found) touched cases found, \(missed) missed, \(alarms) false alarms")
    if missed + alarms > 0 || cases == 0 { throw ExitCode(1) }
  }
}
