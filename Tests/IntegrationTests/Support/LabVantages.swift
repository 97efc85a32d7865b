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
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
  }
}
