/// The short outputs: version, encryption, maps, node ids.
enum MiscellaneousFormat {
  static func versionText(_ build: LabCilium.Build) -> String {
    let line =
      "\(build.version) \(build.revision) \(build.authorDate) go version \(build.goVersion) \(GoPlatform.name)\n"
    return "Client: \(line)Daemon: \(line)"
  }

  static func versionJSON(_ build: LabCilium.Build) -> GoJSON {
    let version: GoJSON = [
      "Version": .string(build.version), "Revision": .string(build.revision),
      "GoRuntimeVersion": .string(build.goVersion), "Arch": .string(GoPlatform.name),
      "AuthorDate": .string(build.authorDate),
    ]
    return ["Client": version, "Daemon": version]
  }

  /// The mode stands in a field of 26 characters.
  static func encryptionText() -> String { "Encryption: Disabled" + String(repeating: " ", count: 18) + "\n" }

  /// `map list`: the maps whose contents the stand-in knows.
  static func mapList(_ facts: AgentFacts, conntrackEntries: Int, natEntries: Int) -> String {
    let frontends = facts.services.reduce(0) { $0 + 1 + $1.backends.count }
    var rows: [(name: String, count: Int)] = [
      ("cilium_ct4_global", conntrackEntries), ("cilium_snat_v4_external", natEntries),
      ("cilium_lb4_services_v2", frontends), ("cilium_lb4_reverse_nat", facts.services.count),
      ("cilium_lxc", facts.endpoints.reduce(0) { $0 + $1.addresses.count }),
    ]
    rows += facts.endpoints.map { endpoint in
      let digits = "\(endpoint.id)"
      return ("cilium_policy_v2_" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits, 3)
    }
    return TabWriter().format(
      rows: [["Name", "Num entries", "Num errors", "Cache enabled"]]
        + rows.map { [$0.name, "\($0.count)", "0", "true"] })
  }

  /// `bpf nodeid list`.
  static func nodeIDs(_ facts: AgentFacts) -> String {
    let rows = facts.nodes.flatMap { node in
      let id = "0x" + String(StableNumber.number(of: node.name, in: 0x1000...0x7fff), radix: 16)
      return (node.ciliumInternalIPs + node.nodeIPs).map { [id, $0, "0"] }
    }
    return TabWriter().format(rows: [["NODE ID", "IP ADDRESSES", "SPI"]] + rows)
  }
}
