/// The public DNS server at 8.8.8.8: a real dnsmasq that knows a handful of names and answers NXDOMAIN to the rest.
enum UpstreamDNS {
  static var command: [String] {
    [
      "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--group=root", "--pid-file=",
      "--no-resolv", "--no-hosts", "--cache-size=0", "--bind-interfaces",
      "--listen-address=\(LabTopology.upstreamDNSAddress)", "--except-interface=none", "--local=/#/",
    ] + LabTopology.externalNames.map { "--host-record=\($0.0),\($0.1)" }
  }
}
