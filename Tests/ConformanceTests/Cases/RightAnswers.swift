import Cilium
import Foundation
import Testing

@testable import Conformance

/// What a case says is right, from Cilium's sources and the kernel's rules, not from what netproof answers.
struct RightAnswers: Decodable {
  /// What is predicted; without nodes, of each node or pair.
  struct Cell: Decodable {
    var aspect: Aspect
    var from: String?
    var to: String?
    /// As in `seen`, and `unknown` for what no fact tells.
    var outcome: String
    var value: String?
  }

  /// How a pod's packet to an address beyond the cluster leaves its node.
  struct Way: Decodable {
    var from: String
    var to: IPAddress
    var device: String
    /// The address it is translated to; nil where it keeps the pod's.
    var source: String?
  }

  var cells: [Cell]
  /// Ways out.
  var ways: [Way]?
  /// Node → a part of why its agent does not start. Where it is there, agents of all others start.
  var obstacles: [String: String]?
  /// Node → its overlays by name, in their order.
  var overlays: [String: [String]]?
  /// Aspect → the code of the cause that each red case of it has.
  var causes: [String: String]?
  /// Parts of what is remarked on the cluster.
  var notes: [String]?
}

@Suite("Constellations whose right answers are data")
struct RightAnswerTests {
  static let all = ReportedCaseTests.all.filter { (try? ReportedCase(at: $0).right) != nil }

  /// A part, for what takes longer.
  static let some = all.enumerated().filter { $0.offset.isMultiple(of: 4) }.map(\.element)

  @Test("every answer is the right one", arguments: all)
  func right(folder: URL) throws {
    let reported = try ReportedCase(at: folder)
    let right = try #require(reported.right)
    let facts = try reported.facts()
    for cell in right.cells { check(cell, facts) }
    let model = PathModel(facts: facts)
    if let obstacles = right.obstacles {
      for node in facts.nodes where obstacles.isEmpty || obstacles[node.name] != nil {
        let obstacle = model.startObstacle(of: node)
        let part = obstacles[node.name]
        #expect(
          part.map { obstacle?.contains($0) == true } ?? (obstacle == nil), "\(node.name): \(obstacle ?? "starts")")
      }
    }
    for (name, titles) in right.overlays ?? [:] {
      #expect(facts.node(name)?.uplinks.overlays.map(\.title) == titles)
    }
    let notes = ClusterRemarks.notes(facts)
    for part in right.notes ?? [] { #expect(notes.contains { $0.contains(part) }, "\(notes)") }
    for way in right.ways ?? [] {
      let egress = try model.egress(from: #require(facts.node(way.from)), to: way.to)
      #expect(
        egress?.device.name == way.device && egress?.translatedTo?.description == way.source, "\(way): \(egress as Any)"
      )
    }
    if let causes = right.causes { try check(causes, reported) }
  }

  @Test("every constellation gets a recommendation, of which what stands first is fit or nothing is", arguments: some)
  func recommended(folder: URL) throws {
    let facts = try ReportedCase(at: folder).facts()
    let recommendation = try SettingRecommendation(facts)
    let isPresentTold = recommendation.candidates.contains { $0.isPresent }
    #expect(isPresentTold)
    let fit = recommendation.candidates.filter(\.isFit)
    #expect(recommendation.best == fit.first)
    if !fit.isEmpty { #expect(recommendation.candidates[0].isFit) }
  }

  private func check(_ cell: RightAnswers.Cell, _ facts: ClusterFacts) {
    let subjects = Subject.all(cell.aspect.scope, nodes: facts.nodes.map(\.name)).filter {
      (cell.from == nil || $0.source == cell.from) && (cell.to == nil || $0.target == cell.to)
    }
    #expect(!subjects.isEmpty, "\(cell.aspect) is asked of nothing")
    for subject in subjects {
      let prediction = Rules.predict(cell.aspect, subject, facts: facts)
      let isRight =
        switch (prediction, cell.outcome) {
        case (.unknown, "unknown"), (.notApplicable, "notApplicable"): true
        case (.expected(let expectation), let outcome):
          expectation.outcome == ReportedCase.outcome(outcome, cell.value)
        default: false
        }
      #expect(
        isRight, "\(cell.aspect) [\(subject)] should be \(cell.outcome) \(cell.value ?? ""), is \(prediction)")
    }
  }

  private func check(_ causes: [String: String], _ reported: ReportedCase) throws {
    let red = try reported.rehearsal().cases().filter { $0.verdict == .deviates }
    for (aspect, code) in causes {
      let found = red.filter { $0.aspect.rawValue == aspect }
      #expect(!found.isEmpty, "\(aspect) does not deviate")
      for record in found { #expect(record.diagnosis?.code == code, "\(aspect): \(record.explanation)") }
    }
    for record in red where causes[record.aspect.rawValue] == nil {
      Issue.record("\(record.aspect) [\(record.subject)] deviates: \(record.explanation)")
    }
  }
}
