import Foundation
import Testing

extension LabTests {
  @Test("the Python kubernetes client, which shares no code with the lab, finds its API as it expects it")
  func pythonClient() async throws {
    let python = try #require(
      PythonJudge.python,
      "there is no Python with the kubernetes client: `scripts/test` installs it into .build/judges, or set \(PythonJudge.variable)"
    )
    let kubeconfig = try await SharedLab.shared.lab().kubeconfigPath
    let facts = try Shell.run([python, PythonJudge.script, kubeconfig]).split(separator: "\n")
    #expect(facts.count >= 20)
    for fact in facts { #expect(fact.hasPrefix("ok    "), "\(fact)") }
  }
}

enum PythonJudge {
  static let variable = "NETPROOF_PYTHON"
  static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "judge.py").path

  /// The interpreter that has the client: of the environment, else where `scripts/test` puts it.
  static var python: String? {
    let root = URL(filePath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
    let candidates = [ProcessInfo.processInfo.environment[variable], "\(root)/.build/judges/bin/python"]
    return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
