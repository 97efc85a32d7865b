import Foundation

/// Where the program starts: first as one of the names and roles that the lab needs it in, else as the command line.
@main
enum Entry {
  static func main() async {
    let arguments = CommandLine.arguments
    if let status = await LabRoles.run(arguments) { exit(status) }
    exit(await CommandLineProgram.run(Array(arguments.dropFirst())))
  }
}
