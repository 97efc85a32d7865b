import Conformance
import Foundation
import Reports

/// OpenMetrics text for node exporter's textfile collector, replaced in one step.
struct MetricsDelivery: DeliveryService {
  let path: String

  func deliver(_ parcel: Parcel) async throws -> DeliveryOutcome.Result {
    let previous = try? String(contentsOfFile: path, encoding: .utf8)
    let data = try ReportFormat.metrics.render(parcel.record, RenderOptions(previousMetrics: previous))
    try AtomicFile.write(data, to: URL(fileURLWithPath: path))
    return .delivered(path)
  }
}
