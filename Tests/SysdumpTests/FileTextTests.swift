import Archives
import Foundation
import Testing

@testable import Sysdump

@Suite("Texts of commands")
struct FileTextTests {
  private func file(_ text: String, isCut: Bool = false) -> ArchiveFile {
    ArchiveFile(
      entry: ArchiveEntry(path: "b/cmd/x.md", size: nil, modified: nil), data: Data(text.utf8), isCut: isCut)
  }

  private func trouble(_ text: String, isCut: Bool = false, mayBeEmpty: Bool = false) -> String? {
    do {
      _ = try FileText(file(text, isCut: isCut), mayBeEmpty: mayBeEmpty)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test("A fence is taken off, and lines keep their numbers in the file")
  func fence() throws {
    let text = try FileText(file("# ip -4 r\n\n```\ndefault via 10.0.0.1\nsecond\n```\n"))
    #expect(text.text == "default via 10.0.0.1\nsecond")
    #expect(text.reference(to: "second").place == "b/cmd/x.md:5")
    let plain = try FileText(file("# a comment\nsecond\n"))
    #expect(plain.reference(to: "second").line == 2)
    #expect(plain.reference(to: "comment", atStart: true) == plain.reference && plain.reference.line == nil)
  }

  @Test("Lines end with line feeds, whatever they ended with")
  func lineEnds() throws {
    let text = try FileText(file("\u{FEFF}one\r\n\r\ntwo\rhalf\r\nthree\r\n"))
    #expect(text.lines().map(\.text) == ["one", "", "two\rhalf", "three"])
    #expect(text.lines(with: "ee", "ne").map(\.number) == [1, 4])
    #expect(text.lastLine == "three" && text.lineCount == 4)
    #expect(text.has("half") && !text.has("four"))
  }

  @Test("Empty, cut, torn and failed are no answers, and say so")
  func troubles() {
    #expect(trouble("\n \n") == "the file is empty")
    #expect(trouble("", mayBeEmpty: true) == nil)
    #expect(trouble("x", isCut: true)?.contains("cut") == true)
    #expect(trouble("# c\n\n```\nhalf an ans")?.contains("breaks off") == true)
    #expect(
      trouble("Error: no agent\n> Error while running 'cilium-dbg config -a':  exit status 1\n\n")
        == "the command failed there: “Error: no agent”")
    #expect(trouble("> Error while running 'gops':  exec: not found\n")?.contains("exec: not found") == true)
  }
}
