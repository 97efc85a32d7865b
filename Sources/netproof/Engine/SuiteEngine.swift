import Foundation
import Synchronization
import Testing

/// Runs every Swift Testing suite that is linked into the program.
///
/// The way in is Swift Testing's stable tool interface (`swt_abiv0_getEntryPoint`, swift-testing's
/// `Documentation/ABI/JSON.md`). Task-local values that are bound around the call reach the tests.
enum SuiteEngine {
  private typealias EntryPoint =
    @convention(thin) @Sendable (
      UnsafeRawBufferPointer?, @escaping @Sendable (UnsafeRawBufferPointer) -> Void
    ) async throws -> Bool

  /// What the tests themselves reported; the cases' results are in the session's record.
  struct Outcome: Sendable {
    /// Whether every test passed.
    var passed: Bool
    /// The texts of the issues that tests recorded.
    var issues: [String]
  }

  /// Runs the suites to their end.
  static func run() async throws -> Outcome {
    let entryPoint = unsafeBitCast(testingEntryPoint(), to: EntryPoint.self)
    let issues = Mutex<[String]>([])
    // With the lowest verbosity the library prints nothing: standard error is the progress line's.
    let configuration = Data(#"{"verbosity":\#(Int.min)}"#.utf8)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: configuration.count, alignment: 1)
    defer { buffer.deallocate() }
    buffer.copyBytes(from: configuration)
    let passed = try await entryPoint(UnsafeRawBufferPointer(buffer)) { record in
      guard let texts = IssueRecord.texts(Data(record)) else { return }
      issues.withLock { $0 += texts }
    }
    return Outcome(passed: passed, issues: issues.withLock { $0 })
  }
}

@_silgen_name("swt_abiv0_getEntryPoint")
private func testingEntryPoint() -> UnsafeRawPointer

/// The part of an event record that tells of an issue.
private struct IssueRecord: Decodable {
  struct Payload: Decodable {
    struct Message: Decodable { var text: String }
    var kind: String?
    var messages: [Message]?
  }
  var kind: String
  var payload: Payload

  /// The messages of an `issueRecorded` event; `nil` for every other record.
  static func texts(_ data: Data) -> [String]? {
    guard let record = try? JSONDecoder().decode(IssueRecord.self, from: data), record.kind == "event",
      record.payload.kind == "issueRecorded"
    else { return nil }
    return record.payload.messages?.map(\.text)
  }
}
