import Archives
import ArgumentParser
import Conformance
import Foundation

/// `netproof bundle`: the smallest archive that netproof needs of a cluster.
struct BundleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle",
    abstract: "Makes the smallest archive of a cluster that `diagnose` needs; changes nothing.",
    discussion: """
      For those who may not run probes or give a whole sysdump: nodes, agents' pods, cluster DNS and cilium-config, and of \
      each agent some twenty short outputs. Reads only; needs the roles of `netproof manifests rbac --read-only`, \
      pods/exec for the agents among them. It holds names and addresses of nodes and pods, of pods' connections those in the NAT \
      table, and no environment, no log and no Secret.

      With --anonymised it holds other names, addresses and keys in their place, each the same everywhere: what lies in \
      one network before does so afterwards, and what kind an address is of stays. That every verdict and every forecast \
      of it is the cluster's own is tried before it is written. With --archive it is made of a sysdump, and no cluster is \
      asked.

      EXAMPLES:
        netproof bundle -o cluster.tar.gz
        netproof diagnose --archive cluster.tar.gz
        netproof bundle --anonymised -o cluster.tar.gz
        netproof bundle --anonymised --archive sysdump.zip -o cluster.tar.gz

      EXIT STATUS:
        0  written
        2  usage error, an archive cannot be read, it cannot be made anonymous, or the file cannot be written
        3  the cluster could not be read
      """)

  @OptionGroup var cluster: ClusterOptions
  @OptionGroup var archives: ArchiveOptions

  @Flag(help: "Other names, addresses and keys in place of the cluster's own, with the same verdicts.")
  var anonymised = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The archive to write: a name that ends in .zip, .tar, .tar.gz or .tar.zst.", valueName: "path"))
  var output: String

  func validate() throws {
    try archives.validate(beside: cluster)
    guard archives.archive.isEmpty || anonymised else {
      throw ValidationError("--archive is taken with --anonymised only: a sysdump is an archive already.")
    }
    guard Self.format(of: output) != nil else {
      throw ValidationError("--output \(output): give a name that ends in .zip, .tar, .tar.gz or .tar.zst.")
    }
  }

  func run() async throws {
    guard let format = Self.format(of: output) else { return }
    guard anonymised else { return try await write(format) { take in try await live(take) } }
    var all: [ArchiveFile] = []
    if archives.archive.isEmpty { try await live { all.append($0) } } else { all = try archives.files() }
    let made = try AnonymisedBundle(of: all)
    try await write(format) { take in for file in made.files { try take(file) } }
    print("\(made.compared) verdicts and forecasts of it are those of the original")
  }

  private func live(_ take: (ArchiveFile) throws -> Void) async throws {
    try await LiveBundle(client: try cluster.client(), cilium: cluster.location.cilium).read(take: take)
  }

  private func write(
    _ format: ArchiveWriter.Format, _ files: ((ArchiveFile) throws -> Void) async throws -> Void
  ) async throws {
    let partial = output + ".partial"
    let writer = try ArchiveWriter(path: partial, format: format)
    var count = 0
    do {
      try await files { file in
        count += 1
        try writer.add(file.entry.path, file.data, modified: file.entry.modified ?? Date())
      }
      try writer.close()
    } catch {
      unlink(partial)
      throw error
    }
    guard rename(partial, output) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(partial)
      throw ArchiveError(.notFound, output, "it cannot be written: \(reason)")
    }
    print("\(output): \(count) files")
  }

  private static func format(of path: String) -> ArchiveWriter.Format? {
    let formats: [(String, ArchiveWriter.Format)] = [
      (".zip", .zip), (".tar", .tar), (".tar.gz", .tarGzip), (".tgz", .tarGzip), (".tar.zst", .tarZstd),
    ]
    return formats.first { path.hasSuffix($0.0) }?.1
  }
}
