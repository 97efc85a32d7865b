import ArgumentParser
import Conformance
import Delivery
import Foundation

/// `netproof manifests chart-files`: the parts of the Helm chart that this program writes.
struct ManifestsChart: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chart-files",
    abstract: "Writes the files that the Helm chart takes from this program.",
    discussion: """
      For who changes netproof: permissions, alerts and the dashboard stand in \
      charts/netproof/files as this program knows them; a test tells when they \
      are stale.

      EXAMPLES:
        netproof manifests chart-files charts/netproof/files
      """,
    shouldDisplay: false)

  @Argument(help: ArgumentHelp("Where to write them.", valueName: "folder"))
  var folder: String

  func run() throws {
    let files = [
      "permissions.yaml": try ChartPermissions.yaml(), "alerts.yaml": try AlertRules.chartFile(),
      "dashboard.json": try Dashboard.json(),
    ]
    let place = URL(fileURLWithPath: folder, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for (name, text) in files { try Data(text.utf8).write(to: place.appendingPathComponent(name)) }
    } catch {
      throw ConfigurationError(
        "The chart's files could not be written to \(folder): \(error.localizedDescription)",
        remedy: "Name a folder that may be written to")
    }
  }
}
