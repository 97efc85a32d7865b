import Foundation

/// Finds a command in a container's file system before it is started, so that "cannot be started" and "ended with 127"
/// stay two different things, as with a real runtime.
enum ExecutableLookup {
  /// The directories of `path` in which `command` is looked for; the command itself when it names a file.
  static func candidates(_ command: String, path: String, workingDirectory: String) -> [String] {
    if command.hasPrefix("/") { return [command] }
    if command.contains("/") { return ["\(workingDirectory)/\(command)"] }
    return path.split(separator: ":").map { "\($0)/\(command)" }
  }

  /// - Parameter root: where the container's root can be seen, for example `/proc/7/root`.
  /// - Throws: `ExecError` in the words of runc.
  static func check(_ command: String, path: String, workingDirectory: String, root: String) throws {
    for candidate in candidates(command, path: path, workingDirectory: workingDirectory) {
      var status = stat()
      // lstat: a link's target has to be followed inside the container's root, not in ours.
      guard lstat(root + candidate, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFLNK { return }
      if status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o111 != 0 { return }
      if command.contains("/") {
        throw ExecError(description: "exec: \"\(command)\": permission denied")
      }
    }
    let reason = command.contains("/") ? "stat \(command): no such file or directory" : notInPath
    throw ExecError(description: "exec: \"\(command)\": \(reason)")
  }

  private static let notInPath = "executable file not found in $PATH"
}
