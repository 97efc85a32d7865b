import Foundation
import Synchronization

/// Writes down what a pod's script says, as it comes: called on the network's thread, so it never waits.
final class PodRecorder: Sendable {
  private struct State {
    var transcript: PodTranscript
    var rest = Data()
    /// The end of standard error.
    var errors = Data()
    /// Why the exec session broke last, if it did.
    var problem: String?
  }

  private let state: Mutex<State>

  init(paths count: Int) { state = Mutex(State(transcript: PodTranscript(paths: count))) }

  /// What was said so far.
  var transcript: PodTranscript { state.withLock { $0.transcript } }

  /// Why the exec session broke last, if it did.
  var problem: String? { state.withLock { $0.problem } }

  /// Whether the script has said anything yet.
  var hasBegun: Bool { state.withLock { !$0.transcript.sessions.isEmpty } }

  /// Takes in a piece of standard output.
  ///
  /// - Parameter arrived: Our time, in seconds since the watch began.
  func receive(_ data: Data, arrived: Double) {
    state.withLock { state in
      state.rest += data
      while let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: state.rest[..<end], as: UTF8.self)
        state.rest = Data(state.rest[state.rest.index(after: end)...])
        state.transcript.receive(line, arrived: arrived)
      }
    }
  }

  /// Takes in a piece of standard error, of which only the end is kept.
  func receiveError(_ data: Data) { state.withLock { $0.errors = ($0.errors + data).suffix(200) } }

  /// The end of standard error, on one line.
  var lastWords: String {
    state.withLock { String(decoding: $0.errors, as: UTF8.self) }.split(whereSeparator: \.isNewline)
      .joined(separator: " ")
  }

  /// The exec session is over; half a line is none.
  func sessionEnded(_ problem: String?) {
    state.withLock { state in
      state.rest = Data()
      state.problem = problem ?? state.problem
    }
  }
}
