/// The public DNS server at 8.8.8.8: a real dnsmasq that knows a handful of names and answers NXDOMAIN to the rest.
enum UpstreamDNS {
  /// - Parameter families: Over which it is asked, and of which it has addresses.
  static func command(_ families: [AddressFamily]) -> [String] {
    let addresses = families.map { "--listen-address=\(LabTopology.upstreamDNSAddress($0))" }
    let names = families.flatMap(LabTopology.externalNames).map { "--host-record=\($0.0),\($0.1)" }
    return [
      "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--group=root", "--pid-file=",
      "--no-resolv", "--no-hosts", "--cache-size=0", "--bind-interfaces",
      "--except-interface=none", "--local=/#/",
    ] + addresses + names
  }
}
