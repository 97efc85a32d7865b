import Cilium

/// Reads the lines of `ip -d addr show`: an unindented line per device, and indented ones with its details.
struct TextLinks {
  let lines: [(number: Int, text: Substring)]
  let what: String

  func links() throws -> [NetworkLink] {
    var links: [NetworkLink] = []
    for (number, text) in lines {
      let words = text.split(whereSeparator: \.isWhitespace)
      if text.first?.isWhitespace == false {
        links.append(try link(words, number, text))
        continue
      }
      guard var last = links.popLast() else { throw error(number, text, "details come after a device") }
      switch words.first {
      case "inet", "inet6": last.addresses.append(try address(words, number, text))
      case "vrf" where value("table", in: words) != nil:
        last.kind = "vrf"
        last.vrfTable = value("table", in: words).map { RoutingTable($0) }
      case let kind? where Self.kinds.contains(kind): last.kind = String(kind)
      default: break
      }
      links.append(last)
    }
    return links
  }

  /// The kinds that matter to a reader; the detail line of a device starts with its kind.
  private static let kinds: Set<Substring> = [
    "veth", "tun", "vxlan", "geneve", "wireguard", "bridge", "bond", "vlan", "dummy", "macvlan", "ipvlan", "ipip",
    "sit",
    "gre", "ip6tnl", "xfrm", "ifb",
  ]

  private func link(_ words: [Substring], _ number: Int, _ text: Substring) throws -> NetworkLink {
    guard words.count > 2, let index = Int(words[0].dropLast()), words[0].hasSuffix(":"), words[1].hasSuffix(":") else {
      throw error(number, text, "a device's line starts with its index and name")
    }
    // A port's name is followed by the device at the other end or below: `eth0@if4:`.
    let name = words[1].dropLast().split(separator: "@").first.map(String.init) ?? ""
    let flags = Set(words[2].trimmingPrefix("<").dropLast().split(separator: ","))
    return NetworkLink(
      name: name, index: index, isUp: flags.contains("UP"), isLoopback: flags.contains("LOOPBACK"),
      master: value("master", in: words), group: value("group", in: words) ?? "default")
  }

  private func address(_ words: [Substring], _ number: Int, _ text: Substring) throws -> LinkAddress {
    guard words.count > 1 else { throw error(number, text, "an address line has an address") }
    let peer = value("peer", in: words)
    let parts = words[1].split(separator: "/")
    // Of a point-to-point link the peer has the length: `inet 10.0.0.1 peer 10.0.0.2/32`.
    let length = peer.flatMap { $0.split(separator: "/").last.flatMap { Int($0) } } ?? parts.last.flatMap { Int($0) }
    guard let first = parts.first, let local = IPAddress(first) else {
      throw error(number, text, "“\(words[1])” is not an address")
    }
    let flags = Set(words)
    var address = LinkAddress(
      local, prefixLength: parts.count == 2 || peer != nil ? length : local.family.bits,
      peer: peer.flatMap { IPAddress($0.split(separator: "/").first ?? "") },
      scope: value("scope", in: words).flatMap { KernelRoute.Scope($0) })
    address.isSecondary = flags.contains("secondary") && local.ipv4 != nil
    address.isTentative = flags.contains("tentative") || flags.contains("dadfailed")
    address.isDeprecated = flags.contains("deprecated")
    address.isOptimistic = flags.contains("optimistic")
    address.isTemporary = flags.contains("temporary")
    return address
  }

  private func value(_ name: Substring, in words: [Substring]) -> String? {
    guard let place = words.firstIndex(of: name), place + 1 < words.count else { return nil }
    return String(words[place + 1])
  }

  private func error(_ number: Int, _ text: Substring, _ hint: String) -> ParseError {
    ParseError(what: what, at: .line(number), found: String(text), hint: hint)
  }
}
