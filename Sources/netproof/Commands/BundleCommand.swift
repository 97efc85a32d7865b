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

      EXAMPLES:
        netproof bundle -o cluster.tar.gz
        netproof diagnose --archive cluster.tar.gz

      EXIT STATUS:
        0  written
        2  usage error, or the file cannot be written
        3  the cluster could not be read
      """)

  @OptionGroup var cluster: ClusterOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The archive to write: a name that ends in .zip, .tar, .tar.gz or .tar.zst.", valueName: "path"))
  var output: String

  func validate() throws {
    guard Self.format(of: output) != nil else {
      throw ValidationError("--output \(output): give a name that ends in .zip, .tar, .tar.gz or .tar.zst.")
    }
  }

  func run() async throws {
    guard let format = Self.format(of: output) else { return }
    let bundle = LiveBundle(client: try cluster.client(), cilium: cluster.location.cilium)
    let partial = output + ".partial"
    let writer = try ArchiveWriter(path: partial, format: format)
    var files = 0
    do {
      try await bundle.read { file in
        files += 1
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
    print("\(output): \(files) files")
  }

  private static func format(of path: String) -> ArchiveWriter.Format? {
    let formats: [(String, ArchiveWriter.Format)] = [
      (".zip", .zip), (".tar", .tar), (".tar.gz", .tarGzip), (".tgz", .tarGzip), (".tar.zst", .tarZstd),
    ]
    return formats.first { path.hasSuffix($0.0) }?.1
  }
}
