/// An eBPF program at a cgroup, as `bpftool cgroup tree` lists it.
public struct CgroupProgram: Hashable, Sendable {
  /// The cgroup's path.
  public var path: String
  /// When it runs, in bpftool's words: `cgroup_inet4_connect`, before bpftool 7 `connect4`.
  public var hook: String
  /// Its name; nil where the listing has none.
  public var name: String?

  /// Makes one.
  public init(path: String, hook: String, name: String?) {
    self.path = path
    self.hook = hook
    self.name = name
  }
}

/// Reads `bpftool cgroup tree`.
public enum BPFToolCgroup {
  /// The programs, in bpftool's order: that of the kernel's kinds within a cgroup.
  ///
  /// - Throws: ``ParseError`` for a text that has not the listing's heading.
  public static func parse(text: String) throws -> [CgroupProgram] {
    let lines = text.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
    guard lines.contains(where: { $0.first == "CgroupPath" }),
      lines.contains(where: { $0.starts(with: ["ID", "AttachType"]) })
    else {
      throw ParseError(
        what: "the list of programs at cgroups (bpftool cgroup tree)", found: String(text.prefix(120)),
        hint: "a heading “CgroupPath, ID AttachType AttachFlags Name” was expected")
    }
    var path: String?
    return lines.compactMap { words -> CgroupProgram? in
      guard let first = words.first else { return nil }
      if first.hasPrefix("/") {
        path = words.joined(separator: " ")
        return nil
      }
      // Flags such as `multi` stand between kind and name, and may be missing.
      guard let path, Int(first) != nil, words.count >= 2 else { return nil }
      let name = words.count > 2 ? words[words.count - 1] : nil
      return CgroupProgram(
        path: path, hook: String(words[1]), name: name.flatMap { flags.contains($0) ? nil : String($0) })
    }
  }

  private static let flags: Set<Substring> = ["multi", "override"]
}
