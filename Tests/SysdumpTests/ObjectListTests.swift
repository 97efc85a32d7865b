import Archives
import Foundation
import Kubernetes
import Testing

@testable import Sysdump

@Suite("Lists of objects")
struct ObjectListTests {
  private func read(_ text: String, isCut: Bool = false, containing: [String] = []) -> Reading<[NamedObject]> {
    let entry = ArchiveEntry(path: "k8s-x.yaml", size: nil, modified: nil)
    return ObjectList(ArchiveFile(entry: entry, data: Data(text.utf8), isCut: isCut))
      .decode(NamedObject.self, containing: containing)
  }

  private func names(_ text: String, containing: [String] = []) -> [String?]? {
    read(text, containing: containing).value?.map(\.metadata.name)
  }

  @Test("Items are told apart by their indentation, texts over several lines included")
  func items() {
    for indent in ["", "  "] {
      let lines = [
        "- metadata:", "    annotations:", "      note: |", "        - metadata:", "", "        - name: no object",
        "    name: a", "- metadata: {name: b}", "- kind: X", "  metadata:", "    name: c",
      ].map { $0.isEmpty ? "" : indent + $0 }
      let text = "apiVersion: v1\nitems:\n" + lines.joined(separator: "\n") + "\nkind: List\nmetadata: {}\n"
      #expect(names(text) == ["a", "b", "c"])
      #expect(names(text, containing: ["kind: X"]) == ["c"])
    }
  }

  @Test("No items are none, and no list is unknown")
  func empty() {
    for none in ["items: []", "items: null", "items:\nkind: List"] { #expect(names(none) == []) }
    #expect(read("").value == nil && read("kind: List").value == nil && read("items: [1").value == nil)
  }

  @Test("JSON of old tools is read, too")
  func json() {
    #expect(names(#"{"items": [{"metadata": {"name": "a"}}]}"#) == ["a"])
    #expect(read(#"{"items": [{"metadata": {"na"#).value == nil)
  }

  @Test("Line ends and marks of Windows change nothing")
  func windows() {
    let text = "apiVersion: v1\nitems:\n- metadata:\n    name: a\n- metadata:\n    name: b\nkind: List\n"
    #expect(names(text.replacing("\n", with: "\r\n")) == ["a", "b"])
    #expect(names("\u{FEFF}" + text) == ["a", "b"])
    for encoding in [String.Encoding.utf16, .utf16LittleEndian] {
      var data = text.data(using: encoding) ?? Data()
      if encoding != .utf16 { data = Data([0xFF, 0xFE]) + data }
      let file = ArchiveFile(entry: ArchiveEntry(path: "k8s-x.yaml", size: nil, modified: nil), data: data)
      #expect(ObjectList(file).decode(NamedObject.self).value?.map(\.metadata.name) == ["a", "b"])
    }
  }

  @Test("Fields of which nothing is made are passed over, and nothing beside them")
  func unwanted() throws {
    let pod = [
      "items:", "- apiVersion: v1", "  kind: Pod", "  metadata:", "    annotations:", "      a: |", "        spec:",
      "          nodeName: no", "    labels:", "      annotations: kept", "    managedFields:", "    - manager: x",
      "      fieldsV1: {f: {}}", "    name: a", "    ownerReferences:", "    - name: {", "  spec:", "    containers:",
      "    - name: c", "      env:", "      - name: SECRET", "        value: x", "    hostNetwork: true",
      "    nodeName: node-1", "    tolerations: []", "    volumes:", "      - name: torn [", "  status:",
      "    phase: Running", "kind: List",
    ].joined(separator: "\n")
    let entry = ArchiveEntry(path: "k8s-pods.yaml", size: nil, modified: nil)
    let read = ObjectList(ArchiveFile(entry: entry, data: Data(pod.utf8))).decode(Pod.self)
    let found = try #require(read.value?.first, "\(read)")
    #expect(found.metadata == ObjectMeta(name: "a", labels: ["annotations": "kept"]))
    #expect(found.spec == PodSpec(containers: [], nodeName: "node-1", hostNetwork: true))
    #expect(found.status?.phase == "Running")
    let metadata = ObjectList(ArchiveFile(entry: entry, data: Data(pod.utf8)))
      .decode(NamedObject.self, leaving: .allButMetadata)
    #expect(metadata.value?.map(\.metadata.name) == ["a"])
  }

  @Test("A list that breaks off is not known, not even the part that is there")
  func cut() {
    #expect(read("items:\n- metadata:\n    name: a\n- metadata:\n    na", isCut: true).value == nil)
    #expect(read("items:\n- metadata:\n    name: [a\n").value == nil)
  }
}
