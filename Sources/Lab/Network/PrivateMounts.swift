import Foundation

/// Puts everything the lab writes onto mounts that vanish with its mount namespace.
enum PrivateMounts {
  /// Set to `1` by a starter that has made private mount and PID namespaces without making this process their init.
  static let declaration = "NETPROOF_PRIVATE_NAMESPACES"

  /// Covers `/run` with a fresh tmpfs (so `ip netns` names, WireGuard's sockets and the lab's files are private) and
  /// makes the lab's directories in it. Files that others must see belong outside `/run`.
  /// - Throws: `LabError` when this process is not isolated: it would change the machine's own mounts.
  static func prepare(_ paths: LabPaths, nodes: [String]) async throws {
    guard getpid() == 1 || ProcessInfo.processInfo.environment[declaration] == "1" else {
      throw LabError(
        "the lab may only come up in private mount and PID namespaces; start it by "
          + "`unshare --mount --pid --fork --kill-child --mount-proc`")
    }
    let directories = paths.directories(nodes: nodes) + [LabPaths.namespaces, "/run/wireguard", "/run/lock"]
    let script = """
      set -e
      mount --make-rprivate /
      mount -t tmpfs -o mode=755 netproof /run
      mkdir -p \(directories.joined(separator: " "))
      mount -t bpf bpf \(paths.bpf)
      """
    try await LabCommand.check(["sh", "-c", script])
  }
}
