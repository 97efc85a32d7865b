import Cilium

/// What random routes, rules and questions are made of: few enough that they meet.
enum Pool {
  static let prefixes4 = [
    "default", "default", "10.0.0.0/8", "10.0.0.0/16", "10.0.1.0/24", "10.0.1.2/32", "10.0.2.0/25", "10.0.2.3/32",
    "10.1.0.0/16", "10.1.2.0/24", "10.1.2.128/25", "10.1.2.200/32", "192.168.0.0/16", "192.168.7.0/24", "8.0.0.0/7",
    "8.8.8.8/32", "172.16.0.0/12", "224.0.0.0/4", "239.1.0.0/16", "127.5.0.0/16", "100.64.0.0/10", "0.0.0.0/1",
  ]
  static let hosts4 = (0..<4).flatMap { network in (1..<6).map { "10.0.\(network).\($0)" } }
  static let gateways4 = ["10.0.0.1", "10.0.1.2", "10.0.2.3", "10.0.3.254", "192.168.7.9", "10.7.1.1"]
  static let targets4 =
    hosts4 + [
      "8.8.8.8", "9.9.9.9", "10.1.2.3", "10.1.2.129", "10.1.2.200", "10.1.3.3", "10.0.0.255", "10.0.255.255",
      "10.0.1.77",
      "10.7.1.1", "192.168.7.9", "192.168.1.1", "172.16.3.4", "100.64.0.9", "127.0.0.1", "127.5.1.1", "203.0.113.5",
      "224.0.0.5", "239.1.2.3", "239.9.9.9", "255.255.255.255", "0.0.0.0", "0.1.2.3",
    ]

  static let prefixes6 = [
    "default", "default", "2001:db8::/32", "2001:db8::/48", "2001:db8:0:1::/64", "2001:db8:0:1::2/128",
    "2001:db8:9::/48",
    "2001:db8:9:9::/64", "fd00::/8", "fd00:0:0:1::/64", "2000::/3", "2002::/16", "64:ff9b::/96", "fe80::/64",
    "ff0e::/16",
  ]
  static let plainPrefixes6 = ["2001:db8::/48", "2001:db8:9:9::/64", "2000::/3", "fd00::/8"]
  static let hosts6 = (0..<3).flatMap { network in
    (1..<7).flatMap { ["2001:db8:0:\(network)::\($0)", "fd00:0:0:\(network)::\($0)"] }
  }
  static let gateways6 = ["2001:db8::1", "2001:db8:0:1::fe", "fd00::9", "fe80::1", "fe80::77", "2001:db8:9::9"]
  static let targets6 =
    hosts6 + [
      "2001:db8:9:9::9", "2001:db8:9::1", "2001:db8:0:1::77", "2600::1", "2002:a00::3", "2002:1::1", "64:ff9b::808:808",
      "fd00:5::5", "::1", "fe80::77", "ff02::1", "ff0e::5", "ff05::2", "3000::1", "::ffff:1.2.3.4", "::5", "fec0::1",
      "2001:db8::",
    ]

  static let ruleMarks = ["1", "2", "1/1", "0x80000/0xff0000", "0/2", "0x3/0x7"]
  static let marks: [UInt32] = [0, 0, 0, 1, 2, 3, 0x80000, 0x80001]

  static func isMulticast(_ text: String) -> Bool {
    text.hasPrefix("ff") || text.hasPrefix("224.") || text.hasPrefix("239.")
  }

  // swift-format-ignore: NeverForceUnwrap
  static func address(_ text: String) -> IPAddress { IPAddress(text)! }
}
