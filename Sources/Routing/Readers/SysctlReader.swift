import Cilium
import Foundation

/// Reads kernel parameters: `sysctl -a` (`net.ipv4.conf.all.rp_filter = 0`) or what `grep -r . /proc/sys/net` prints
/// (`/proc/sys/net/ipv4/conf/all/rp_filter:0`).
public enum SysctlReader {
  /// The parameters that are whole numbers; others, and lines that are none (`sysctl: permission denied on key …`), are
  /// left out.
  ///
  /// - Throws: `ParseError` if there is not a single one.
  public static func parse(_ data: Data) throws -> Sysctls {
    var values: [String: Int] = [:]
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let found = line.hasPrefix("/proc/sys/") ? file(line) : parameter(line)
      if let found, let value = Int(found.value) { values[found.name] = value }
    }
    guard !values.isEmpty else {
      throw ParseError(
        what: "kernel parameters (sysctl -a)", found: String(decoding: data.prefix(160), as: UTF8.self),
        hint: "lines such as “net.ipv4.ip_forward = 1” were expected")
    }
    return Sysctls(values)
  }

  private static func file(_ line: Substring) -> (name: String, value: Substring)? {
    guard let colon = line.lastIndex(of: ":") else { return nil }
    let path = line[..<colon].dropFirst("/proc/sys/".count)
    return (dotted(path), trimmed(line[line.index(after: colon)...]))
  }

  /// `sysctl` writes a device name's dots as slashes.
  private static func parameter(_ line: Substring) -> (name: String, value: Substring)? {
    guard let equals = line.firstIndex(of: "=") else { return nil }
    let name = trimmed(line[..<equals])
    guard !name.contains(where: \.isWhitespace), !name.isEmpty else { return nil }
    return (dotted(name), trimmed(line[line.index(after: equals)...]))
  }

  private static func dotted(_ name: Substring) -> String { String(name.map { $0 == "/" ? "." : $0 }) }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
