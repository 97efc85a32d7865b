import Foundation
import Testing

@testable import Conformance

@Suite("The guide's claims and the chapters")
struct ChapterClaimTests {
  /// The claims that chapters confirm or refute, as `suites/` has them.
  private static func named() throws -> [String] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../suites").standardizedFileURL
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return try files.filter { $0.pathExtension == "swift" }.flatMap { file in
      try String(contentsOf: file, encoding: .utf8).matches(of: /\.(?:confirms|refutes)\("([^"]+)"\)/)
        .map { String($0.1) }
    }
  }

  @Test("every claim is confirmed or refuted by a chapter's test, and no chapter names another")
  func complete() throws {
    #expect(Set(try Self.named()) == Set(GuideClaim.all.map(\.id)))
  }
}
