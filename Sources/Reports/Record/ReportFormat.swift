import Conformance
import Foundation

/// The forms that a run's record can be given. Every one is rendered from the record alone.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// JUnit XML, for CI systems.
  case junit
  /// GitHub-flavoured Markdown, for people.
  case markdown
  /// One self-contained HTML page, for people.
  case html
  /// The record itself, in its stable form.
  case json
  /// OpenMetrics text, for alerting.
  case metrics

  /// The file's name in a report folder.
  public var fileName: String {
    switch self {
    case .json: "run.json"
    case .junit: "junit.xml"
    case .markdown: "report.md"
    case .html: "report.html"
    // node exporter reads only files that end so.
    case .metrics: "netproof.prom"
    }
  }

  /// Whether ``RenderOptions/language`` makes a difference.
  public var isTranslated: Bool { self == .markdown || self == .html }

  /// What hands the record in this form to a sink, piece by piece, never in memory whole: for the forms that grow with the
  /// cluster; `nil` for the others.
  func inPieces(_ record: RunRecord) -> (((Data) throws -> Void) throws -> Void)? {
    switch self {
    case .json: { try RunRecordFile.encode(record, to: $0) }
    case .junit: { try JUnitReport.write(record, to: $0) }
    case .markdown, .html, .metrics: nil
    }
  }

  /// The record in this form.
  ///
  /// - Throws: A template or coding error, which is a defect of this program.
  public func render(_ record: RunRecord, _ options: RenderOptions = RenderOptions()) throws -> Data {
    switch self {
    case .json: try RunRecordFile.encode(record)
    case .junit: try JUnitReport.render(record)
    case .markdown:
      Data(try MarkdownReport.render(record, language: options.language, maxBytes: options.maxBytes).utf8)
    case .html: Data(try HTMLReport.render(record, language: options.language).utf8)
    case .metrics:
      Data(
        MetricsReport.render(record, previous: options.previousMetrics, perNode: options.hasMetricsPerNode).utf8)
    }
  }
}

/// How a record is rendered, where a format leaves a choice.
public struct RenderOptions: Sendable {
  /// The language of Markdown and HTML.
  public var language: Language
  /// Markdown is kept below this size, in bytes.
  public var maxBytes: Int?
  /// The metrics file that is replaced.
  public var previousMetrics: String?
  /// Whether metrics tell the health of every node, or only that of the worst: every node has ten lines of its own.
  public var hasMetricsPerNode: Bool

  /// Makes a set of options.
  public init(
    language: Language = .english, maxBytes: Int? = nil, previousMetrics: String? = nil,
    hasMetricsPerNode: Bool = true
  ) {
    self.language = language
    self.maxBytes = maxBytes
    self.previousMetrics = previousMetrics
    self.hasMetricsPerNode = hasMetricsPerNode
  }
}
