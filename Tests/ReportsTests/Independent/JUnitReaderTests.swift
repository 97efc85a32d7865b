import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("JUnit as its readers see it", .enabled(if: IndependentReader.python != nil, IndependentReader.hint))
struct JUnitReaderTests {
  private struct Summary: Decodable {
    struct Suite: Decodable {
      var name: String
      var tests: Int
      var failures: Int
      var errors: Int
      var skipped: Int
      var outputs: Int
      var properties: [String: String]
    }
    var suites: [Suite]
    var problems: [String]
  }

  private func read(_ data: Data) async throws -> Summary {
    let output = try await IndependentReader.run("read_junit.py", data)
    try #require(!output.stdout.isEmpty, "\(output.stderr)")
    return try JSONDecoder().decode(Summary.self, from: output.stdout)
  }

  @Test("junitparser counts what the record holds, and the rules of Surefire, Jenkins and GitLab are kept")
  func counts() async throws {
    let record = SampleRecord.record
    let summary = try await read(try JUnitReport.render(record))
    #expect(summary.problems == [])
    #expect(summary.suites.count == record.scenarios.count)
    for (suite, scenario) in zip(summary.suites, record.scenarios) {
      #expect(suite.tests == scenario.cases.count && suite.outputs == scenario.cases.count)
      #expect(suite.failures == scenario.cases.count { $0.verdict == .deviates })
      #expect(suite.errors == scenario.cases.count { $0.verdict == .inconclusive })
      #expect(suite.skipped == scenario.cases.count { $0.verdict == .notApplicable })
      #expect(suite.properties["devices"] == scenario.devices)
    }
  }

  @Test("a run that ended early is an error to its reader")
  func interrupted() async throws {
    var record = SampleRecord.empty
    record.interruption = "interrupted by SIGTERM"
    let summary = try await read(try JUnitReport.render(record))
    #expect(summary.problems == [] && summary.suites.map(\.errors) == [1])
  }

  @Test("elements out of order, unknown attributes and double names are found")
  func wrong() async throws {
    let text = """
      <testsuites skipped="1"><testsuite name="s" tests="2" failures="0" errors="0" skipped="0" time="1.0">
      <testcase classname="c" name="n" time="1"><system-out>x</system-out><failure type="t"/></testcase>
      <testcase classname="c" name="n" time="1"/></testsuite></testsuites>
      """
    let problems = try await read(Data(text.utf8)).problems.joined(separator: "\n")
    for part in ["has an attribute skipped", "['system-out', 'failure']", "twice", "says the suite"] {
      #expect(problems.contains(part), "\(part) in \(problems)")
    }
  }
}
