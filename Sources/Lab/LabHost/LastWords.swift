import Foundation
import Synchronization

/// Why a lab has ended that nobody has stopped.
///
/// What the lab's process noted itself comes first: the error it gave up with, or the signal it died of. Of a process
/// that was killed only its starter knows, if it still lives.
struct LastWords: Sendable {
  let state: StateDirectory
  /// How the process ended, for its starter.
  let status: ExitRecord?

  /// How much of the log is quoted.
  private static let lines = 12

  /// A few lines; the directory must still be there.
  var text: String {
    let noted = (try? String(contentsOfFile: state.ended, encoding: .utf8))?.trimmed ?? ""
    let reason = Self.reason(noted) ?? status?.awaitedText ?? Self.unknown
    let log = Self.tail(of: state.log)
    guard !log.isEmpty else { return "\(reason); its log is empty" }
    return "\(reason); the end of its log (\(state.log)):\n\(log)"
  }

  /// In words what the lab's process noted; nil when it could not note anything.
  static func reason(_ noted: String) -> String? {
    guard let last = noted.split(separator: "\n").last.map(String.init), !last.isEmpty else { return nil }
    guard last.hasPrefix("signal "), let number = Int32(last.dropFirst(7)) else { return noted }
    return "it died of \(ExitRecord.name(ofSignal: number))"
  }

  private static let unknown =
    "it was killed and could leave no word (kill -9, or the kernel, which was out of memory: see dmesg)"

  private static func tail(of file: String) -> String {
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").suffix(lines).joined(separator: "\n")
  }
}

/// How a lab's process ended, once it has.
final class ExitRecord: Sendable {
  private let ending = Mutex<String?>(nil)
  /// Kept, because the end of a `Process` that nobody holds is told to nobody.
  private let process: Process?

  /// - Parameter process: Whose end is to be noted, before it is run; nil when it is noted by hand.
  init(_ process: Process? = nil) {
    self.process = process
    process?.terminationHandler = { [weak self] in self?.note($0.terminationReason, $0.terminationStatus) }
  }

  /// In words; nil while the process runs.
  var text: String? { ending.withLock { $0 } }

  /// The same for a process that has ended, and whose end may be told a moment later than it can be seen.
  var awaitedText: String? {
    for _ in 0..<50 where text == nil { usleep(10_000) }
    return text
  }

  /// Notes how the process has ended.
  func note(_ reason: Process.TerminationReason, _ status: Int32) {
    // util-linux 2.38 trips over a first process that was killed, and ends with a status instead of its signal.
    let words =
      reason == .uncaughtSignal
      ? "it died of \(Self.name(ofSignal: status))"
      : "it left no word and status \(status): it was killed (kill -9, or out of memory: see dmesg), or could not begin"
    ending.withLock { $0 = words }
  }

  static func name(ofSignal number: Int32) -> String {
    let names: [Int32: String] = [
      SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGHUP: "SIGHUP", SIGILL: "SIGILL", SIGINT: "SIGINT",
      SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV", SIGSYS: "SIGSYS", SIGTERM: "SIGTERM", SIGTRAP: "SIGTRAP",
    ]
    return names[number] ?? "signal \(number)"
  }
}
