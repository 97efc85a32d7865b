import Conformance

/// What a setting looks like in Cilium's tables and on the wire, with the example cluster's values.
enum HandbookEvidence {
  /// An example of an ICMP identifier.
  private static let id = 7

  /// In Cilium's tables, from the scenario's expectations.
  static func tables(_ record: ScenarioRecord, _ facts: ClusterFacts, _ localizer: Localizer) -> String {
    func values(_ aspect: Aspect) -> String {
      let texts = record.cases.filter { $0.aspect == aspect }.compactMap { entry -> String? in
        guard case .expected(let expectation) = entry.prediction else { return nil }
        return Markdown.code(expectation.outcome.description)
      }
      return texts.uniqued().joined(separator: ", ")
    }
    var lines = [
      "- " + localizer(HandbookPhrase.nodeListSays, ["values": values(.nodeIP)]),
      "- " + localizer(HandbookPhrase.masqueradingSays, ["values": values(.masquerade)]),
      "- " + mtu(facts, localizer),
    ]
    guard let node = facts.nodes.first, let wire = WireForecast(from: node.name, facts: facts) else {
      return lines.joined(separator: "\n")
    }
    let pod = wire.podAddress ?? "POD"
    guard wire.isBPF else { return (lines + ["- " + localizer(HandbookPhrase.natNotCilium)]).joined(separator: "\n") }
    lines += nat(pod, "8.8.8.8", wire.externalSource, node.name, localizer)
    if let address = wire.nodeAddress { lines += nat(pod, address, wire.nodeAddressSource, node.name, localizer) }
    return lines.joined(separator: "\n")
  }

  private static func mtu(_ facts: ClusterFacts, _ localizer: Localizer) -> String {
    let forecast = SettingForecast(facts)
    guard let node = facts.nodes.first, let mtu = forecast.podMTU(of: node) else {
      return localizer(HandbookPhrase.mtuUnknown)
    }
    return localizer(HandbookPhrase.mtuSays, ["device": String(mtu.device), "route": String(mtu.route)])
  }

  /// The entries of one probe's flow, in the form of `cilium-dbg bpf nat list`.
  private static func nat(
    _ pod: String, _ target: String, _ source: String?, _ node: String, _ localizer: Localizer
  ) -> [String] {
    let probe = "ping \(target)"
    guard let source else {
      return ["- " + localizer(HandbookPhrase.natHoldsNone, ["node": Markdown.text(node), "probe": probe])]
    }
    return [
      "- " + localizer(HandbookPhrase.natHolds, ["node": Markdown.text(node), "probe": probe]), "",
      "  ```text",
      "  ICMP OUT \(pod):\(id) -> \(target):0 XLATE_SRC \(source):\(id)",
      "  ICMP IN \(target):0 -> \(source):\(id) XLATE_DST \(pod):\(id)",
      "  ```", "",
    ]
  }

  /// On the wire, by the rules of paths.
  static func wire(_ facts: ClusterFacts, _ localizer: Localizer) -> String {
    guard let node = facts.nodes.first, let wire = WireForecast(from: node.name, facts: facts) else { return "" }
    let pod = wire.podAddress ?? "POD"
    var lines = ["- " + localizer(HandbookPhrase.wireNone)]
    if let device = wire.tunnelDevice, let here = wire.outerAddresses.first, let there = wire.outerAddresses.last {
      lines.append(
        "- "
          + localizer(
            wire.tunnelArrives ? HandbookPhrase.wireTunnel : .wireTunnelLost,
            ["here": here, "there": there, "device": Markdown.code(device), "physical": physical(wire)]))
    }
    if let device = wire.nodeAddressDevice, let target = wire.nodeAddress {
      lines.append(
        "- "
          + localizer(
            wire.nodeAddressSource == nil ? HandbookPhrase.wireNodeBare : .wireNode,
            ["target": target, "device": Markdown.code(device), "source": wire.nodeAddressSource ?? pod]))
    }
    if let device = wire.externalDevice {
      lines.append(
        "- "
          + localizer(
            wire.externalSource == nil ? HandbookPhrase.wireExternalBare : .wireExternal,
            ["device": Markdown.code(device), "source": wire.externalSource ?? pod]))
    }
    lines += ["", localizer(HandbookPhrase.listen), "", "```sh"] + commands(wire) + ["```"]
    return lines.joined(separator: "\n")
  }

  private static func physical(_ wire: WireForecast) -> String { Markdown.code(wire.externalDevice ?? "") }

  private static func commands(_ wire: WireForecast) -> [String] {
    var commands: [String] = []
    if let device = wire.tunnelDevice { commands.append("tcpdump -ni \(device) udp port 8472") }
    if let device = wire.externalDevice {
      commands += ["tcpdump -ni \(device) udp port 41641", "tcpdump -ni \(device) icmp and host 8.8.8.8"]
    }
    if let device = wire.nodeAddressDevice, let target = wire.nodeAddress {
      commands.append("tcpdump -ni \(device) icmp and host \(target)")
    }
    return commands
  }
}
