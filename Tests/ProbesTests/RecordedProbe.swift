import Foundation
import Probes
import Testing

/// A probe that ran on a real cluster; `Fixtures/README.md` says where.
struct RecordedProbe: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let argv: [String]
  let rc: Int32
  let stdout: String
  let stderr: String

  var testDescription: String { name }
  var raw: RawProbeResult { RawProbeResult(exitCode: rc, stdout: stdout, stderr: stderr, processID: 65_536 + 26) }

  /// The probe that this command line asks, as netproof would ask it; nil for pipelines.
  var probe: Probe? {
    func value(after option: String) -> String? {
      argv.firstIndex(of: option).map { argv[$0 + 1] }
    }
    let kind: ProbeKind
    switch argv[0] {
    case "ping":
      kind = .ping(
        target: argv[argv.count - 1], count: value(after: "-c").flatMap { Int($0) } ?? 1,
        payload: value(after: "-s").flatMap { Int($0) })
    case "nslookup": kind = .lookup(name: argv[1], server: argv.count > 2 ? argv[2] : nil)
    case "wget":
      kind = .httpGet(
        url: argv[argv.count - 1], header: [:], insecure: argv.contains("--no-check-certificate"))
    case "cat": kind = .readFile(path: argv[1])
    default: return nil
    }
    return Probe(id: name, kind: kind, timeout: .seconds(2))
  }

  static func all() throws -> [RecordedProbe] {
    let root = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    let lines = try Data(contentsOf: root.appendingPathComponent("recorded-probes.jsonl")).split(separator: 0x0A)
    return try lines.map { try JSONDecoder().decode(RecordedProbe.self, from: $0) }
  }

  static func named(_ name: String) throws -> (Probe, RawProbeResult) {
    let recorded = try #require(try all().first { $0.name == name })
    return (try #require(recorded.probe), recorded.raw)
  }

  /// What became of one recorded probe.
  static func outcome(_ name: String) throws -> ProbeOutcome {
    let (probe, raw) = try named(name)
    return ProbeResult.interpret(probe, raw)
  }
}
