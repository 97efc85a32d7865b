/// The command line of the hidden subcommand `lab-init`. The topology lies in the state directory.
struct LabHostArguments: Sendable, Hashable {
  var options: LabOptions
  /// Whether the lab outlives the end of its standard input.
  var detached: Bool

  /// The words after the program's name.
  var words: [String] {
    var words = [
      LabHost.commandName, "--state-directory", options.stateDirectory, "--executable", options.executable,
      "--cilium", options.cilium.rawValue, "--port", String(options.port),
    ]
    if let devices = options.devices { words += ["--devices", devices] }
    if detached { words.append("--detached") }
    return words
  }

  init(options: LabOptions, detached: Bool) {
    self.options = options
    self.detached = detached
  }

  /// Reads the words after `lab-init`.
  init(parsing words: [String]) throws {
    options = LabOptions()
    options.devices = nil
    detached = false
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--detached" {
        detached = true
        continue
      }
      guard let value = rest.popFirst() else { throw LabError("lab-init: \(word) lacks its value") }
      switch word {
      case "--state-directory": options.stateDirectory = value
      case "--executable": options.executable = value
      case "--devices": options.devices = value
      case "--port":
        guard let port = Int(value), (0...65535).contains(port) else {
          throw LabError("lab-init: \(value) is no port")
        }
        options.port = port
      case "--cilium":
        guard let release = LabCilium(rawValue: value) else {
          throw LabError(
            "lab-init: --cilium is \(LabCilium.allCases.map(\.rawValue).joined(separator: ", ")), not \(value)")
        }
        options.cilium = release
      default: throw LabError("lab-init: unknown argument \(word)")
      }
    }
  }
}
