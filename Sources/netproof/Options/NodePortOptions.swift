import ArgumentParser
import Conformance

/// From where NodePorts are asked, and whether.
struct NodePortOptions: ParsableArguments {
  @Option(
    name: .customLong("vantage"),
    help: ArgumentHelp(
      "A place outside the cluster that NodePorts are tried from (repeatable).",
      discussion: """
        COMMAND is run by sh, with {address}, {port} and {node} replaced: laptop='ssh laptop nc -zvw3 {address} {port}'. \
        Exit status 0 means that a connection was made; 126, 127 and 255 that the command itself could not do its work; \
        any other that none was made. The command and what it prints are not recorded.
        """, valueName: "name=command"))
  var vantages: [VantageArgument] = []

  @Option(
    name: .customLong("vantage-open"),
    help: ArgumentHelp(
      "A TCP port of the nodes that is open for vantages, beside 22, 10250 and 4240 (repeatable).",
      discussion: "An address of which none of these answers is out of a vantage's reach, and not judged.",
      valueName: "port"))
  var openPorts: [Int] = []

  @Flag(
    name: .customLong("node-ports"),
    help: ArgumentHelp(
      "Ask NodePorts with connections, from other nodes and from vantages.",
      discussion: "Five NodePort Services are made for it: while the run lasts, they open ports on every node."))
  var areAsked = false

  func validate() throws {
    if !areAsked, !vantages.isEmpty || !openPorts.isEmpty {
      throw ValidationError("--vantage and --vantage-open ask NodePorts: give --node-ports, too, which makes Services.")
    }
    if let port = openPorts.first(where: { !(1...65535).contains($0) }) {
      throw ValidationError("--vantage-open \(port): give a port, 1 to 65535.")
    }
    let names = vantages.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("--vantage \(twice) is given twice.")
    }
  }
}

/// `NAME=COMMAND` of `--vantage`.
struct VantageArgument: ExpressibleByArgument {
  let name: String
  let command: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "=") else { return nil }
    name = String(argument[..<equals])
    command = String(argument[argument.index(after: equals)...])
    let isName = !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    guard isName, command.contains("{address}"), command.contains("{port}") else { return nil }
  }
}
