import Cilium
import Routing

/// What `ip` prints of a node for people, where an agent keeps no tables of it (up to 1.14).
enum KernelText {
  /// `ip a`: a line per device at the margin, its addresses below, indented.
  static func devices(_ text: FileText) -> [Device] {
    var found: [(head: Head, addresses: [IPAddress])] = []
    for (_, line) in text.lines {
      let words = line.split(separator: " ")
      if line.first?.isNumber == true {
        if let head = Head(words) { found.append((head, [])) }
      } else if words.first == "inet" || words.first == "inet6", words.count > 1, !found.isEmpty {
        let address = words[1].split(separator: "/").first.flatMap { IPAddress($0) }
        if let address { found[found.count - 1].addresses.append(address) }
      }
    }
    return found.map { $0.head.device($0.addresses) }
  }

  /// The first line of a device: `3: eth0@if4: <BROADCAST,UP> mtu 1500 qdisc …`.
  private struct Head {
    let index: Int
    let name: String
    let flags: Set<String>
    let mtu: Int

    init?(_ words: [Substring]) {
      guard words.count > 4, words[0].hasSuffix(":"), let index = Int(words[0].dropLast()), words[1].hasSuffix(":"),
        let place = words.firstIndex(of: "mtu"), place + 1 < words.count, let mtu = Int(words[place + 1]),
        let name = words[1].dropLast().split(separator: "@").first
      else { return nil }
      self.index = index
      self.name = String(name)
      self.mtu = mtu
      flags = Set(words[2].trimmingPrefix("<").split { $0 == "," || $0 == ">" }.map { $0.lowercased() })
    }

    func device(_ addresses: [IPAddress]) -> Device {
      var names = flags.intersection(["up", "broadcast", "loopback", "multicast"])
      if flags.contains("pointopoint") { names.insert("pointtopoint") }
      if flags.contains("lower_up") { names.insert("running") }
      return Device(name: name, index: index, type: "", mtu: mtu, flags: names, addresses: addresses, operStatus: "")
    }
  }

  /// `ip -d link`: a device's kind stands at the beginning of an indented line.
  static func kinds(_ text: FileText) -> [String: String] {
    let links = try? LinkReader.parse(text.data)
    return (links ?? []).reduce(into: [:]) { $0[$1.name] = $1.kind }
  }

  /// The MTUs that routes name: `10.0.1.0/24 via 10.0.0.9 dev cilium_host … mtu 1230`.
  static func mtus(_ text: FileText) -> [RouteMTU] {
    text.lines.compactMap { number, line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "mtu"), place + 1 < words.count, let mtu = Int(words[place + 1]),
        let first = words.first, words.contains(where: { $0.hasPrefix("cilium_") }),
        let destination = IPPrefix(first)
      else { return nil }
      let reference = FileReference(
        path: text.reference.path, line: number, modified: text.reference.modified, excerpt: line)
      return RouteMTU(destination: destination, mtu: mtu, reference: reference)
    }
  }

  /// `uname -a`: `Linux HOST RELEASE …`.
  static func kernel(_ text: Substring) -> String? {
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.count > 2 && words[0] == "Linux" ? String(words[2]) : nil
  }
}
