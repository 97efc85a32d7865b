import Conformance
import Foundation
import Kubernetes

/// A Report of OpenReports, or a PolicyReport of the working group that it came from, for dashboards that show those:
/// only where one of the two definitions is installed.
struct OpenReportsDelivery: DeliveryService {
  let client: KubernetesClient

  func deliver(_ parcel: Parcel) async throws -> DeliveryOutcome.Result {
    for form in PolicyReport.Form.allCases {
      guard try await client.hasResource(group: form.group, version: form.version, plural: form.plural) else {
        continue
      }
      let report = PolicyReport(parcel.record, form: form, namespace: parcel.options.namespace)
      func path(_ name: String?) -> ResourcePath {
        ResourcePath(
          group: form.group, version: form.version, namespace: parcel.options.namespace, resource: form.plural,
          name: name)
      }
      try await client.replaceOrCreate(report, at: path(ReportDestination.reportName), in: path(nil))
      return .delivered("\(form.kind) \(parcel.options.namespace)/\(ReportDestination.reportName) of \(form.group)")
    }
    let forms = PolicyReport.Form.allCases.map { "\($0.plural).\($0.group)" }
    return .notNeeded("the cluster has neither \(forms.joined(separator: " nor "))")
  }
}

/// The fields that `openreports.io/v1alpha1` Report and `wgpolicyk8s.io/v1alpha2` PolicyReport have in common
/// (openreports/reports-api, `apis/openreports.io/v1alpha1/report_types.go`; kubernetes-sigs/wg-policy-prototypes,
/// `policy-report/pkg/api/wgpolicyk8s.io/v1alpha2`). Pure.
struct PolicyReport: KubernetesObject, Hashable {
  /// The two definitions, the living one first.
  enum Form: CaseIterable, Sendable {
    case openReports
    case policyWorkingGroup

    var group: String { self == .openReports ? "openreports.io" : "wgpolicyk8s.io" }
    var version: String { self == .openReports ? "v1alpha1" : "v1alpha2" }
    var plural: String { self == .openReports ? "reports" : "policyreports" }
    var kind: String { self == .openReports ? "Report" : "PolicyReport" }
  }

  /// How many results there are of each kind, whether listed or not.
  struct Summary: Codable, Sendable, Hashable {
    var pass = 0
    var fail = 0
    var warn = 0
    var error = 0
    var skip = 0
  }

  /// One case.
  struct Result: Codable, Sendable, Hashable {
    struct Time: Codable, Sendable, Hashable {
      var seconds: Int64
      var nanos: Int32
    }

    var source: String
    var policy: String
    var rule: String
    var category: String
    var severity: String?
    var result: String
    var scored: Bool
    var message: String
    var resources: [ObjectReference]
    var timestamp: Time
    var properties: [String: String]
  }

  var apiVersion: String
  var kind: String
  var metadata: ObjectMeta
  /// Reports have it; PolicyReports have it in their results only.
  var source: String?
  var summary: Summary
  var results: [Result]

  /// An object may hold about 1.5 MiB (etcd); a result takes up to two KB. What is not green comes first.
  static let limit = 500
  /// Characters of a message.
  static let messageLimit = 1024

  init(_ record: RunRecord, form: Form, namespace: String) {
    apiVersion = "\(form.group)/\(form.version)"
    kind = form.kind
    metadata = ObjectMeta(
      name: ReportDestination.reportName, namespace: namespace, labels: [RunLabels.managedBy: RunLabels.netproof],
      annotations: [RunLabels.run: record.runID, ReportConfigMap.verdictAnnotation: record.verdict.rawValue])
    source = form == .openReports ? RunLabels.netproof : nil
    summary = Summary()
    let cases = record.scenarios.flatMap { scenario in scenario.cases.map { (scenario.scenario, $0) } }
    for (_, entry) in cases { summary[keyPath: Self.counter(entry.verdict)] += 1 }
    // A run that could not verify anything is not an empty, green report.
    let failures = record.scenarios.filter { $0.failure != nil }
    summary.error += failures.count + (record.interruption == nil ? 0 : 1)
    let time = Result.Time(
      seconds: Int64((record.finishedAt ?? record.startedAt).timeIntervalSince1970), nanos: 0)
    let troubles =
      (record.interruption.map { [("run", $0.text)] } ?? [])
      + failures.map { ($0.scenario.rawValue, $0.failure?.text ?? "") }
    let ordered = cases.enumerated().sorted {
      ($1.element.1.verdict.severity, $0.offset) < ($0.element.1.verdict.severity, $1.offset)
    }.map(\.element)
    results =
      troubles.map { Result(policy: $0, problem: $1, at: time) }
      + ordered.prefix(Self.limit).map { Result($0, $1, at: time) }
  }

  private static func counter(_ verdict: Verdict) -> WritableKeyPath<Summary, Int> {
    switch verdict {
    case .conforms: \.pass
    case .deviates: \.fail
    case .inconclusive: \.error
    case .notApplicable: \.skip
    case .unpredicted: \.warn
    }
  }
}

extension PolicyReport.Result {
  private static let category = "Networking"

  fileprivate init(_ scenario: Scenario, _ entry: CaseRecord, at time: Time) {
    source = RunLabels.netproof
    policy = scenario.rawValue
    rule = entry.aspect.rawValue
    category = Self.category
    // The enumerations of both definitions.
    (result, severity) =
      switch entry.verdict {
      case .conforms: ("pass", nil)
      case .deviates: ("fail", "high")
      case .inconclusive: ("error", "medium")
      case .notApplicable: ("skip", nil)
      case .unpredicted: ("warn", "medium")
      }
    scored = true
    message = String(CaseSentence.of(entry).prefix(PolicyReport.messageLimit))
    resources = [entry.subject.source, entry.subject.target].compactMap { $0 }.map {
      ObjectReference(kind: "Node", name: $0, apiVersion: "v1")
    }
    timestamp = time
    properties = ["subject": entry.subject.description, "attempts": String(entry.attempts)]
  }

  /// What kept cases from being judged.
  fileprivate init(policy: String, problem: String, at time: Time) {
    self.init(
      source: RunLabels.netproof, policy: policy, rule: "verified", category: Self.category, severity: "medium",
      result: "error", scored: true, message: String(problem.prefix(PolicyReport.messageLimit)), resources: [],
      timestamp: time, properties: [:])
  }
}
