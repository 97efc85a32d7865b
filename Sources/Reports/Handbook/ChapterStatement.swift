import Conformance

/// What a chapter's test says of one scenario: a statement, and the cases that it is about.
public struct ChapterStatement: Sendable, Hashable {
  /// The test's title.
  public let text: String
  /// The chapter's name, which is its file's in `suites/` without the ending.
  public let chapter: String
  /// The guide's claims that the test is about.
  public let claims: [ChapterLine.ClaimMark]
  /// The cases' lines, in the order in which they were said.
  public let lines: [ChapterLine]

  /// What is asked, each once.
  public var aspects: [Aspect] { lines.map(\.aspect).uniqued() }

  /// Which kind of word it is: of a path that works from one node and not from another, the failure is what one must know.
  public var part: ChapterLine.Part { lines.contains { $0.part == .fails } ? .fails : lines.first?.part ?? .ruled }

  /// The statements of the lines in which a chapter speaks, in order.
  public static func all(_ lines: [ChapterLine]) -> [ChapterStatement] {
    let spoken = lines.filter { $0.obstacle == nil }
    let heads = spoken.reduce(into: [(chapter: String, text: String)]()) { heads, line in
      let head = (line.chapter, line.statement)
      if !heads.contains(where: { $0 == head }) { heads.append(head) }
    }
    return heads.map { head in
      let own = spoken.filter { $0.chapter == head.chapter && $0.statement == head.text }
      return ChapterStatement(text: head.text, chapter: head.chapter, claims: own.first?.claims ?? [], lines: own)
    }
  }

  /// The same by kind of word; kinds without a statement are left out.
  public static func byPart(_ lines: [ChapterLine]) -> [(part: ChapterLine.Part, statements: [ChapterStatement])] {
    let statements = all(lines)
    return ChapterLine.Part.allCases.map { part in (part, statements.filter { $0.part == part }) }
      .filter { !$0.statements.isEmpty }
  }
}

/// What the chapters say of the handbook's cluster.
public struct HandbookChapters: Sendable, Hashable {
  /// With the latest release of Cilium that is known.
  public var latest: [ChapterLine]
  /// With the guide's own.
  public var guide: [ChapterLine]

  /// Makes it of two readings.
  public init(latest: [ChapterLine], guide: [ChapterLine]) {
    self.latest = latest
    self.guide = guide
  }
}
