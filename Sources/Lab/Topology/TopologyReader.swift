import Foundation
import Yams

/// Reads a topology from the values of its file, and notes all that is wrong with their form.
struct TopologyReader {
  private(set) var problems: [TopologyError.Problem] = []

  /// The keys that each object of a topology may have; `docs/topology.schema.json` says the same.
  static let keys: [String: [String]] = [
    "topology": ["name", "purpose", "podCIDR", "podCIDRv6", "cilium", "networks", "overlays", "nodes", "peers"],
    "cilium": ["devices", "routing", "masquerade", "nonMasqueradeCIDRs", "kubeProxyReplacement", "settings"],
    "network": ["name", "cidr", "gateway", "cidrv6", "gatewayv6", "mtu", "internet"],
    "overlay": ["name", "kind", "device", "cidr", "cidrv6", "mtu", "port"],
    "node": ["name", "podCIDR", "podGateway", "podCIDRv6", "podGatewayv6", "nodeIP", "uplinks", "routes"],
    "peer": ["name", "uplinks"],
    "uplink": [
      "device", "network", "overlay", "address", "addressv6", "publicAddress", "default", "bridgePort",
      "macvlanOver",
    ],
    "route": ["to", "via"],
  ]

  /// - Throws: `TopologyError` with everything that is wrong.
  static func read(_ text: String, file: String) throws -> LabTopology {
    let value: JSONValue
    do {
      value = try RequestBody.yaml(Data(text.utf8))
    } catch {
      throw TopologyError(
        file: file,
        problems: [.init(place: "", what: "it is neither YAML nor JSON (\(error))", remedy: "mend its syntax")])
    }
    var reader = TopologyReader()
    let topology = reader.topology(value)
    // What follows from a value that is missing would only hide that it is.
    let problems = reader.problems.isEmpty ? TopologyCheck(topology).problems : reader.problems
    guard problems.isEmpty else { throw TopologyError(file: file, problems: problems) }
    return topology
  }

  private mutating func topology(_ value: JSONValue) -> LabTopology {
    check(value, is: "topology", at: "")
    // Whoever names an IPv6 prefix alone means a cluster without IPv4.
    let podsv6 = optional(value, "podCIDRv6", at: "")
    let pods = optional(value, "podCIDR", at: "") ?? (podsv6 == nil ? "10.244.0.0/16" : nil)
    let overlays = list(value, "overlays").map { overlay($0.value, at: $0.place) }
    return LabTopology(
      name: text(value, "name", at: ""), purpose: text(value, "purpose", at: ""), podCIDR: pods, podCIDRv6: podsv6,
      cilium: plan(value["cilium"]), networks: list(value, "networks").map { segment($0.value, at: $0.place) },
      overlays: overlays,
      nodes: list(value, "nodes").enumerated().map {
        node($1.value, at: $1.place, number: $0, (pods, podsv6), overlays)
      }, peers: list(value, "peers").map { peer($0.value, at: $0.place, overlays) })
  }

  private mutating func plan(_ value: JSONValue) -> LabTopology.CiliumPlan {
    check(value, is: "cilium", at: "cilium", optional: true)
    var settings: [String: String] = [:]
    for (key, setting) in value["settings"].object {
      switch setting {
      case .string(let text): settings[key] = text
      case .bool(let flag): settings[key] = String(flag)
      case .int(let number): settings[key] = String(number)
      default: note("cilium.settings.\(key)", "it is no text", "write the value as in the ConfigMap cilium-config")
      }
    }
    return LabTopology.CiliumPlan(
      devices: value["devices"] == .null ? nil : texts(value, "devices", at: "cilium"),
      routing: choice(value, "routing", at: "cilium", or: .tunnel),
      masquerade: choice(value, "masquerade", at: "cilium", or: .bpf),
      nonMasqueradeCIDRs: value["nonMasqueradeCIDRs"] == .null
        ? nil : texts(value, "nonMasqueradeCIDRs", at: "cilium"),
      kubeProxyReplacement: flag(value, "kubeProxyReplacement", at: "cilium", or: true), settings: settings)
  }

  private mutating func segment(_ value: JSONValue, at place: String) -> LabSegment {
    check(value, is: "network", at: place)
    return LabSegment(
      name: text(value, "name", at: place), cidr: optional(value, "cidr", at: place),
      gateway: optional(value, "gateway", at: place), cidrv6: optional(value, "cidrv6", at: place),
      gatewayv6: optional(value, "gatewayv6", at: place), mtu: number(value, "mtu", at: place, or: 1500),
      internet: choice(value, "internet", at: place, or: .none))
  }

  private mutating func overlay(_ value: JSONValue, at place: String) -> LabOverlay {
    check(value, is: "overlay", at: place)
    let kind: LabOverlay.Kind = choice(value, "kind", at: place, or: nil) ?? .wireguard
    let usual: (device: String, mtu: Int, port: Int) =
      switch kind {
      case .wireguard: ("wg0", 1420, 51820)
      case .tailscale: ("tailscale0", 1280, 41641)
      case .kubespan: ("kubespan", 1420, 51820)
      case .zerotier: ("zt0", 2800, 9993)
      }
    let port = number(value, "port", at: place, or: usual.port)
    if !(1...65535).contains(port) { note("\(place).port", "\(port) is no port", "give 1 to 65535") }
    return LabOverlay(
      name: text(value, "name", at: place), kind: kind, device: text(value, "device", at: place, or: usual.device),
      cidr: optional(value, "cidr", at: place), cidrv6: optional(value, "cidrv6", at: place),
      mtu: number(value, "mtu", at: place, or: usual.mtu),
      port: UInt16(exactly: port) ?? 0)
  }

  private mutating func node(
    _ value: JSONValue, at place: String, number: Int, _ pods: (ipv4: String?, ipv6: String?), _ overlays: [LabOverlay]
  ) -> LabNode {
    check(value, is: "node", at: place)
    // The n-th /24 of the cluster's IPv4 prefix, the n-th /64 of its IPv6 prefix.
    func own(_ prefix: String?, _ length: Int) -> String? {
      prefix.flatMap(IPNetwork.init).map { $0.subnet(number, length: length).description }
    }
    let podCIDR = optional(value, "podCIDR", at: place) ?? own(pods.ipv4, 24)
    let podCIDRv6 = optional(value, "podCIDRv6", at: place) ?? own(pods.ipv6, 64)
    return LabNode(
      name: text(value, "name", at: place), podCIDR: podCIDR,
      podGateway: optional(value, "podGateway", at: place) ?? podCIDR.flatMap(IPNetwork.init)?.address(1),
      podCIDRv6: podCIDRv6,
      podGatewayv6: optional(value, "podGatewayv6", at: place) ?? podCIDRv6.flatMap(IPNetwork.init)?.address(1),
      nodeIP: text(value, "nodeIP", at: place),
      uplinks: list(value, "uplinks", at: place).map { uplink($0.value, at: $0.place, overlays) },
      routes: list(value, "routes", at: place).map { route($0.value, at: $0.place) })
  }

  private mutating func peer(_ value: JSONValue, at place: String, _ overlays: [LabOverlay]) -> LabPeer {
    check(value, is: "peer", at: place)
    return LabPeer(
      name: text(value, "name", at: place),
      uplinks: list(value, "uplinks", at: place).map { uplink($0.value, at: $0.place, overlays) })
  }

  private mutating func uplink(_ value: JSONValue, at place: String, _ overlays: [LabOverlay]) -> LabUplink {
    check(value, is: "uplink", at: place)
    let overlay = value["overlay"].string
    let device = overlays.first { $0.name == overlay }?.device
    return LabUplink(
      device: text(value, "device", at: place, or: device), network: value["network"].string, overlay: overlay,
      address: optional(value, "address", at: place), addressv6: optional(value, "addressv6", at: place),
      publicAddress: optional(value, "publicAddress", at: place),
      isDefault: flag(value, "default", at: place, or: false),
      bridgePort: optional(value, "bridgePort", at: place), macvlanOver: optional(value, "macvlanOver", at: place))
  }

  private mutating func route(_ value: JSONValue, at place: String) -> LabRoute {
    check(value, is: "route", at: place)
    return LabRoute(to: text(value, "to", at: place), via: text(value, "via", at: place))
  }
}

extension TopologyReader {
  private mutating func note(_ place: String, _ what: String, _ remedy: String) {
    problems.append(.init(place: place, what: what, remedy: remedy))
  }

  private mutating func check(_ value: JSONValue, is kind: String, at place: String, optional: Bool = false) {
    guard case .object(let members) = value else {
      if !(optional && value == .null) { note(place, "it is no object", "give it the keys of a \(kind)") }
      return
    }
    let known = Self.keys[kind] ?? []
    for key in members.keys.sorted() where !known.contains(key) {
      note(path(place, key), "a \(kind) has no such key", "it has \(known.joined(separator: ", "))")
    }
  }

  private func path(_ place: String, _ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

  private mutating func text(_ value: JSONValue, _ key: String, at place: String, or fallback: String? = nil) -> String
  {
    switch value[key] {
    case .string(let text) where !text.isEmpty: return text
    case .null:
      if let fallback { return fallback }
      note(path(place, key), "it is missing", "add it")
    default: note(path(place, key), "it is no text", "write a text")
    }
    return ""
  }

  private mutating func optional(_ value: JSONValue, _ key: String, at place: String) -> String? {
    value[key] == .null ? nil : text(value, key, at: place)
  }

  private mutating func texts(_ value: JSONValue, _ key: String, at place: String) -> [String] {
    guard case .array(let elements) = value[key] else {
      note(path(place, key), "it is no list", "write a list of texts")
      return []
    }
    return elements.enumerated().compactMap { index, element in
      if let text = element.string, !text.isEmpty { return text }
      note("\(path(place, key))[\(index)]", "it is no text", "write a text")
      return nil
    }
  }

  private mutating func number(_ value: JSONValue, _ key: String, at place: String, or fallback: Int) -> Int {
    switch value[key] {
    case .int(let number): return number
    case .null: return fallback
    default:
      note(path(place, key), "it is no whole number", "write digits")
      return fallback
    }
  }

  private mutating func flag(_ value: JSONValue, _ key: String, at place: String, or fallback: Bool) -> Bool {
    switch value[key] {
    case .bool(let flag): return flag
    case .null: return fallback
    default:
      note(path(place, key), "it is neither true nor false", "write true or false")
      return fallback
    }
  }

  private mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ value: JSONValue, _ key: String, at place: String, or fallback: Choice
  ) -> Choice where Choice.RawValue == String {
    choice(value, key, at: place, or: Optional(fallback)) ?? fallback
  }

  private mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ value: JSONValue, _ key: String, at place: String, or fallback: Choice?
  ) -> Choice? where Choice.RawValue == String {
    if value[key] == .null, let fallback { return fallback }
    if let choice = value[key].string.flatMap(Choice.init(rawValue:)) { return choice }
    let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    note(path(place, key), value[key] == .null ? "it is missing" : "it is no known word", "give one of \(choices)")
    return nil
  }

  private mutating func list(
    _ value: JSONValue, _ key: String, at place: String = ""
  ) -> [(place: String, value: JSONValue)] {
    switch value[key] {
    case .array(let elements): return elements.enumerated().map { ("\(path(place, key))[\($0)]", $1) }
    case .null: return []
    default:
      note(path(place, key), "it is no list", "write a list")
      return []
    }
  }
}
