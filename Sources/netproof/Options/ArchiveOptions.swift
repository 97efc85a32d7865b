import Archives
import ArgumentParser
import Conformance
import Foundation
import Sysdump

/// Archives in a cluster's place.
struct ArchiveOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Archives of `cilium sysdump` or `cilium-bugtool` in a cluster's place: zip, tar, folder; - for standard input.",
      valueName: "path"))
  var archive: [String] = []

  func validate() throws {
    if archive.contains("") { throw ValidationError("--archive is empty; give a file or a folder.") }
    if archive.count(where: { $0 == ArchiveReader.standardInput }) > 1 {
      throw ValidationError("--archive - twice: standard input can be read once.")
    }
  }

  /// Archives stand in a cluster's place.
  func validate(beside cluster: ClusterOptions) throws {
    guard !archive.isEmpty, cluster.access.areGiven else { return }
    throw ValidationError("--archive stands in a cluster's place; leave --kubeconfig and --context away.")
  }

  /// The files of the archives that netproof reads anything from.
  func files() throws -> [ArchiveFile] {
    var collector = FileCollector()
    _ = try ArchiveReader.read(archive, &collector)
    return collector.files
  }

  private struct FileCollector: ArchiveVisitor {
    var files: [ArchiveFile] = []
    func interest(in entry: ArchiveEntry) -> ArchiveInterest { Sysdump.wants(entry.path) ? .content : .none }
    mutating func take(_ file: ArchiveFile) { files.append(file) }
    mutating func note(_ damage: ArchiveDamage) {}
  }

  /// Reads the archives, telling how far it is on a terminal.
  ///
  /// - Parameter keepsAllObjects: Whether objects are going to be asked for by name.
  func read(keepsAllObjects: Bool = false) throws -> Sysdump {
    let isTerminal = isatty(STDERR_FILENO) == 1
    let dump = try Sysdump.read(archive, keepsAllObjects: keepsAllObjects) { files, folder in
      guard isTerminal else { return }
      let name = folder.split(separator: "/").last ?? ""
      StandardError.write("\r\u{1B}[K\(files) files, \(name.prefix(60))")
    }
    if isTerminal { StandardError.write("\r\u{1B}[K") }
    return dump
  }
}
