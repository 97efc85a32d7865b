/// What a chapter of `suites/` says of one case, as it was read on paper.
public struct ChapterLine: Sendable, Hashable, Codable {
  /// Which kind of word it is.
  public enum Part: String, Sendable, Codable, CaseIterable {
    /// The path must work.
    case works
    /// The path must fail.
    case fails
    /// Cilium, or the node, must show a value.
    case shows
    /// There is no general word about it: the cluster must do what the rules say of its own setting.
    case ruled
  }

  /// A claim of the guide that the chapter's test speaks for or against.
  public struct ClaimMark: Sendable, Hashable, Codable {
    /// The claim's stable identifier.
    public var id: String
    /// Whether the test confirms it; otherwise it refutes it.
    public var isConfirmed: Bool

    /// Makes a mark.
    public init(id: String, isConfirmed: Bool) {
      self.id = id
      self.isConfirmed = isConfirmed
    }
  }

  /// The setting of the page that it is said of.
  public var scenario: Scenario
  /// The chapter's name, which is its file's in `suites/` without the ending.
  public var chapter: String
  /// The test's title: the statement about the setting.
  public var statement: String
  /// Which kind of word it is.
  public var part: Part
  /// The guide's claims that the test is about.
  public var claims: [ClaimMark]
  /// What is asked.
  public var aspect: Aspect
  /// The node or pair.
  public var subject: Subject
  /// The premise that does not hold, so that the rules alone judge; `nil` where the chapter speaks.
  public var obstacle: String?

  /// Makes a line.
  public init(
    scenario: Scenario, chapter: String, statement: String, part: Part, claims: [ClaimMark], aspect: Aspect,
    subject: Subject, obstacle: String?
  ) {
    (self.scenario, self.chapter, self.statement, self.part) = (scenario, chapter, statement, part)
    (self.claims, self.aspect, self.subject, self.obstacle) = (claims, aspect, subject, obstacle)
  }
}
