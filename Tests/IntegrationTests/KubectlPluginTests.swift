import Foundation
import Testing

/// kubectl runs `kubectl-netproof` of PATH for `kubectl netproof`, and asks `kubectl_complete-netproof` what may come next.
@Suite("kubectl netproof")
struct KubectlPluginTests {
  private func plugin(_ arguments: [String]) throws -> UserProgram.Result {
    try UserProgram.run(arguments, as: "kubectl-netproof")
  }

  @Test(
    "help says commands as they are typed",
    arguments: [["--help"], ["run", "--help"], ["manifests", "rbac", "--help"]])
  func help(_ arguments: [String]) throws {
    let result = try plugin(arguments)
    #expect(result.status == 0)
    #expect(result.output.contains("USAGE: kubectl netproof"))
    #expect(result.output.contains("\n  kubectl netproof "), "\(result.output)")
    #expect(!result.output.contains("kubectl kubectl"))
    for line in result.output.split(separator: "\n") where line.hasPrefix("  netproof ") {
      Issue.record("a command without kubectl: \(line)")
    }
    #expect(try !UserProgram.run(arguments).output.contains("kubectl netproof"))
  }

  @Test("a wrong use says the same, with the same status")
  func usage() throws {
    let result = try plugin(["run", "--bogus"])
    #expect(result.status == 2 && result.error.contains("See 'kubectl netproof run --help'"), "\(result.error)")
  }

  @Test(
    "completion tells subcommands and options that begin as the last word does, each with its words",
    arguments: [
      (["ex"], ["explain"]), (["manifests", "rb"], ["rbac"]), (["run", "--top"], ["--topology"]),
      (["run", "--lab", "--topo"], ["--topology"]), (["nope-at-all"], []), (["__com"], []),
    ] as [([String], [String])])
  func completion(_ words: [String], _ expected: [String]) throws {
    let result = try plugin(["__complete"] + words)
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.last == (expected.isEmpty ? ":0" : ":4"))
    #expect(lines.dropLast().map { $0.prefix { $0 != "\t" } }.map(String.init) == expected, "\(result.output)")
    #expect(lines.dropLast().allSatisfy { $0.contains("\t") })
  }

  @Test("completion of nothing lists every command that help lists")
  func everything() throws {
    let result = try plugin(["__complete", ""])
    for name in ["run", "sweep", "gate", "watch", "diagnose", "recommend", "lab"] {
      #expect(result.output.contains("\(name)\t"), "\(result.output)")
    }
    #expect(!result.output.contains("__complete"))
  }
}
