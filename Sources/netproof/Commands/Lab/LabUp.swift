import ArgumentParser
import Foundation
import Lab

/// `netproof lab up`.
struct LabUp: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up", abstract: "Brings the lab up and leaves it running.")

  @Option(help: "Which Cilium its agents are.")
  var cilium = LabCilium.guide

  func run() async throws {
    if let lab = try EmbeddedLab.running() {
      print("The lab is already up; --cilium counts for a new one.\n\(Self.hint(lab))")
      return
    }
    let reporter = ProgressReporter(device: .standardError(.auto), isVerbose: false)
    let (result, _) = await Interruption.watching(onSignal: { _ in }) {
      let ticker = Task { await reporter.tick() }
      defer { ticker.cancel() }
      return try await EmbeddedLab.startDetached(cilium) { reporter.report(activity: "lab: \($0)") }
    }
    reporter.finish()
    print("The lab is up.\n\(Self.hint(try result.get()))")
  }

  private static func hint(_ lab: EmbeddedLab) -> String {
    """
    export KUBECONFIG=\(lab.kubeconfigPath)
    kubectl get nodes -o wide
    netproof lab down          # when done
    """
  }
}
