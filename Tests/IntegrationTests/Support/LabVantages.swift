import Conformance
import Foundation
import Lab

/// The lab's places outside the cluster, as `netproof run --lab` asks from them.
enum LabVantages {
  static func all(of lab: Lab) throws -> [Vantage] {
    guard let topology = lab.topology else { return [] }
    return topology.outsiders.map { outsider in
      Vantage(name: outsider) { question in
        guard let address = topology.address(question.address.description, of: question.node, from: outsider) else {
          return .silent
        }
        let connect = ["timeout", "3", "bash", "-c", #"exec 3<>"/dev/tcp/$0/$1""#, address, String(question.port)]
        do {
          return try await run(try lab.command(inNamespace: outsider, connect)) == 0 ? .connected : .silent
        } catch {
          return .unable("\(error)")
        }
      }
    }
  }

  private static func run(_ words: [String]) async throws -> Int32 {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        // Swift's task threads block signals, and what they start inherits that: `timeout` would never end.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do {
          try process.run()
          process.waitUntilExit()
          continuation.resume(returning: process.terminationStatus)
        } catch {
          continuation.resume(throwing: error)
        }
      }
    }
  }
}
