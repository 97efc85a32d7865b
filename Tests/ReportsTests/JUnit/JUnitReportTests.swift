import Conformance
import Foundation
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("JUnit report")
struct JUnitReportTests {
  @Test("a document that is encoded some cases at a time is the same text")
  func pieces() throws {
    var record = SampleRecord.record
    let cases = record.scenarios[0].cases
    record.scenarios[0].cases = (0..<450).map { cases[$0 % cases.count] }
    record.interruption = "killed"
    let document = JUnitReport.document(record)
    #expect(document.testsuite.map(\.recorded.count).contains(450))
    #expect(try document.xml() == JUnitSuites.encode(document))
    let empty = JUnitReport.document(SampleRecord.empty)
    #expect(try empty.xml() == JUnitSuites.encode(empty))
  }

  @Test("of archives it says which, with their checksums")
  func archives() throws {
    var record = SampleRecord.record
    let source = #"{"archives": [{"name": "a.zip", "format": "ZIP", "files": 3, "sha256": "0123abcd"}]}"#
    record.source = try JSONDecoder().decode(RecordSource.self, from: Data(source.utf8))
    let properties = try ParsedXML(JUnitReport.render(record)).all("property")
    let told = properties.filter { $0.attributes["name"] == "source.archive.1" }.map { $0.attributes["value"] }
    #expect(!told.isEmpty && Set(told) == ["a.zip (ZIP, SHA-256 0123abcd)"])
  }

  @Test("the file is well-formed and its counts are those of its elements")
  func counts() throws {
    let document = try ParsedXML(JUnitReport.render(SampleRecord.record))
    let root = try #require(document.elements.first)
    #expect(root.name == "testsuites")
    #expect(root.attributes["tests"] == "22")
    #expect(root.attributes["failures"] == "1")
    #expect(root.attributes["errors"] == "1")
    #expect(document.all("testcase").count == 22)
    #expect(document.all("failure").count == 1)
    #expect(document.all("error").count == 1)
    #expect(document.all("skipped").count == 1)
    #expect(document.all("flakyFailure").count == 1)
    // One per case, and one of the attempt before a case passed.
    #expect(document.all("system-out").count == 23)
    let suites = document.all("testsuite")
    #expect(
      suites.map { $0.attributes["name"] } == [
        "netproof.SingleDevice.physical-only", "netproof.BothDevices.both",
      ])
    #expect(suites.map { $0.attributes["tests"] } == ["15", "7"])
    #expect(suites[0].attributes["time"] == "40.000")
  }

  @Test("class name and name are unique, since GitLab drops duplicates")
  func unique() throws {
    let cases = try ParsedXML(JUnitReport.render(SampleRecord.record)).all("testcase")
    let names = cases.map { "\($0.attributes["classname"] ?? "")/\($0.attributes["name"] ?? "")" }
    #expect(Set(names).count == names.count)
    #expect(names.contains("netproof.BothDevices.both/external-ping[instance-worker]"))
    #expect(names.contains("netproof.BothDevices.both/pod-other-node[instance-master → instance-worker]"))
  }

  @Test("a failure tells what was expected, seen and why, with the diagnosis as its type")
  func failure() throws {
    let document = try ParsedXML(JUnitReport.render(SampleRecord.record))
    let failure = try #require(document.all("failure").first)
    #expect(failure.attributes["type"] == "snat-missing")
    #expect(failure.attributes["message"]?.hasPrefix("expected: works; observed: fails; packets leave enp0s6") == true)
    let story = try #require(document.all("system-out").first { $0.text.contains("8.8.8.8 | cat") })
    for part in [
      "expected:    works", "rule source: bpf/lib/nat.h", "observed:    fails", "ping -c 1 -W 2 8.8.8.8 | cat",
      "1 packets transmitted, 0 received", "cause:", "remedy:      restart the agent",
    ] {
      #expect(story.text.contains(part), "\(part) is missing")
    }
  }

  @Test("the other attempts of a failed case are reruns, those of a passed one are flaky failures")
  func attempts() throws {
    let document = try ParsedXML(JUnitReport.render(SampleRecord.record))
    #expect(document.all("rerunFailure").map { $0.attributes["type"] } == ["deviates", "inconclusive"])
    let flaky = try #require(document.all("flakyFailure").first)
    #expect(flaky.attributes["message"] == "expected: works; seen: fails")
    #expect(document.all("stackTrace").count == 3)
    #expect(document.all("system-out").contains { $0.text.contains("ping -c 1 10.244.0.5 (exit status 1)") })
  }

  @Test("an attachment stands alone on its line; a path that would break the convention is left out")
  func attachments() throws {
    let document = try ParsedXML(JUnitReport.render(SampleRecord.record))
    let lines = document.all("system-out").flatMap { $0.text.split(separator: "\n") }
    #expect(lines.filter { $0.contains("ATTACHMENT") } == ["[[ATTACHMENT|captures/external-ping.pcap]]"])
  }

  @Test("a skipped case has its reason, and inconclusive is an error")
  func reasons() throws {
    let document = try ParsedXML(JUnitReport.render(SampleRecord.record))
    #expect(document.all("skipped").first?.attributes["message"] == "the masquerade mode is IPTables")
    #expect(document.all("error").first?.attributes["type"] == "inconclusive")
  }

  @Test("characters that XML forbids are taken out, mark-up is escaped, and evidence is bounded")
  func hostileText() throws {
    let data = try JUnitReport.render(SampleRecord.record)
    #expect(!data.contains(0x00))
    #expect(!data.contains(0x1B))
    #expect(data.count < 60_000)
    let document = try ParsedXML(data)
    #expect(document.all("system-out").contains { $0.text.contains("[31m <&> ```fence``` ]]>") })
    #expect(document.all("system-out").contains { $0.text.contains("characters left out") })
  }

  @Test("properties carry versions, devices, kernels and nodes")
  func properties() throws {
    let document = try ParsedXML(JUnitReport.render(SampleRecord.record))
    let properties = document.all("property").map { "\($0.attributes["name"] ?? "")=\($0.attributes["value"] ?? "")" }
    for property in [
      "cilium.version=1.19.4", "devices=enp0s6,tailscale0", "node.instance-worker.kernel=6.12.48",
      "nodes=instance-master,instance-worker", "fit-for-service=unfit", "node.instance-master.mtu.tailscale0=1280",
    ] {
      #expect(properties.contains(property))
    }
  }

  @Test("a scenario that could not be established is an error beside its cases")
  func failedScenario() throws {
    var record = SampleRecord.record
    record.scenarios[0].failure = "the agents were not ready after 120 s"
    record.scenarios[0].cases = []
    let document = try ParsedXML(JUnitReport.render(record))
    #expect(document.all("testsuite").first?.attributes["errors"] == "1")
    #expect(document.all("testcase").first?.attributes["name"] == "scenario-established")
    #expect(document.all("error").first?.attributes["message"]?.contains("not ready after 120 s") == true)
  }

  @Test("an interrupted, a killed and an empty run each hold an error", arguments: 0..<3)
  func incomplete(kind: Int) throws {
    var record = SampleRecord.record
    switch kind {
    case 0: record.interruption = "interrupted by SIGINT"
    case 1: record.finishedAt = nil
    default: record.scenarios = []
    }
    let document = try ParsedXML(JUnitReport.render(record))
    #expect(document.all("testcase").last?.attributes["name"] == "run-completed")
    #expect(document.all("testsuite").last?.attributes["errors"] == "1")
  }
}

/// The elements of a document, as Foundation's parser sees them; it refuses what is not well-formed.
final class ParsedXML: NSObject, XMLParserDelegate {
  struct Element {
    var name: String
    var attributes: [String: String]
    var text = ""
  }

  private(set) var elements: [Element] = []
  private var open: [Int] = []

  init(_ data: Data) throws {
    super.init()
    let parser = XMLParser(data: data)
    parser.delegate = self
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  }

  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: elementName, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if let last = open.last { elements[last].text += string }
  }

  func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }
}
