/// What the path of a file in a sysdump or a bugtool archive says that it is.
///
/// Names at the top follow the release of the command-line program that took the dump (`cilium-cli`,
/// sysdump/constants.go), names under `cmd/` that of the agent (`bugtool/cmd/configuration.go`), each independent of the
/// other. A program that unpacks and packs again may put further folders around all of it.
public enum ArchiveLayout: Sendable, Hashable {
  /// What a command printed in an agent's container: the folder of that agent, and the command.
  case command(folder: String, CommandFile)
  /// A part of an agent's state (`/var/run/cilium/state`), by its path there.
  case state(folder: String, path: String)
  /// Objects of the Kubernetes API, by the name of their file without the time: `k8s-nodes`.
  case objects(String)
  /// The log of a container.
  case log(pod: String, container: String, isPrevious: Bool)
  /// What the program that took the dump said meanwhile.
  case sysdumpLog
  /// Anything else.
  case other

  /// Recognises a path.
  public init(path: String) {
    let parts = path.split(separator: "/")
    guard let name = parts.last else {
      self = .other
      return
    }
    // The innermost: a folder of bug reports may itself lie in one called cmd.
    if let place = parts.dropLast().lastIndex(of: "cmd") {
      let folder = parts[..<place].joined(separator: "/")
      let rest = parts[(place + 1)...]
      if rest.count == 1 {
        self = .command(folder: folder, CommandFile(name: name))
      } else {
        self = rest.first == "state" ? .state(folder: folder, path: rest.dropFirst().joined(separator: "/")) : .other
      }
      return
    }
    self = Self.top(name)
  }

  private static func top(_ name: Substring) -> ArchiveLayout {
    if name == "cilium-sysdump.log" { return .sysdumpLog }
    let (stem, ending) = split(name)
    if ending == "log", stem.hasPrefix("logs-") { return log(stem.dropFirst("logs-".count)) }
    guard ending == "yaml" || ending == "yml" || ending == "json" else { return .other }
    return .objects(String(withoutTime(stem)))
  }

  private static func split(_ name: Substring) -> (Substring, Substring) {
    guard let dot = name.lastIndex(of: ".") else { return (name, "") }
    return (name[..<dot], name[name.index(after: dot)...])
  }

  /// Without the time that the name ends with: `-20261129-162243`.
  private static func withoutTime(_ stem: Substring) -> Substring {
    let end = Array(stem.utf8.suffix(16))
    let isTime =
      end.count == 16
      && end.enumerated().allSatisfy { place, byte in
        place == 0 || place == 9 ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte)
      }
    return isTime ? stem.dropLast(16) : stem
  }

  /// `cilium-6q7jf-cilium-agent-20261129-162243-prev`: pods and containers both have hyphens in their names, so the
  /// containers of interest are looked for.
  private static func log(_ stem: Substring) -> ArchiveLayout {
    let isPrevious = stem.hasSuffix("-prev")
    let rest = withoutTime(isPrevious ? stem.dropLast("-prev".count) : stem)
    for container in ["cilium-agent", "config"] where rest.hasSuffix("-\(container)") {
      return .log(pod: String(rest.dropLast(container.count + 1)), container: container, isPrevious: isPrevious)
    }
    return .other
  }
}

/// Which command's output a file under `cmd/` holds: its name is the command with blanks and slashes as hyphens.
public enum CommandFile: Sendable, Hashable {
  /// One of the agent's client: `cilium` up to 1.14, `cilium-dbg` since.
  case client(String)
  /// One of the health daemon's client.
  case health(String)
  /// The agent's description of itself, as JSON.
  case debugInfo
  /// One of another program.
  case program(String)
  /// Something else, as a copy in another format.
  case other

  init(name: Substring) {
    if name.hasPrefix("cilium-debuginfo-") {
      self = name.hasSuffix(".json") ? .debugInfo : .other
      return
    }
    guard name.hasSuffix(".md") else {
      self = .other
      return
    }
    let stem = name.dropLast(3)
    // 1.15's bugtool asks for the health of a program that does not exist, cilium-dbg-health: no file comes of it.
    for prefix in ["cilium-health-", "cilium-dbg-health-"] where stem.hasPrefix(prefix) {
      self = .health(String(stem.dropFirst(prefix.count)))
      return
    }
    for prefix in ["cilium-dbg-", "cilium-"] where stem.hasPrefix(prefix) {
      self = .client(String(stem.dropFirst(prefix.count)))
      return
    }
    self = .program(String(stem))
  }
}
