import CLinux
import Foundation

/// Where the program starts: first as one of the names and roles that the lab needs it in, else as the command line.
@main
enum Entry {
  static func main() async {
    netproof_return_freed_memory()
    // A reader or a server that has gone must not end a run: writing fails with EPIPE then. A handler rather than
    // SIG_IGN, which the programs that are started from here would inherit.
    signal(SIGPIPE) { _ in }
    let arguments = CommandLine.arguments
    if let status = await LabRoles.run(arguments) { end(status) }
    end(await CommandLineProgram.run(Array(arguments.dropFirst())))
  }

  /// Ends the program without the handlers of `exit`: OpenSSL's takes apart what a network thread may still be using.
  private static func end(_ status: Int32) -> Never {
    fflush(nil)
    _exit(status)
  }
}
