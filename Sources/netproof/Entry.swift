import Foundation

/// Where the program starts: first as one of the names and roles that the lab needs it in, else as the command line.
@main
enum Entry {
  static func main() {
    let arguments = CommandLine.arguments
    Task {
      if let status = await LabRoles.runHost(arguments) { exit(status) }
      if let status = await LabRoles.runAgent(arguments) { exit(status) }
      exit(await CommandLineProgram.run(Array(arguments.dropFirst())))
    }
    dispatchMain()
  }
}
