/// An eBPF program on a network device, as `bpftool net show` lists it.
public struct AttachedProgram: Hashable, Sendable {
  /// The device.
  public var device: String
  /// Where on it, in bpftool's words: `tcx/ingress`, `clsact/egress`, `netkit/peer`, of XDP the mode (`driver`,
  /// `generic`).
  public var hook: String
  /// Its name; nil where the listing has none, as of XDP programs.
  public var name: String?
  /// The kernel's number for it.
  public var id: Int

  /// Makes one.
  public init(device: String, hook: String, name: String?, id: Int) {
    self.device = device
    self.hook = hook
    self.name = name
    self.id = id
  }

  /// What the program is called in Cilium's sources: `cil_from_netdev` for tc's `cil_from_netdev-eth0`; nil for a
  /// foreign one.
  public var ciliumName: String? {
    guard let name, name.hasPrefix("cil_") else { return nil }
    return String(name.prefix { $0 != "-" })
  }

  /// Whether it sees packets as they come: before anything else on its device. What a pod sends comes at the peer of
  /// netkit's pair.
  public var isIngress: Bool { hook.hasSuffix("ingress") || hook == "netkit/peer" || isXDP }

  /// Whether it runs in the driver or right behind it, before every program of tc.
  public var isXDP: Bool { !hook.contains("/") }
}

/// Reads `bpftool net show`.
public enum BPFToolNet {
  /// The programs on devices, in the order in which those of one hook run.
  ///
  /// A bpftool that is older than a kind of attachment leaves it out: no program at all means nothing.
  ///
  /// - Throws: ``ParseError`` for a text that has not the listing's sections.
  public static func parse(text: String) throws -> [AttachedProgram] {
    let lines = text.split(separator: "\n").map { $0.drop(while: \.isWhitespace) }
    guard lines.contains(where: { $0.hasPrefix("tc:") }) else {
      throw ParseError(
        what: "the list of attached programs (bpftool net show)", found: String(text.prefix(120)),
        hint: "sections such as “xdp:” and “tc:” were expected")
    }
    var section: Substring = ""
    var programs: [AttachedProgram] = []
    for line in lines {
      if line.hasSuffix(":"), !line.contains(" ") {
        section = line
      } else if section == "xdp:" || section == "tc:", let program = program(line) {
        programs.append(program)
      }
    }
    return programs
  }

  /// `eth0(2) tcx/ingress cil_from_netdev prog_id 7582 link_id 673`, `eth0(2) clsact/egress NAME id 12`, `eth0(2)
  /// driver id 9`.
  private static func program(_ line: Substring) -> AttachedProgram? {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard words.count >= 4, let open = words[0].lastIndex(of: "("), words[0].hasSuffix(")"),
      let place = words.firstIndex(where: { $0 == "id" || $0 == "prog_id" }), place >= 2, place + 1 < words.count,
      let id = Int(words[place + 1])
    else { return nil }
    let name = words[2..<place].joined(separator: " ")
    return AttachedProgram(
      device: String(words[0][..<open]), hook: String(words[1]), name: name.isEmpty ? nil : name, id: id)
  }
}
