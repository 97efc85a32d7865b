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
        page.sample.subjects(aspect).map {
          Case(chapter: "\(Self.self)", page: page, aspect: aspect, subject: $0, premises: premises)
        }
      }
    }
  }
}
