import Conformance
import Foundation
import Kubernetes
import Reports

/// What the ConfigMap holds: Markdown, metrics, and the compressed record. Pure.
///
/// The record comes first, since everything else can be rendered from it: Markdown is cut to what the record leaves, and
/// only where that would be too little, the record loses something.
enum ReportConfigMap {
  /// The keys.
  static let markdownKey = ReportFormat.markdown.fileName
  static let metricsKey = ReportFormat.metrics.fileName
  static let recordKey = ReportFormat.json.fileName + ".gz"
  /// Where metrics are large, they are whole here, and without the health of every node in ``metricsKey``.
  static let allMetricsKey = metricsKey + ".gz"
  /// Changes that Events could not tell: ``UntoldVerdicts``.
  static let untoldKey = "untold.json.gz"

  /// What a ConfigMap's values may hold together, in bytes (Kubernetes: `MaxSecretSize`, checked by
  /// `ValidateConfigMap`).
  static let limit = 1 << 20
  /// How large Markdown may be, however much room there is: more than that nobody reads.
  static let markdownLimit = 256 << 10
  /// What is left to Markdown at least: the verdict, what is wrong, and the matrices.
  static let leastMarkdown = 16 << 10
  /// Up to here metrics are told as they are. A thousand nodes make 650 KB of them, which compress to 23.
  static let metricsLimit = 128 << 10

  /// The verdict, for `kubectl get configmap -o yaml` and for scripts.
  static let verdictAnnotation = "netproof.dev/verdict"
  /// `fit`, `unfit` or `unknown`, where fitness decides how the run ends.
  static let fitnessAnnotation = "netproof.dev/fitness"
  static let finishedAnnotation = "netproof.dev/finished"

  /// The ConfigMap of a record, and what is in it in a few words.
  ///
  /// - Parameter untold: What the next run is to compare with instead of the record's own verdicts.
  /// - Throws: ``DeliveryError`` when even the shortened record is too large, and what rendering throws.
  static func make(
    _ record: RunRecord, namespace: String, language: Language, previousMetrics: String?, untold: UntoldVerdicts? = nil
  ) throws -> (configMap: ConfigMap, summary: String) {
    let metrics = try metrics(record, previous: previousMetrics)
    var binaries: [String: Data] = [:]
    binaries[allMetricsKey] = metrics.compressed
    binaries[untoldKey] = try untold.map { try Gzip.compress(try JSONEncoder().encode($0)) }
    let fixed = metrics.text.utf8.count + binaries.values.reduce(0) { $0 + $1.count }
    let (compressed, cut) = try compressedRecord(record, room: limit - fixed - leastMarkdown)
    let markdown = try text(
      .markdown, record,
      RenderOptions(language: language, maxBytes: min(markdownLimit, limit - fixed - compressed.count)))
    var annotations = [
      RunLabels.run: record.runID, verdictAnnotation: record.verdict.rawValue,
      finishedAnnotation: (record.finishedAt ?? record.startedAt).formatted(.iso8601),
    ]
    annotations[fitnessAnnotation] = record.decidingFitness?.rawValue
    binaries[recordKey] = compressed
    let configMap = ConfigMap(
      metadata: ObjectMeta(
        name: ReportDestination.configMapName, namespace: namespace,
        labels: [RunLabels.managedBy: RunLabels.netproof], annotations: annotations),
      data: [markdownKey: markdown, metricsKey: metrics.text], binaryData: binaries)
    let summary = "\(markdownKey), \(metricsKey) and \(recordKey) (\(compressed.count) bytes)"
    return (configMap, cut.map { "\(summary) \($0)" } ?? summary)
  }

  private static func text(_ format: ReportFormat, _ record: RunRecord, _ options: RenderOptions) throws -> String {
    String(decoding: try format.render(record, options), as: UTF8.self)
  }

  /// The metrics as text, and where that leaves something out, whole and compressed.
  private static func metrics(
    _ record: RunRecord, previous: String?
  ) throws -> (text: String, compressed: Data?) {
    let all = try text(.metrics, record, RenderOptions(previousMetrics: previous))
    guard all.utf8.count > metricsLimit else { return (all, nil) }
    let short = try text(.metrics, record, RenderOptions(previousMetrics: previous, hasMetricsPerNode: false))
    return (short, try Gzip.compress(Data(all.utf8)))
  }

  /// The record with as much as fits: see ``steps``.
  private static func compressedRecord(_ record: RunRecord, room: Int) throws -> (Data, cut: String?) {
    for (step, cut) in steps {
      var shortened = record
      step(&shortened)
      let data = try Gzip.compress(limit: room) { try RunRecordFile.encode(shortened, to: $0) }
      if let data { return (data, cut) }
    }
    throw DeliveryError(
      """
      the record takes more than the \(room) bytes that the ConfigMap has for it of Kubernetes' 1 MiB, even compressed \
      and shortened. Verify fewer nodes or pairs (--max-nodes, --pair-limit), split the run (--shards), or deliver to a \
      folder.
      """)
  }

  private static let steps: [(@Sendable (inout RunRecord) -> Void, cut: String?)] = [
    ({ _ in }, nil),
    ({ $0.dropBulk() }, "without packet captures and facts"),
    (
      {
        $0.dropBulk()
        $0.dropEvidence { $0.verdict == .conforms && !$0.isFlaky }
      }, "without facts and the evidence of what conforms"
    ),
    (
      {
        $0.dropBulk()
        $0.dropEvidence { _ in true }
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

  /// Drops what proves the verdicts of some cases, and keeps the verdicts.
  fileprivate mutating func dropEvidence(_ isChosen: (CaseRecord) -> Bool) {
    for scenario in scenarios.indices {
      for index in scenarios[scenario].cases.indices where isChosen(scenarios[scenario].cases[index]) {
        scenarios[scenario].cases[index].path = nil
        scenarios[scenario].cases[index].observation?.evidence = []
        scenarios[scenario].cases[index].earlierAttempts = []
      }
    }
  }
}
