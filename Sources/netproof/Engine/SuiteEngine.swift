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
    /// How many cases were run.
    var cases: Int
  }

  /// Runs the suites to their end.
  static func run() async throws -> Outcome {
    let entryPoint = unsafeBitCast(testingEntryPoint(), to: EntryPoint.self)
    let outcome = Mutex(Outcome(passed: true, issues: [], cases: 0))
    // With the lowest verbosity the library prints nothing: standard error is the progress line's. One case after the
    // other: they only wait for results, and a task for each of a large cluster's cases, all waiting at once, takes some
    // 25 KB.
    let configuration = Data(#"{"verbosity":\#(Int.min),"parallel":false}"#.utf8)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: configuration.count, alignment: 1)
    defer { buffer.deallocate() }
    buffer.copyBytes(from: configuration)
    let passed = try await entryPoint(UnsafeRawBufferPointer(buffer)) { bytes in
      guard let event = EventRecord.event(Data(bytes)) else { return }
      outcome.withLock { outcome in
        switch event.kind {
        case "issueRecorded": outcome.issues += (event.messages ?? []).map(\.text)
        case "testCaseStarted": outcome.cases += 1
        default: break
        }
      }
    }
    return outcome.withLock { outcome in
      outcome.passed = passed
      return outcome
    }
  }
}

@_silgen_name("swt_abiv0_getEntryPoint")
private func testingEntryPoint() -> UnsafeRawPointer

/// The part of an event record that is of use here.
private struct EventRecord: Decodable {
  struct Payload: Decodable {
    struct Message: Decodable { var text: String }
    var kind: String?
    var messages: [Message]?
  }
  var kind: String
  var payload: Payload

  /// The event of a record; `nil` for the records that describe tests.
  static func event(_ data: Data) -> Payload? {
    guard let record = try? JSONDecoder().decode(EventRecord.self, from: data), record.kind == "event" else {
      return nil
    }
    return record.payload
  }
}
