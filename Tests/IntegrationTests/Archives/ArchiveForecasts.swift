import Foundation
import Lab
import Testing

/// A lab's cluster as an archive: what the rules forecast from it must be what they forecast on the cluster itself.
enum ArchiveForecasts {
  /// The cells of `netproof explain -o json`.
  private struct Forecast: Decodable {
    struct Cell: Decodable {
      var aspect: String
      var subject: String
      var outcome: String
      var reason: String?

      /// On a cluster agents' hosts are asked to connect to each other's addresses, which an archive cannot tell.
      var hangsOnConnections: Bool {
        outcome == "not known" && reason?.contains("own host reaches") == true
      }
      /// The outcome without addresses and numbers.
      var kind: String {
        outcome.split(separator: " ").filter { word in !word.contains { $0.isNumber || $0 == ":" } }
          .joined(separator: " ")
      }
    }
    var cases: [Cell]
  }

  /// Makes a bundle, one as it is and one without names, and compares both with the live cluster, cell by cell.
  ///
  /// - Parameter name: What the lab is called in failures.
  static func compare(_ lab: Lab, _ name: String) throws {
    let paths = ["bundle.tar.gz", "anonymised.tar.zst"].map { GuestProgram.scratch("\(UUID().uuidString)-\($0)") }
    defer { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
    for (path, options) in zip(paths, [[], ["--anonymised"]]) {
      let made = try GuestProgram.result(["bundle", "-o", path] + options, kubeconfig: lab.kubeconfigPath)
      #expect(made.status == 0, "\(name): \(made.output)\(made.error)")
    }
    let live = try cells(GuestProgram.result(["explain", "-o", "json"], kubeconfig: lab.kubeconfigPath).output)
    let archived = try cells(UserProgram.run(["explain", "--archive", paths[0], "-o", "json"]).output)
    let nameless = try cells(UserProgram.run(["explain", "--archive", paths[1], "-o", "json"]).output)
    #expect(live.count > 20 && live.map(\.aspect) == archived.map(\.aspect), "\(name)")
    for (one, other) in zip(live, archived) where one.outcome != other.outcome || one.subject != other.subject {
      #expect(other.hangsOnConnections, "\(name): \(one) on the cluster, \(other) in the archive")
    }
    #expect(archived.map(\.aspect) == nameless.map(\.aspect), "\(name)")
    for (one, other) in zip(archived, nameless) {
      #expect(one.kind == other.kind, "\(name): \(one), without names \(other)")
    }
  }

  private static func cells(_ output: String) throws -> [Forecast.Cell] {
    try JSONDecoder().decode(Forecast.self, from: Data(output.utf8)).cases
  }
}
