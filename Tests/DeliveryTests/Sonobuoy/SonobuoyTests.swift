import Conformance
import Foundation
import FoundationXML
import ScriptedServer
import Testing

@testable import Delivery

/// Against the rules that Sonobuoy publishes (vmware-tanzu/sonobuoy at 30756018).
@Suite("A Sonobuoy plugin")
struct SonobuoyTests {
  private func environment(_ folder: URL) -> [String: String] { ["SONOBUOY_RESULTS_DIR": folder.path] }

  @Test("`done` names the results, alone and without a newline, and what it names is there")
  func done() async throws {
    try await Records.withFolder { folder in
      let outcomes = await Delivery(
        to: [.sonobuoy], options: .init(namespace: "n", environment: environment(folder)), client: nil
      ).run(try Records.with(.deviates))
      #expect(outcomes.map(\.hasFailed) == [false])
      let named = try String(contentsOf: folder.appending(path: "done"), encoding: .utf8)
      #expect(named == folder.appending(path: "junit.xml").path)
      let reader = SuiteReader()
      let parser = try #require(XMLParser(contentsOf: URL(filePath: named)))
      parser.delegate = reader
      #expect(parser.parse())
      // What `pkg/client/results/junit.go` decodes: testsuites, or one testsuite, with cases that fail or not.
      #expect(reader.root == "testsuites")
      #expect(reader.count["failure"] == 1)
      #expect((reader.count["testcase"] ?? 0) > 10)
    }
  }

  @Test("a run that could not begin still tells the worker, by a test that is an error")
  func givingUp() async throws {
    try await Records.withFolder { folder in
      var record = try Records.conforming()
      record.scenarios = []
      record.interruption = "The kubeconfig is missing"
      try SonobuoyPlugin.giveUp(record, environment: environment(folder))
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "done").path))
      let junit = try String(contentsOf: folder.appending(path: "junit.xml"), encoding: .utf8)
      #expect(junit.contains("<error") && junit.contains("The kubeconfig is missing"))
    }
  }

  @Test(
    "the folder is the one that Sonobuoy names",
    arguments: [
      (["SONOBUOY_RESULTS_DIR": "/a", "RESULTS_DIR": "/b"], "/a"), (["RESULTS_DIR": "/b"], "/b"),
      (["SONOBUOY_RESULTS_DIR": ""], "/tmp/sonobuoy/results"), ([:], "/tmp/sonobuoy/results"),
    ] as [([String: String], String)])
  func folder(environment: [String: String], folder: String) {
    #expect(SonobuoyPlugin.folder(environment) == folder)
  }

  @Test("updates count what is done, and name what failed and what is an error")
  func updates() throws {
    let record = try Records.with(.deviates)
    let cases = record.scenarios[0].cases
    var state = SonobuoyUpdate.State()
    var quiet = [state.take(.casesPlanned(.both, count: cases.count))]
    for entry in cases { quiet.append(state.take(.caseFinished(.both, entry))) }
    #expect(quiet.allSatisfy { $0 == nil }, "an update is sent where something begins or ends")
    let last = state.take(.scenarioFinished(record.scenarios[0]))
    let update = try #require(last)
    #expect(update.msg == "both: deviates" && update.total == cases.count && update.completed == cases.count - 1)
    #expect(update.failures == ["both \(cases[0].aspect.rawValue) \(cases[0].subject)"])
    #expect(update.errors == nil)
  }

  @Test("an update has the fields of ProgressUpdate")
  func fields() throws {
    let update = SonobuoyUpdate(msg: "m", total: 2, completed: 1, errors: ["e"], failures: ["f"])
    let data = try JSONEncoder().encode(update)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(Set(object.keys) == ["msg", "total", "completed", "errors", "failures"])
  }

  @Test("without a port nothing is told")
  func noPort() {
    #expect(SonobuoyProgress(environment: [:]) == nil)
    #expect(SonobuoyProgress(environment: ["SONOBUOY_PROGRESS_PORT": "none"]) == nil)
  }

  @Test("updates reach the worker at /progress by POST, as JSON")
  func worker() async throws {
    let (requests, continuation) = AsyncStream.makeStream(of: ScriptedServer.Request.self)
    let server = try ScriptedServer { request in
      continuation.yield(request)
      return .response(200, "")
    }
    defer { server.stop() }
    let progress = try #require(SonobuoyProgress(environment: ["SONOBUOY_PROGRESS_PORT": "\(server.port)"]))
    progress.report(.phaseStarted(.both, "probe"))
    var received = requests.makeAsyncIterator()
    let request = try #require(await received.next())
    progress.finish()
    #expect(request.method == "POST" && request.path == "/progress")
    let update = try JSONDecoder().decode(SonobuoyUpdate.self, from: request.body)
    #expect(update == SonobuoyUpdate(msg: "both: probe", total: 0, completed: 0))
  }
}

/// What Sonobuoy would see of a JUnit file.
private final class SuiteReader: NSObject, XMLParserDelegate {
  var root: String?
  var count: [String: Int] = [:]

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    root = root ?? name
    count[name, default: 0] += 1
  }
}
