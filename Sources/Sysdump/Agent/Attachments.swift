/// Where Cilium's programs hang, as the kernel's tools tell it.
enum Attachments {
  /// The programs of Cilium that belong on a selected device: from and to the network (`bpf/bpf_host.c`; up to 1.12 without
  /// the prefix, and with the word `netdev` before a device's name in legacy attachment).
  private static func program(_ word: Substring) -> String? {
    for name in ["from_netdev", "to_netdev"] where word.hasPrefix("cil_\(name)") || word.hasPrefix(name) {
      return "cil_\(name)"
    }
    return nil
  }

  /// Pins of TCX and XDP links: `find /sys/fs/bpf -ls`, lines that end in `/cilium/devices/DEVICE/links/PROGRAM`
  /// (`pkg/datapath/loader`, bpffsDeviceLinksDir; shown since 1.18).
  static func pins(_ text: FileText) -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    for (_, line) in text.lines(with: "/cilium/devices/") {
      guard let start = line.firstRange(of: "/cilium/devices/")?.upperBound else { continue }
      let parts = line[start...].split(separator: "/")
      guard let device = parts.first else { continue }
      // A device name with a dot has a hyphen instead: pins may have no dots.
      found[String(device), default: []].formUnion(
        parts.count == 3 && parts[1] == "links" ? program(parts[2]).map { [$0] } ?? [] : [])
    }
    return found
  }

  /// The endpoints that have a directory of their own, `/cilium/endpoints/NUMBER` (`pkg/datapath/loader`,
  /// bpffsEndpointLinksDir).
  static func endpoints(_ text: FileText) -> Set<Int> {
    text.lines(with: "/cilium/endpoints/").reduce(into: []) { found, line in
      guard let start = line.text.firstRange(of: "/cilium/endpoints/")?.upperBound,
        let number = Int(line.text[start...].prefix { $0 != "/" })
      else { return }
      found.insert(number)
    }
  }

  /// The programs whose links are pinned at `/cilium/socketlb/links/cgroup/PROGRAM` (`pkg/socketlb`, cgroupLinkPath).
  static func sockets(_ text: FileText) -> Set<String> {
    text.lines(with: "/cilium/socketlb/links/cgroup/cil_").reduce(into: []) { found, line in
      guard let slash = line.text.lastIndex(of: "/") else { return }
      found.insert(String(line.text[line.text.index(after: slash)...].trimmed))
    }
  }

  /// Why a listing of the BPF file system is not whole; `nil` where it is.
  ///
  /// It has no end of its own, but a directory there has a link for each directory within it beside two of its own
  /// (`kernel/bpf/inode.c`, bpf_mkdir): when fewer are listed, some lines are missing. Where a device's directory is the
  /// last that is listed, pins within it may be missing, and nothing tells.
  static func gap(_ text: FileText) -> String? {
    var links: [Substring: Int] = [:]
    var listed: [Substring: Int] = [:]
    // Of what is no directory only the last line matters.
    let directories = text.lines(with: " d")
    for (_, line) in directories {
      // inode, blocks, permissions, links, owner, group, size, month, day, time, path
      let words = line.split(separator: " ", maxSplits: 10)
      guard words.count == 11, words[10].hasPrefix("/sys/fs/bpf") else { continue }
      let path = words[10]
      guard words[2].hasPrefix("d"), let count = Int(words[3]) else { continue }
      links[path] = count
      if let slash = path.lastIndex(of: "/") { listed[path[..<slash], default: 0] += 1 }
    }
    for (path, count) in links.sorted(by: { $0.key < $1.key }) where count >= 2 && listed[path, default: 0] < count - 2
    {
      return
        "\(path) has \(count - 2) directories, and \(listed[path, default: 0]) of them are listed: the listing is cut"
    }
    let last = text.lastLine.split(separator: " ", maxSplits: 10).last ?? ""
    return last.contains("/cilium/devices/") ? "the listing ends within \(last): more may be missing" : nil
  }

  /// `bpftool net show`: `eth0(2) clsact/ingress cil_from_netdev-eth0 id 12`, `eth0(2) tcx/ingress cil_from_netdev prog_id 12`.
  static func bpftool(_ text: FileText) -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    for (_, line) in text.lines(with: "netdev") {
      let words = line.split(separator: " ")
      guard words.count > 2, let open = words[0].lastIndex(of: "("), words[0].hasSuffix(")"),
        let program = words.dropFirst(2).lazy.compactMap({ Self.program($0) }).first
      else { continue }
      found[String(words[0][..<open]), default: []].insert(program)
    }
    return found
  }

  /// `tc filter show dev DEVICE {ingress,egress}`: `… handle 0x1 cil_from_netdev-eth0 direct-action … name cil_from_netdev`.
  static func filters(_ text: FileText) -> Set<String> {
    text.lines(with: " bpf ").reduce(into: []) { found, line in
      found.formUnion(line.text.split(whereSeparator: { $0 == " " || $0 == ":" }).compactMap { Self.program($0) })
    }
  }
}
