import Conformance
import Foundation
import Reports
import Synchronization

/// Tells on standard error how a run goes: lines that stay, and on a terminal a last line that is drawn anew.
final class ProgressReporter: Sendable {
  private struct State {
    var text: ProgressText
    /// What is going on outside the run itself, such as starting the lab; `nil` while the run speaks for itself.
    var activity: String?
    var hasStatusLine = false
    var isOver = false
  }

  private let device: TerminalDevice
  private let started = ContinuousClock.now
  private let state: Mutex<State>

  /// Whether nothing is told.
  private let isQuiet: Bool

  init(device: TerminalDevice, isVerbose: Bool, isQuiet: Bool = false) {
    self.device = device
    self.isQuiet = isQuiet
    state = Mutex(State(text: ProgressText(isVerbose: isVerbose, coloured: device.isColoured)))
  }

  /// Takes in an event of the run.
  func report(_ event: RunProgress) {
    guard !isQuiet else { return }
    state.withLock { state in
      state.activity = nil
      var lines = state.text.lines(for: event, elapsed: elapsed)
      if !device.isTerminal, let line = state.text.phaseLine(for: event) { lines.append(line) }
      write(lines, &state)
    }
  }

  /// Tells what is going on outside the run, for example `lab: starting the API server`.
  func report(activity: String) {
    guard !isQuiet else { return }
    state.withLock { state in
      state.activity = activity
      write(device.isTerminal ? [] : [activity], &state)
    }
  }

  /// A line that stays.
  func note(_ line: String) {
    guard !isQuiet else { return }
    state.withLock { write([line], &$0) }
  }

  /// Draws the status line anew until the task is cancelled; the elapsed time goes on where nothing happens.
  func tick() async {
    guard device.isTerminal, !isQuiet else { return }
    while !Task.isCancelled {
      state.withLock { write([], &$0) }
      try? await Task.sleep(for: .milliseconds(250))
    }
  }

  /// Takes the status line away; nothing is drawn afterwards.
  func finish() {
    state.withLock { state in
      if state.hasStatusLine { StandardError.write("\r\u{1B}[2K") }
      state.hasStatusLine = false
      state.isOver = true
    }
  }

  /// Since the program began, in seconds.
  private var elapsed: Double { (ContinuousClock.now - started) / .seconds(1) }

  private func write(_ lines: [String], _ state: inout State) {
    guard !state.isOver || !lines.isEmpty else { return }
    var output = state.hasStatusLine ? "\r\u{1B}[2K" : ""
    output += lines.map { $0 + "\n" }.joined()
    state.hasStatusLine = device.isTerminal && !state.isOver
    if state.hasStatusLine {
      let told = state.text.status(elapsed: elapsed, width: device.width - 1)
      let status = state.activity.map { "\($0) · \(Int(elapsed)) s" } ?? told
      // One column is left free: a full last line would wrap and could not be taken back.
      output += DisplayWidth.truncated(status, to: device.width - 1)
    }
    StandardError.write(output)
  }
}
