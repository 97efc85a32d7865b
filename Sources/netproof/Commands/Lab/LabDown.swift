import ArgumentParser

/// `netproof lab down`.
struct LabDown: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "down", abstract: "Ends the lab; nothing of it is left. Not an error when none runs.")

  func run() async throws {
    guard let lab = try EmbeddedLab.running() else {
      print("No lab is running.")
      return
    }
    await lab.stop()
    print("The lab is down.")
  }
}
