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

  @Test("A list that breaks off is not known, not even the part that is there")
  func cut() {
    #expect(read("items:\n- metadata:\n    name: a\n- metadata:\n    na", isCut: true).value == nil)
    #expect(read("items:\n- metadata:\n    name: [a\n").value == nil)
  }
}
