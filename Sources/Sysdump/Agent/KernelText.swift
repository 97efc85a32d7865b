import Cilium
import Foundation
import Routing

/// What a node's kernel tells by `ip` and `sysctl`, beside an agent's tables or in their place (up to 1.14).
enum KernelText {
  /// `ip a`, or as JSON, with kinds, `ip -j -d addr show`.
  static func devices(_ text: FileText) throws -> [Device] {
    text.first == UInt8(ascii: "[")
      ? try KernelTables.devices(json: text.data) : try KernelTables.devices(text: text.text)
  }

  /// `ip -d rule`.
  ///
  /// - Throws: `ParseError` for anything else. IPv4's last rule leads to the table default (Linux net/ipv4/fib_rules.c,
  ///   `fib_default_rules_init`), IPv6's to main: a listing without it has lost its end, and what stood there.
  static func rules(_ text: FileText, _ family: IPFamily) throws -> [PolicyRule] {
    let rules = try RuleReader.parse(text.data, family: family)
    // Others lead packets with their marks there, too, by rules of their own before the kernel's.
    let (last, lastOwn) = family == .ipv4 ? (RoutingTable.default, 32767) : (.main, 32766)
    guard
      (family == .ipv6 && rules.isEmpty)
        || rules.contains(where: { $0.action == .lookup(last) && $0.priority >= lastOwn })
    else {
      throw ParseError(
        what: "the routing policy rules (ip rule)", found: String(text.text.suffix(80)),
        hint: "no rule leads to the table \(last.rawValue): the listing is cut")
    }
    return rules
  }

  /// Those of `sysctl -a`, which has thousands, that decide about forwarding (`ip_forward`, `forwarding`, `rp_filter`,
  /// `src_valid_mark`), but for the devices of pods, Cilium's own and the loopback device; and those of sockets' buffers.
  static func sysctls(_ text: FileText) throws -> [String: Int] {
    let wanted = text.lines(
      with: ".rp_filter", ".src_valid_mark", ".forwarding", "ip_forward", "net.core.rmem_", "net.core.wmem_")
    let lines = wanted.map(\.text).filter { line in
      if line.hasPrefix("net.ipv4.ip_forward ") || Sysctls.socketBuffers.contains(where: { line.hasPrefix($0 + " ") }) {
        return true
      }
      guard line.hasPrefix(perDevice), let equals = line.firstIndex(of: "=") else { return false }
      let name = line[..<equals].dropFirst(perDevice.count).trimmed
      guard let dot = name.lastIndex(of: "."),
        ["rp_filter", "src_valid_mark", "forwarding"].contains(name[dot...].dropFirst())
      else {
        return false
      }
      return !["lo.", "lxc", "veth", "cilium_"].contains(where: name.hasPrefix)
    }
    return try SysctlReader.parse(Data(lines.joined(separator: "\n").utf8)).values
  }

  private static let perDevice = "net.ipv4.conf."

  /// `ip route`. Of very many routes those over Cilium's own devices are left out, as of the agent's table: there is one
  /// to every other node's pods.
  static func routes(_ text: FileText, _ family: IPFamily) throws -> [KernelRoute] {
    guard text.first != UInt8(ascii: "["), text.lineCount > StateTables.mostRoutes else {
      return try RouteReader.parse(text.data, family: family)
    }
    var kept = Data()
    text.eachLine { _, line in
      guard !isOverOwnDevice(line) else { return }
      kept.append(contentsOf: line)
      kept.append(0x0A)
    }
    return try RouteReader.parse(kept, family: family)
  }

  /// `10.0.1.0/24 via 10.0.0.9 dev cilium_host …`; not one of several hops, which has lines of its own for them.
  private static func isOverOwnDevice(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let first = line.first, first != 0x20, first != 0x09 else { return false }
    return ByteText.contains(line, " dev cilium_") || ByteText.contains(line, " dev lxc")
  }

  /// `ip -d link`: a device's kind stands at the beginning of an indented line.
  static func kinds(_ text: FileText) -> [String: String] {
    let links = try? LinkReader.parse(text.first == UInt8(ascii: "[") ? text.data : withoutCounts(text))
    return (links ?? []).reduce(into: [:]) { $0[$1.name] = $1.kind }
  }

  /// The lines without the counters of `-s`, which are most: indented, and begun by `RX`, `TX` or a number.
  private static func withoutCounts(_ text: FileText) -> Data {
    var kept = Data(capacity: text.bytes.count)
    text.eachLine { _, line in
      let margin = line.prefix { $0 == 0x20 }.count
      if margin > 0, margin < line.count {
        let rest = UnsafeRawBufferPointer(rebasing: line[margin...])
        let isCount = (0x30...0x39).contains(rest[0])
        if isCount || ByteText.starts(rest, with: "RX") || ByteText.starts(rest, with: "TX") { return }
      }
      kept.append(contentsOf: line)
      kept.append(0x0A)
    }
    return kept
  }

  /// The MTUs that routes name: `10.0.1.0/24 via 10.0.0.9 dev cilium_host … mtu 1230`.
  ///
  /// Of very many with the same MTU only the first ones are kept: they tell as much.
  static func mtus(_ text: FileText) -> [RouteMTU] {
    var counts: [Int: Int] = [:]
    let most = text.lineCount > StateTables.mostRoutes ? mostAlike : .max
    var found: [RouteMTU] = []
    text.eachLine { number, line in
      guard let mtu = mtu(line), counts[mtu, default: 0] < most, ByteText.contains(line, " cilium_") else { return }
      let line = String(decoding: line, as: UTF8.self)
      guard let destination = line.split(separator: " ").first.flatMap({ IPPrefix($0) }) else { return }
      counts[mtu, default: 0] += 1
      let reference = FileReference(
        path: text.reference.path, line: number, modified: text.reference.modified, excerpt: line)
      found.append(RouteMTU(destination: destination, mtu: mtu, reference: reference))
    }
    return found
  }

  /// The number after the word `mtu`, and after `lock` where that is between.
  private static func mtu(_ line: UnsafeRawBufferPointer) -> Int? {
    guard let start = ByteText.first(" mtu ", in: line) else { return nil }
    var words = String(decoding: line.dropFirst(start + 5).prefix(32), as: UTF8.self).split(separator: " ")[...]
    if words.first == "lock" { words = words.dropFirst() }
    return words.first.flatMap { Int($0) }
  }

  private static let mostAlike = 32

  /// `uname -a`: `Linux HOST RELEASE …`.
  static func kernel(_ text: String) -> String? {
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.count > 2 && words[0] == "Linux" ? String(words[2]) : nil
  }
}
