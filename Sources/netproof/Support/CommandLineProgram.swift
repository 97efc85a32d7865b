import ArgumentParser
import Foundation

/// Parses the command line, runs the command, and turns whatever happens into words and an exit status.
enum CommandLineProgram {
  static func run(_ arguments: [String]) async -> Int32 {
    do {
      var command = try NetproofCommand.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return ExitStatus.conforms.rawValue
    } catch {
      return report(error)
    }
  }

  private static func report(_ error: any Error) -> Int32 {
    if let code = error as? ExitCode { return code.rawValue }
    if let status = ExitStatus(error) {
      StandardError.write("netproof: \(error)\n")
      return status.rawValue
    }
    let code = NetproofCommand.exitCode(for: error)
    let message = Invocation.current.adapted(NetproofCommand.fullMessage(for: error))
    if code == .success {
      print(message)
      return ExitStatus.conforms.rawValue
    }
    StandardError.write(message + "\n")
    // ArgumentParser's own status for a wrong command line is sysexits' 64.
    return (code == .validationFailure ? ExitStatus.usage : .inconclusive).rawValue
  }
}

/// Standard error, unbuffered and in one piece per call, so that lines of parallel tasks do not mix.
enum StandardError {
  static func write(_ text: String) {
    // A closed standard error must not stop a run.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
