import Conformance
import Testing

/// What a kind of setting does, and why: one chapter of the specification.
///
/// A chapter says of every aspect what must be seen and by what mechanism, without an address or a device's name. It is
/// held against the rules (chapter = rule), the rules against the cluster (rule = verdict), and the mechanism against
/// evidence. Where its premises do not hold, the rules alone judge.
protocol Chapter {
  /// The setting that it is about; `nil`: every one.
  static var setting: Scenario? { get }
  /// What must hold of a cluster for the chapter to speak of it.
  static var premises: [Premise] { get }
}

extension Chapter {
  /// The cases of some aspects for every node and every ordered pair that is probed, of each family; in a run on paper,
  /// of every snapshot in this setting. None where there is nothing to ask.
  static func cases(_ aspects: Aspect...) async throws -> [Case] {
    guard let specification = try await Specification.current() else { return [] }
    return specification.pages(of: setting).flatMap { page in
      aspects.flatMap { [$0, $0.ipv6Twin].compactMap { $0 } }.filter(page.aspects.contains).flatMap { aspect in
        inCases(page.sample.subjects(aspect)).map {
          Case(chapter: "\(Self.self)", page: page, aspect: aspect, subjects: $0, premises: premises)
        }
      }
    }
  }

  /// Subjects, each a case of its own, or many in one where there are many.
  private static func inCases(_ subjects: [Subject]) -> [[Subject]] {
    let size = subjects.count <= mostSingly ? 1 : mostTogether
    return stride(from: 0, to: subjects.count, by: size).map {
      Array(subjects[$0..<min($0 + size, subjects.count)])
    }
  }

  /// Up to so many nodes or pairs of an aspect are cases of their own.
  private static var mostSingly: Int { 200 }

  /// So many are one case else.
  private static var mostTogether: Int { 100 }
}
