import Conformance
import Foundation
import Testing

@testable import Delivery

@Suite("OpenReports")
struct PolicyReportTests {
  /// The fields of a result in both definitions (openreports/reports-api, `report_types.go`, commit 6e36367d).
  private let resultFields: Set = [
    "source", "policy", "rule", "category", "severity", "timestamp", "result", "scored", "resources",
    "resourceSelector", "message", "properties",
  ]

  @Test("a report has the fields, kinds and words of its definition", arguments: PolicyReport.Form.allCases)
  func fields(form: PolicyReport.Form) throws {
    var record = try Records.with(.deviates)
    record.scenarios[0].cases[1].verdict = .inconclusive
    let data = try JSONEncoder().encode(PolicyReport(record, form: form, namespace: "probes"))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let isNew = form == .openReports
    #expect(object["apiVersion"] as? String == (isNew ? "openreports.io/v1alpha1" : "wgpolicyk8s.io/v1alpha2"))
    #expect(object["kind"] as? String == (isNew ? "Report" : "PolicyReport"))
    let known: Set = ["apiVersion", "kind", "metadata", "summary", "results"]
    #expect(Set(object.keys) == (isNew ? known.union(["source"]) : known))
    let results = try #require(object["results"] as? [[String: Any]])
    for result in results {
      #expect(Set(result.keys).isSubset(of: resultFields))
      #expect(["pass", "fail", "warn", "error", "skip"].contains(result["result"] as? String ?? ""))
      let severity = result["severity"] as? String
      #expect(severity == nil || ["critical", "high", "medium", "low", "info"].contains(severity ?? ""))
    }
    #expect(results.first?["result"] as? String == "fail", "the worst comes first")
  }

  @Test("the summary counts every case by its verdict, and lists no more than an object can hold")
  func summary() throws {
    var record = try Records.with(.deviates)
    record.scenarios[0].cases[1].verdict = .inconclusive
    record.scenarios[0].cases[2].verdict = .notApplicable
    let cases = record.scenarios[0].cases
    let report = PolicyReport(record, form: .openReports, namespace: "probes")
    #expect(report.summary.fail == 1 && report.summary.error == 1 && report.summary.warn == 0)
    #expect(report.summary.skip == cases.count { $0.verdict == .notApplicable })
    #expect(report.summary.pass == cases.count { $0.verdict == .conforms })
    record.scenarios[0].cases = (0..<20).flatMap { _ in cases }
    let large = PolicyReport(record, form: .openReports, namespace: "probes")
    #expect(cases.count * 20 > 500 && large.results.count == 500)
    #expect(large.summary.fail == 20)
  }

  @Test("a run that verified nothing is an error, not an empty report")
  func interrupted() throws {
    var record = try Records.conforming()
    record.scenarios = []
    record.interruption = "the API server did not answer"
    let report = PolicyReport(record, form: .openReports, namespace: "probes")
    #expect(report.summary.error == 1 && report.results.count == 1)
    #expect(report.results[0].message == "the API server did not answer")
  }
}
