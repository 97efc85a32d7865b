import ArgumentParser
import Foundation
import Lab

/// `netproof lab simulate`: a large cluster on paper, for measuring netproof itself. Not for users: hidden.
struct LabSimulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Serves a simulated cluster of many nodes on loopback, until interrupted.",
    discussion: """
      The directory gets kubeconfig, faults.json (what is broken at which node) and, while it runs, calls.json (how
      often the API was called, by what for).
      """, shouldDisplay: false)

  @Option(help: "How many nodes.")
  var nodes = 1000

  @Option(help: "Where the faults are.")
  var seed: UInt64 = 1

  @Option(help: "Which Cilium its agents are.")
  var cilium = LabCilium.guide

  @Option(help: "Where to write the files.")
  var directory: String

  func validate() throws {
    if !(3...20_000).contains(nodes) { throw ValidationError("--nodes \(nodes): give 3 to 20000.") }
  }

  func run() async throws {
    let folder = URL(filePath: directory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let simulation = try await Simulation.start(nodes: nodes, seed: seed, cilium: cilium)
    try write(simulation.faults, to: folder.appending(path: "faults.json"))
    try write(simulation.requests, to: folder.appending(path: "calls.json"))
    try Data(simulation.kubeconfig.utf8).write(to: folder.appending(path: "kubeconfig"), options: .atomic)
    print("ready")
    let (result, _) = await Interruption.watching(onSignal: { _ in }) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await simulation.wait() }
        group.addTask {
          while true {
            try await Task.sleep(for: .milliseconds(500))
            try write(simulation.requests, to: folder.appending(path: "calls.json"))
          }
        }
        try await group.next()
        group.cancelAll()
      }
    }
    await simulation.stop()
    if case .failure(let error) = result, !(error is CancellationError) { throw error }
  }

  private func write(_ value: some Encodable, to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try encoder.encode(value).write(to: file, options: .atomic)
  }
}
