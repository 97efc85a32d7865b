import Archives
import Cilium
import Foundation
import Kubernetes
import Sysdump

/// A bundle in which nothing names its cluster: other names, addresses and keys in place of its own, each the same
/// everywhere, so that what the rules say of it stays the same. What nothing is made of is left out.
///
/// What it still tells: how many nodes there are and when it was made, kernels and releases, names of network devices,
/// which networks lie in which and what kind of address each has, MTUs, ports, the options that rules read.
public struct AnonymisedBundle: Sendable {
  /// The files.
  public let files: [ArchiveFile]
  /// How many verdicts and forecasts were found to be those of the cluster's own bundle.
  public let compared: Int

  /// Why a bundle cannot be made anonymous.
  public struct Failure: Error, CustomStringConvertible {
    /// What is wrong, and what to do.
    public let description: String
  }

  /// With so many keys it is tried until nothing of the original is left over.
  private static let tries = 64

  /// Makes one, and holds it against the original: nothing of it is left over, and every verdict and forecast is the same.
  ///
  /// - Parameter files: The files of a bundle, or of a sysdump.
  /// - Throws: ``Failure``; ``ScenarioError`` where nothing can be read of the files.
  public init(of files: [ArchiveFile]) throws {
    let dump = Sysdump(files: files, name: "bundle")
    let plain = try Told(dump)
    let names = NameMap(dump, plain.nodes)
    let reduced = try Self.reduced(files, dump)
    let found = Self.found(reduced)
    var reason = "no key gave other addresses for all of its \(found.count)"
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<Self.tries {
      let key = (
        UInt64.random(in: .min ... .max, using: &generator), UInt64.random(in: .min ... .max, using: &generator)
      )
      let text = TextAnonymiser(
        addresses: AddressMap(key: key, blocks: found.compactMap(\.block)), names: names, hash: KeyedHash(key: key))
      let made = reduced.map { Self.file($0, text) }
      guard !Self.leaves(found, in: made) else { continue }
      let other = try Told(Sysdump(files: made, name: "bundle"))
      if let difference = plain.difference(from: other, text) {
        reason = difference
        continue
      }
      self.files = made
      compared = plain.verdicts.count + plain.forecasts.count
      return
    }
    throw Failure(
      description:
        "The bundle cannot be made anonymous: \(reason). Leave --anonymised away, and look through what it holds "
        + "before it is given to anybody.")
  }

  /// What is written in a bundle's names and contents, and whether it is a command's output.
  private struct Reduced {
    let path: String
    let text: String
    let isOutput: Bool
    let modified: Date?
  }

  private static func reduced(_ files: [ArchiveFile], _ dump: Sysdump) throws -> [Reduced] {
    let records = Dictionary(dump.agents.map { ($0.folder, $0) }, uniquingKeysWith: { first, _ in first })
    let time = files.lazy.compactMap(\.entry.modified).first ?? Date()
    let places = BundleFiles(now: dump.agents.compactMap(\.askedAt).min() ?? time)
    var reduced = try ReducedObjects(dump: dump).files().map { name, data in
      let file = places.objects(name, data)
      return Reduced(
        path: file.entry.path, text: String(decoding: data, as: UTF8.self), isOutput: false,
        modified: file.entry.modified)
    }
    for file in files {
      guard case .command(let folder, let command) = ArchiveLayout(path: file.entry.path), let record = records[folder],
        let plain = FileText.answer(file), let text = ReducedFile.text(command, plain, record)
      else { continue }
      let place = folder.split(separator: "/").last ?? "cilium-bugtool"
      reduced.append(
        Reduced(
          path: "\(places.top)/\(place)/cmd/\(file.entry.name)", text: text, isOutput: !isObject(command),
          modified: file.entry.modified))
    }
    for record in dump.agents {
      let place = record.folder.split(separator: "/").last ?? "cilium-bugtool"
      for failed in record.failedRegenerations {
        // That the folder is there is all that is read of it.
        let name = failed.path.split(separator: "/").last ?? ""
        reduced.append(
          Reduced(
            path: "\(places.top)/\(place)/cmd/state/\(name)/failed", text: "", isOutput: true, modified: failed.modified
          ))
      }
    }
    return reduced
  }

  /// Whether names stand in it as values, not among words of a command's own.
  private static func isObject(_ command: CommandFile) -> Bool {
    switch command {
    case .health, .debugInfo, .client("node-list--o-json"), .program("hostname"): true
    case .client, .program, .other: false
    }
  }

  private static func file(_ reduced: Reduced, _ text: TextAnonymiser) -> ArchiveFile {
    let data = Data(text(reduced.text, isOutput: reduced.isOutput).utf8)
    let entry = ArchiveEntry(
      path: text(reduced.path, isOutput: false), size: data.count, modified: reduced.modified)
    return ArchiveFile(entry: entry, data: data)
  }

  private static func found(_ reduced: [Reduced]) -> Set<TextAnonymiser.Found> {
    reduced.reduce(into: []) { $0.formUnion(TextAnonymiser.find(in: $1.text)) }
  }

  /// Whether an address of the original stands in what was made, but for those that stay.
  private static func leaves(_ found: Set<TextAnonymiser.Found>, in made: [ArchiveFile]) -> Bool {
    let own = Set(found.compactMap(\.ownAddress))
    return made.contains { file in
      let text = String(decoding: file.data, as: UTF8.self)
      return TextAnonymiser.find(in: text).contains { $0.ownAddress.map(own.contains) ?? false }
    }
  }
}

extension TextAnonymiser.Found {
  fileprivate var block: IPPrefix? { if case .block(let block) = self { block } else { nil } }

  /// The address that tells whose it is; `nil` for one that is everybody's, and for a range that only says of which kind an
  /// address is.
  fileprivate var ownAddress: IPAddress? {
    switch self {
    case .address(let address): AddressMap.isKept(address) ? nil : address
    case .block(let block): AddressMap.isKept(block) ? nil : block.address
    }
  }
}

/// What the rules and an archive say, cell by cell.
private struct Told {
  let nodes: [String]
  let verdicts: [CaseRecord]
  let forecasts: [String]

  init(_ dump: Sysdump) throws {
    let inspection = try ArchiveInspection(dump)
    let facts = inspection.facts
    nodes = facts.nodes.map(\.name) + inspection.skipped.keys
    verdicts = inspection.record(toolVersion: "").scenarios.flatMap(\.cases)
    guard facts.nodes.count <= ScenarioRecord.Basis.mostNodes else {
      forecasts = []
      return
    }
    forecasts = Aspect.asked(of: facts.families).flatMap { aspect in
      Subject.all(aspect.scope, nodes: facts.nodes.map(\.name)).map { subject in
        "\(aspect) \(subject): \(SettingForecast.outcome(Rules.predict(aspect, subject, facts: facts)))"
      }
    }
  }

  /// The first cell that another archive tells otherwise; `nil` where it tells all alike.
  func difference(from other: Told, _ text: TextAnonymiser) -> String? {
    for (one, two) in zip(verdicts, other.verdicts) where one.verdict != two.verdict || one.aspect != two.aspect {
      return "\(one.aspect.rawValue) of \(one.subject) would be \(two.verdict.rawValue), and is \(one.verdict.rawValue)"
    }
    guard verdicts.count == other.verdicts.count, forecasts.count == other.forecasts.count else {
      return "it would tell of \(other.verdicts.count) cases, and there are \(verdicts.count)"
    }
    for (one, two) in zip(forecasts, other.forecasts) where text(one, isOutput: false) != two {
      return "a forecast would be another: \(two), and is \(one)"
    }
    return nil
  }
}
