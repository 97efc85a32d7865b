extension KernelTables {
  /// Reads `ip addr show` as it is printed for people: a line per device at the margin, its details below, indented. Kinds
  /// are not told there, and a device's type is empty.
  ///
  /// - Throws: ``ParseError`` where not a single device is told.
  public static func devices(text: some StringProtocol) throws -> [Device] {
    var found: [TextDevice] = []
    // By bytes: programs in containers end lines with a line feed, and grapheme breaking is slow.
    for line in Substring(text).utf8.split(separator: UInt8(ascii: "\n")).map({ Substring($0) }) {
      let words = line.split(separator: " ")
      if line.first?.isNumber == true {
        if let device = TextDevice(words) { found.append(device) }
      } else if !found.isEmpty {
        found[found.count - 1].take(words)
      }
    }
    guard !found.isEmpty else {
      throw ParseError(
        what: "the node's devices (ip addr show)", found: String(text.prefix(100)), hint: "not even lo")
    }
    let indices = Dictionary(found.map { ($0.name, $0.index) }, uniquingKeysWith: { first, _ in first })
    return found.map { $0.device(indices: indices) }
  }
}

/// A device among lines.
private struct TextDevice {
  let index: Int
  let name: String
  private let flags: [String]
  private let mtu: Int
  private let operState: String
  private let master: String?
  private var hardwareAddress = ""
  private var addresses: [IPAddress] = []
  private var tentative: [IPAddress] = []
  private var otherNames: [String] = []
  private var secondary: [IPAddress] = []
  private let parent: String?
  private var vlanID: Int?

  /// The first line of a device: `3: eth0@if4: <BROADCAST,UP> mtu 1500 … master br0 state UP …`.
  init?(_ words: [Substring]) {
    func value(_ key: Substring) -> String? {
      guard let place = words.firstIndex(of: key), place + 1 < words.count else { return nil }
      return String(words[place + 1])
    }
    guard words.count > 4, words[0].hasSuffix(":"), let index = Int(words[0].dropLast()), words[1].hasSuffix(":"),
      let mtu = value("mtu").flatMap({ Int($0) }), let name = words[1].dropLast().split(separator: "@").first
    else { return nil }
    parent = words[1].dropLast().split(separator: "@").dropFirst().first.map(String.init)
    self.index = index
    self.name = String(name)
    self.mtu = mtu
    flags = words[2].split { "<,>".contains($0) }.map(String.init)
    operState = value("state")?.lowercased() ?? ""
    master = value("master")
  }

  mutating func take(_ words: [Substring]) {
    guard words.count > 1 else { return }
    switch words[0] {
    case "link/ether": hardwareAddress = String(words[1])
    case "altname": otherNames.append(String(words[1]))
    case "vlan": vlanID = words.firstIndex(of: "id").flatMap { $0 + 1 < words.count ? Int(words[$0 + 1]) : nil }
    case "inet", "inet6":
      guard let address = words[1].split(separator: "/").first.flatMap({ IPAddress($0) }) else { return }
      addresses.append(address)
      if words.contains("tentative") || words.contains("dadfailed") { tentative.append(address) }
      if words.contains("secondary") { secondary.append(address) }
    default: break
    }
  }

  func device(indices: [String: Int]) -> Device {
    let bits = KernelTables.bits(of: flags)
    var device = Device(
      name: name, index: index, type: "", mtu: mtu, hardwareAddress: hardwareAddress,
      flags: LinkFlags.names(of: bits), addresses: addresses, operStatus: operState, rawFlags: bits,
      masterIndex: master.map { indices[$0] ?? -1 } ?? 0, alternativeNames: otherNames.isEmpty ? nil : otherNames,
      tentativeAddresses: tentative.isEmpty ? nil : tentative)
    if !secondary.isEmpty { device.secondaryAddresses = secondary }
    if let vlanID, let parent = parent.flatMap({ indices[$0] }) {
      device.vlan = Device.VLAN(id: vlanID, parentIndex: parent)
    }
    return device
  }
}
