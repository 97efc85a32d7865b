import CLinux
import Foundation
import Logging
import NIOCore
import NIOPosix

/// The lab's own process: the first of its PID namespace, so that its end is the end of everything in the lab.
public enum LabHost {
  /// The hidden subcommand.
  public static let commandName = "lab-init"

  /// Builds the lab and runs it until standard input ends (unless detached), SIGTERM comes, or something fails.
  ///
  /// To be called inside `unshare --mount --pid --fork --kill-child --mount-proc`.
  /// - Parameter arguments: The words after `lab-init`.
  /// - Returns: An exit status, only when the lab could not be built.
  public static func main(arguments: [String]) async -> Int32 {
    // The first process of a PID namespace gets only the signals that it handles.
    signal(SIGTERM) { _ in _exit(0) }
    signal(SIGINT, SIG_IGN)
    // A handler, not SIG_IGN: commands in containers would inherit that.
    signal(SIGPIPE) { _ in }
    // Connections, pipes and containers of a busy lab are more than the usual 1024.
    _ = netproof_raise_open_files()
    let began = ContinuousClock.now
    let report: @Sendable (LabHostLine) -> Void = { line in
      guard let data = try? JSONEncoder().encode(line) else { return }
      FileHandle.standardOutput.write(data + Data("\n".utf8))
    }
    let elapsed: @Sendable () -> Double = {
      let time = (ContinuousClock.now - began).components
      return Double(time.seconds) + (Double(time.attoseconds) / 1e15).rounded() / 1000
    }
    var ended: String?
    do {
      var arguments = try LabHostArguments(parsing: arguments)
      ended = StateDirectory(path: arguments.options.stateDirectory).ended
      _ = ended.map { netproof_note_death($0) }
      if arguments.detached {
        setsid()
      } else {
        watchLifeline(StateDirectory(path: arguments.options.stateDirectory))
      }
      arguments.options.topology = try StateDirectory(path: arguments.options.stateDirectory).readTopology()
      try await LabAssembly(arguments.options).run { step in
        report(LabHostLine(step: step, elapsed: elapsed(), error: nil))
      }
      throw LabError("nothing in the lab runs any more")
    } catch {
      // Whoever uses the lab may be past reading its progress.
      FileHandle.standardError.write(Data("The lab gives up: \(error)\n".utf8))
      if let ended { try? Data("it gave up: \(error)\n".utf8).write(to: URL(filePath: ended)) }
      report(LabHostLine(step: nil, elapsed: elapsed(), error: "\(error)"))
      return 1
    }
  }

  /// Ends the process as soon as standard input does: the other end dies with whoever holds it, however they die.
  /// Nobody else is left then to remove the state directory.
  private static func watchLifeline(_ state: StateDirectory) {
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count == 0 || (count < 0 && errno != EINTR) {
          state.remove()
          _exit(0)
        }
      }
    }
  }
}
