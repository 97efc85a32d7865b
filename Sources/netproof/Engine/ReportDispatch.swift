import Conformance
import Delivery
import Foundation
import Kubernetes
import Reports

/// Delivers a run's reports and tells what became of it.
struct ReportDispatch: Sendable {
  let destinations: [ReportDestination]
  let options: Delivery.Options
  let connection: ClusterConnection?

  /// Delivers; what failed is noted in the record, which then tells so in every report that is written anew.
  ///
  /// - Returns: A line per destination, and whether all reports are where they were asked for.
  func run(_ record: inout RunRecord) async -> (lines: [String], failures: [String]) {
    guard !destinations.isEmpty else { return ([], []) }
    var outcomes: [DeliveryOutcome] = []
    do {
      let client = try connection.map { try KubernetesClient(connection: $0, options: .netproof) }
      outcomes = await Delivery(to: destinations, options: options, client: client).run(record)
    } catch {
      let lines = destinations.map { "Not delivered to \($0): \(error)" }
      record.notes += lines.map(Sentence.init(words:))
      return ([], lines)
    }
    let failures = outcomes.filter(\.hasFailed).map(\.description)
    record.notes += failures.map(Sentence.init(words:))
    return (outcomes.filter { !$0.hasFailed }.map(\.description), failures)
  }
}
