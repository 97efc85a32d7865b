import Foundation
import Lab
import Testing

/// A lab's cluster as an archive: what the rules forecast from it must be what they forecast on the cluster itself.
enum TopologyArchive {
  /// The cells of `netproof explain -o json`.
  private struct Forecast: Decodable {
    struct Cell: Decodable, Hashable {
      var aspect: String
      var subject: String
      var outcome: String
    }
    var cases: [Cell]
  }

  /// Makes a bundle, one as it is and one without names, and compares both with the live cluster, cell by cell.
  static func compare(_ lab: Lab, _ topology: LabTopology) throws {
    let paths = ["bundle.tar.gz", "anonymised.tar.zst"].map(GuestProgram.scratch)
    defer { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
    for (path, options) in zip(paths, [[], ["--anonymised"]]) {
      let made = try GuestProgram.result(["bundle", "-o", path] + options, kubeconfig: lab.kubeconfigPath)
      #expect(made.status == 0, "\(topology.name): \(made.output)\(made.error)")
    }
    let live = try cells(GuestProgram.result(["explain", "-o", "json"], kubeconfig: lab.kubeconfigPath).output)
    let archived = try cells(UserProgram.run(["explain", "--archive", paths[0], "-o", "json"]).output)
    let nameless = try cells(UserProgram.run(["explain", "--archive", paths[1], "-o", "json"]).output)
    #expect(live.count > 20 && live.map(\.aspect) == archived.map(\.aspect), "\(topology.name)")
    for (one, other) in zip(live, archived) {
      #expect(one == other, "\(topology.name): \(one) on the cluster, \(other) in the archive")
    }
    for (one, other) in zip(archived, nameless) {
      #expect(
        one.aspect == other.aspect && (one.outcome == "not known") == (other.outcome == "not known"),
        "\(topology.name): \(one), without names \(other)")
    }
  }

  private static func cells(_ output: String) throws -> [Forecast.Cell] {
    try JSONDecoder().decode(Forecast.self, from: Data(output.utf8)).cases
  }
}
