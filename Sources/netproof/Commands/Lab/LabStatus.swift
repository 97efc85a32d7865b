import ArgumentParser
import Lab

/// `netproof lab status`: exit status 0 when a lab runs, 3 when none does.
struct LabStatus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Tells what runs; exit status 3 when no lab does.")

  func run() async throws {
    guard let lab = try EmbeddedLab.running() else {
      print("No lab is running.\(Lab.lastWords().map { " The last one died: \($0)" } ?? "")")
      throw ExitStatus.inconclusive.code
    }
    for line in try await lab.status() { print(line) }
    let faults = try await lab.activeFaults()
    print("faults: \(faults.isEmpty ? "none" : faults.map(\.description).joined(separator: ", "))")
  }
}
