import Archives
import ArgumentParser
import Conformance
import Kubernetes
import Lab
import Reports

/// The exit statuses, as `--help` and the README document them.
enum ExitStatus: Int32, CaseIterable {
  case conforms = 0
  case deviates = 1
  case usage = 2
  case inconclusive = 3
  case busy = 4
  case commandFailed = 5
  case undelivered = 6
  case unfit = 7

  init(_ verdict: Verdict) {
    switch verdict {
    case .conforms: self = .conforms
    case .deviates: self = .deviates
    // A run in which nothing applies has established nothing.
    case .inconclusive, .notApplicable, .unpredicted: self = .inconclusive
    }
  }

  /// The status of an error of ours; `nil` for those of ArgumentParser and others.
  init?(_ error: any Error) {
    switch error {
    case is ConfigurationError, is TopologyError, is ReportWriteError, is RunRecordFileError, is GuestError,
      is ArchiveError:
      self = .usage
    case is LeaseHeld: self = .busy
    case is GateInputError, is YAMLInputError, is HistoryReader.NoRecords: self = .usage
    case KubernetesError.configuration: self = .usage
    case is KubernetesError, is ScenarioError, is CiliumMissing, is LabError, is CancellationError: self = .inconclusive
    default: return nil
    }
  }

  var code: ExitCode { ExitCode(rawValue) }

  var meaning: String {
    switch self {
    case .conforms: "all cases conform"
    case .deviates: "something deviates from what the setting predicts"
    case .usage: "usage or configuration error; nothing was verified"
    case .inconclusive: "something could not be established, or interrupted"
    case .busy: "another run is using the cluster; nothing was verified"
    case .commandFailed: "the command that `netproof watch` ran has failed"
    case .undelivered: "all cases conform, but a report could not be delivered"
    case .unfit: "all cases conform, but the setting is unfit for service (`run` on a cluster)"
    }
  }

  /// The table in `--help`.
  static var table: String {
    "EXIT STATUS:\n" + allCases.map { "  \($0.rawValue)  \($0.meaning)" }.joined(separator: "\n")
  }
}
