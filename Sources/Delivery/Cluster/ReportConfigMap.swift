import Conformance
import Foundation
import Kubernetes
import Reports

/// What the ConfigMap holds: Markdown, metrics, and the compressed record. Pure.
enum ReportConfigMap {
  /// The keys.
  static let markdownKey = ReportFormat.markdown.fileName
  static let metricsKey = ReportFormat.metrics.fileName
  static let recordKey = ReportFormat.json.fileName + ".gz"

  /// What a ConfigMap's values may hold together, in bytes (Kubernetes: `MaxSecretSize`, checked by
  /// `ValidateConfigMap`).
  static let limit = 1 << 20
  /// Markdown is cut at this size, with the cut stated, so that the record has room.
  static let markdownLimit = 256 << 10

  /// The verdict, for `kubectl get configmap -o yaml` and for scripts.
  static let verdictAnnotation = "netproof.dev/verdict"
  static let finishedAnnotation = "netproof.dev/finished"

  /// The ConfigMap of a record, and what is in it in a few words.
  ///
  /// - Throws: ``DeliveryError`` when even the shortened record is too large, and what rendering throws.
  static func make(
    _ record: RunRecord, namespace: String, language: Language, previousMetrics: String?
  ) throws -> (configMap: ConfigMap, summary: String) {
    let markdown = try text(
      .markdown, record, RenderOptions(language: language, maxBytes: markdownLimit))
    let metrics = try text(.metrics, record, RenderOptions(previousMetrics: previousMetrics))
    let room = limit - markdown.utf8.count - metrics.utf8.count
    let (compressed, cut) = try compressedRecord(record, room: room)
    let annotations = [
      RunLabels.run: record.runID, verdictAnnotation: record.verdict.rawValue,
      finishedAnnotation: (record.finishedAt ?? record.startedAt).formatted(.iso8601),
    ]
    let configMap = ConfigMap(
      metadata: ObjectMeta(
        name: ReportDestination.configMapName, namespace: namespace,
        labels: [RunLabels.managedBy: RunLabels.netproof], annotations: annotations),
      data: [markdownKey: markdown, metricsKey: metrics], binaryData: [recordKey: compressed])
    let summary = "\(markdownKey), \(metricsKey) and \(recordKey) (\(compressed.count) bytes)"
    return (configMap, cut.map { "\(summary) \($0)" } ?? summary)
  }

  private static func text(_ format: ReportFormat, _ record: RunRecord, _ options: RenderOptions) throws -> String {
    String(decoding: try format.render(record, options), as: UTF8.self)
  }

  /// The record with as much as fits: whole, without packet captures and facts, or without the evidence of what conforms.
  private static func compressedRecord(_ record: RunRecord, room: Int) throws -> (Data, cut: String?) {
    var smallest = 0
    for (step, cut) in steps {
      var shortened = record
      step(&shortened)
      let data = try Gzip.compress(try ReportFormat.json.render(shortened))
      if data.count <= room { return (data, cut) }
      smallest = data.count
    }
    throw DeliveryError(
      """
      the record takes \(smallest) bytes even compressed and shortened, and the ConfigMap has room for \(room) of \
      Kubernetes' 1 MiB. Verify fewer nodes or pairs (--max-nodes, --pair-limit), or deliver to a folder.
      """)
  }

  private static let steps: [(@Sendable (inout RunRecord) -> Void, cut: String?)] = [
    ({ _ in }, nil),
    ({ $0.dropBulk() }, "without packet captures and facts"),
    (
      {
        $0.dropBulk()
        $0.dropEvidence()
      }, "without facts and evidence"
    ),
  ]
}

extension RunRecord {
  /// Drops what can be read elsewhere: captures, and the facts that the rules were given.
  fileprivate mutating func dropBulk() {
    for scenario in scenarios.indices {
      scenarios[scenario].basis = nil
      for index in scenarios[scenario].cases.indices { scenarios[scenario].cases[index].path?.captures = nil }
    }
  }

  /// Drops what proves the verdicts, and keeps the verdicts.
  fileprivate mutating func dropEvidence() {
    for scenario in scenarios.indices {
      for index in scenarios[scenario].cases.indices {
        scenarios[scenario].cases[index].path = nil
        scenarios[scenario].cases[index].observation?.evidence = []
        scenarios[scenario].cases[index].earlierAttempts = []
      }
    }
  }
}
