import Archives
import Foundation
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

/// What can happen to one file of an archive, and what must never come of it.
enum FileDamage: String, CaseIterable {
  case missing, empty, cut
  case cutAtLine = "cut-at-line"
  case errorText = "error-text"
  case otherMoment = "other-moment"
  /// The same, where no time in the archive tells it: a program that packed it anew wrote its own.
  case undated = "other-moment-undated"

  /// The file as it is then; `nil` for none.
  ///
  /// - Parameter other: The same file of another moment.
  func apply(to data: Data, other: Data?) -> Data? {
    switch self {
    case .missing: return nil
    case .empty: return Data()
    case .cut: return data.prefix(data.count / 2)
    case .cutAtLine:
      let half = data.prefix(data.count / 2)
      return half.lastIndex(of: UInt8(ascii: "\n")).map { half[...$0] } ?? Data()
    case .errorText:
      return Data(
        "Get \"http://localhost/v1/config\": dial unix /var/run/cilium/cilium.sock: connect: no such file or directory\n> Error while running 'x':  exit status 1\n\n"
          .utf8)
    case .otherMoment, .undated: return other ?? data
    }
  }
}

/// A file as it was at another moment.
struct OtherFile {
  var data: Data
  /// How many seconds later that was.
  var seconds: TimeInterval
}

/// What became of an archive when one of its files was damaged.
struct DamageOutcome {
  /// What is wrong with what is told of it then; nothing where it is right, or refused with a reason.
  var troubles: [String] = []
  /// Whether it was not read at all, with a reason.
  var isRefused = false
  /// How many cells could be told before, and not any more.
  var unknown = 0
}

/// One archive with each of its files damaged in each way, held against the same archive as it is.
struct DamageMatrix {
  /// A recording's name.
  let name: String
  private let files: [String: Data]
  private let whole: Told

  /// What an archive says: cells of the rules, and what contradicts them.
  private struct Told {
    var contradictions: Set<String>
    var verdicts: [CaseKey: Verdict]
    var forecasts: [CaseKey: Prediction]
    /// Everything that is told in words.
    var text: String

    init(_ dump: Sysdump) throws {
      let inspection = try ArchiveInspection(dump)
      let record = inspection.record(toolVersion: "1.0.0")
      let cases = record.scenarios.flatMap(\.cases)
      text = ArchiveInspectionTests.text(record)
      contradictions = Set(
        cases.filter { $0.verdict == .deviates }.map { "\($0.aspect.rawValue) \($0.subject): \($0.explanation)" })
      verdicts = Dictionary(cases.map { ($0.key, $0.verdict) }, uniquingKeysWith: { first, _ in first })
      let facts = inspection.facts
      forecasts = Dictionary(
        Aspect.asked(of: facts.families).flatMap { aspect in
          Subject.all(aspect.scope, nodes: facts.nodes.map(\.name)).map {
            (CaseKey(aspect, $0), Rules.predict(aspect, $0, facts: facts))
          }
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  init(_ name: String) throws {
    self.name = name
    files = try Recordings.files(of: name)
    whole = try Told(Recordings.read(name))
  }

  /// The files, in order.
  var paths: [String] { files.keys.sorted() }

  /// What is told of the damaged archive, held against what is told of it whole.
  ///
  /// - Parameter other: The same file of another moment.
  func outcome(_ path: String, _ damage: FileDamage, other: OtherFile? = nil) throws -> DamageOutcome {
    let told: Told
    let moved = damage == .otherMoment ? other.map { [path: $0.seconds] } : nil
    do {
      told = try Told(
        Recordings.read(name, moved: moved ?? [:]) {
          $0[path] = $0[path].flatMap { damage.apply(to: $0, other: other?.data) }
        })
    } catch let error as ArchiveError {
      return DamageOutcome(troubles: error.description.isEmpty ? ["refused without a reason"] : [], isRefused: true)
    } catch let error as ScenarioError {
      return DamageOutcome(troubles: error.description.isEmpty ? ["refused without a reason"] : [], isRefused: true)
    }
    let known = Set(whole.contradictions.map(Self.cell))
    let isDated = damage != .undated && abs(other?.seconds ?? .infinity) > Self.dated
    var troubles = told.contradictions.filter {
      !known.contains(Self.cell($0)) && (isDated || !Self.isUndecided(path, $0))
    }.sorted().map { "finds \($0)" }
    let lost = whole.verdicts.filter { key, verdict in
      Self.tells(verdict) && told.verdicts[key].map { !Self.tells($0) } ?? true
    }
    // Of a file that is missing its kind is named, and a list without a line may be an answer.
    let doubted = lost.keys.filter { told.verdicts[$0] == .inconclusive }
    if damage != .missing, !doubted.isEmpty, !told.text.contains(Self.fileName(path)) {
      troubles.append("\(doubted.count) cells are not known, and the file is not named")
    }
    // Without a time nothing tells the file that shows a fault from the same file before it.
    guard isDated else { return DamageOutcome(troubles: troubles, unknown: lost.count) }
    for (key, verdict) in told.verdicts where verdict == .conforms && whole.verdicts[key] == .deviates {
      troubles.append("\(key) is green, and was none")
    }
    for (key, prediction) in whole.forecasts {
      guard let other = told.forecasts[key] else { continue }
      switch (prediction, other) {
      case (_, .unknown): continue
      case (.expected(let one), .expected(let two)) where one.outcome == two.outcome: continue
      case (.notApplicable, .notApplicable): continue
      default: troubles.append("\(key): \(Self.brief(prediction)) becomes \(Self.brief(other))")
      }
    }
    return DamageOutcome(troubles: troubles, unknown: lost.count)
  }

  /// Whether a verdict says something of what was looked at.
  private static func tells(_ verdict: Verdict) -> Bool { verdict == .conforms || verdict == .deviates }

  private static func fileName(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

  /// Dumps that were taken closer to each other, in seconds, are hardly of different moments.
  private static let dated: TimeInterval = 150

  /// Whether a file that is not what it was says the same as one of a cluster with that very fault: routes keep an MTU that
  /// devices no longer have (`1.18-F-tailscale-mtu-1200-m`), and no other file of a bugtool shows them.
  private static func isUndecided(_ path: String, _ told: String) -> Bool {
    path.hasSuffix("/ip--4-r.md") && told.hasPrefix(Aspect.podMTU.rawValue)
  }

  private static func cell(_ text: String) -> Substring { text.prefix { $0 != ":" } }

  private static func brief(_ prediction: Prediction) -> String {
    "\(SettingForecast.outcome(prediction)) (\(prediction.reason.text.prefix(160)))"
  }

  /// The same file in another recording of the same machine and release, as it was at another moment.
  static func other(_ path: String, than name: String) -> OtherFile? {
    let (kind, pod) = kind(of: path)
    let release = name.prefix(4)
    for other in Recordings.names.filter({ $0 != name && $0.hasPrefix(release) }) {
      guard let files = Recordings.all[other] else { continue }
      let alike = files.keys.filter { self.kind(of: $0).kind == kind }.sorted()
      // Of an agent's files preferably that of the same pod.
      if let found = alike.first(where: { self.kind(of: $0).pod == pod }) ?? alike.first,
        let data = files[found], data != Recordings.all[name]?[path]
      {
        return OtherFile(data: data, seconds: seconds(from: name, to: other))
      }
    }
    return nil
  }

  /// How much later the one was taken than the other, by the times in their files' names; an hour where these tell nothing.
  private static func seconds(from name: String, to other: String) -> TimeInterval {
    let times = [name, other].map { name in
      Recordings.all[name]?.keys.lazy.compactMap { $0.firstMatch(of: /-\d{8}-(\d\d)(\d\d)(\d\d)/) }.first.map { match in
        [match.1, match.2, match.3].reduce(0) { 60 * $0 + (TimeInterval($1) ?? 0) }
      }
    }
    guard let before = times[0], let after = times[1] else { return 3600 }
    return after - before
  }

  /// What a file is about, and whose it is.
  private static func kind(of path: String) -> (kind: String, pod: String) {
    let parts = path.split(separator: "/")
    let name = String(parts.last ?? "")
    switch ArchiveLayout(path: path) {
    case .command(let folder, .debugInfo): return ("debuginfo", folder)
    case .command(let folder, _): return (name, folder)
    case .objects(let object): return (object, "")
    default: return (name.filter { !$0.isNumber }, "")
    }
  }
}
