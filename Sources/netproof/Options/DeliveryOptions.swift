import ArgumentParser
import Conformance
import Delivery

extension ReportDestination: ExpressibleByArgument {
  /// Reads what ``ReportDestination/init(_:)`` reads.
  public init?(argument: String) { self.init(argument) }

  /// What may be written.
  public static var allValueStrings: [String] { forms }
}

/// Where a run leaves its reports besides the report directory.
struct DeliveryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Also leave the reports here (repeatable): \(ReportDestination.forms.joined(separator: ", ")).",
      discussion: """
        configmap: report.md, netproof.prom and the compressed record in ConfigMap netproof-report, cut to 1 MiB; events: a Kubernetes \
        Event per verdict that changed since that record; folder: a folder per run, of which --keep are kept; metrics: \
        a file for node exporter; openreports: a Report or PolicyReport, where the cluster has such; sonobuoy: the \
        results of a Sonobuoy plugin. What cannot be delivered is told, and makes status 6 of a run that conforms.
        """, valueName: "destination"))
  var deliver: [ReportDestination] = []

  @Option(help: ArgumentHelp("How many runs a folder keeps (30).", valueName: "count"))
  var keep: Int?

  func validate() throws {
    if Set(deliver).count != deliver.count { throw ValidationError("A --deliver is given twice.") }
    if deliver.contains(.events), !deliver.contains(.configMap) {
      throw ValidationError(
        "--deliver events tells what changed since the record in the ConfigMap; it needs --deliver configmap.")
    }
    if let keep {
      guard keep >= 1 else { throw ValidationError("--keep \(keep): give at least 1.") }
      guard deliver.contains(where: { if case .folder = $0 { true } else { false } }) else {
        throw ValidationError("--keep is for folders; it needs --deliver folder=PATH.")
      }
    }
  }
}
