import Foundation
import Testing

/// The documents of the repository, as a reader follows them.
@Suite("Documents")
struct LinkTests {
  private static let root = IndependentReader.repository("").standardized

  /// Every Markdown file that is part of the project, by its path in it.
  private static func documents() throws -> [String] {
    let top = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".md") }
    let below = ["charts", "docs", "reports"].flatMap { folder in
      (FileManager.default.enumerator(atPath: root.appending(path: folder).path)?.compactMap { $0 as? String } ?? [])
        .filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
    }
    return (top + below).sorted()
  }

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Targets of the links outside of code, without those that leave the repository.
  private static func links(_ path: String) throws -> [String] {
    var isCode = false
    let prose = try text(path).split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      if line.hasPrefix("```") { isCode.toggle() }
      return !isCode
    }
    // A link may be broken over two lines.
    return prose.joined(separator: "\n").replacing(/`[^`]*`/, with: "").matches(of: /\]\(([^)\s]+)\)/)
      .map { String($0.output.1) }
      .filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
  }

  /// The anchors of a document's headings, as GitHub makes them, and those that it writes itself.
  private static func anchors(_ path: String) throws -> Set<String> {
    let text = try text(path)
    let written = text.matches(of: /<a (?:id|name)="([^"]+)">/).map { String($0.output.1) }
    let headings = text.split(separator: "\n").filter { $0.wholeMatch(of: /#{1,6} .*/) != nil }
    return Set(written).union(
      headings.map { heading in
        let words = heading.drop { $0 == "#" || $0 == " " }.lowercased()
        return String(words.filter { $0.isLetter || $0.isNumber || " -_".contains($0) }.map { $0 == " " ? "-" : $0 })
      })
  }

  @Test("every link leads to a file, and to a heading, that is there")
  func links() throws {
    for document in try Self.documents() {
      for link in try Self.links(document) {
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let target =
          parts[0].isEmpty
          ? Self.root.appending(path: document)
          : Self.root.appending(path: document).deletingLastPathComponent().appending(path: parts[0]).standardized
        #expect(FileManager.default.fileExists(atPath: target.path), "\(document): \(link)")
        guard parts.count == 2, target.path.hasSuffix(".md") else { continue }
        let path = String(target.path.dropFirst(Self.root.path.count).drop { $0 == "/" })
        #expect(try Self.anchors(path).contains(parts[1]), "\(document): \(link)")
      }
    }
  }

  @Test("every page of docs is reached from README in two steps")
  func reached() throws {
    func targets(_ document: String) throws -> Set<String> {
      let folder = Self.root.appending(path: document).deletingLastPathComponent()
      return Set(
        try Self.links(document).compactMap { link in
          let file = link.split(separator: "#", omittingEmptySubsequences: false).first.map(String.init) ?? ""
          guard file.hasSuffix(".md") else { return nil }
          let path = folder.appending(path: file).standardized.path
          return String(path.dropFirst(Self.root.path.count).drop { $0 == "/" })
        })
    }
    let first = try targets("README.md")
    let second = try first.filter { FileManager.default.fileExists(atPath: Self.root.appending(path: $0).path) }
      .reduce(into: first) { $0.formUnion(try targets($1)) }
    for document in try Self.documents() where document.hasPrefix("docs/") && document != "docs/README.md" {
      #expect(second.contains(document), "\(document) is not reached")
    }
  }
}
