import Foundation

/// The parts of `status -o json` that netproof reads (`api/v1/models/status_response.go` in Cilium).
struct StatusDocument: Decodable {
  struct State: Decodable {
    let state: String?
    let msg: String?
  }

  struct Masquerading: Decodable {
    struct Protocols: Decodable { let ipv4: Bool? }
    let enabled: Bool?
    let enabledProtocols: Protocols?
    let mode: String?
    let snatExclusionCIDRv4: String?
    let snatExclusionCIDR: String?

    enum CodingKeys: String, CodingKey {
      case enabled, enabledProtocols, mode
      case snatExclusionCIDRv4 = "snat-exclusion-cidr-v4"
      case snatExclusionCIDR = "snat-exclusion-cidr"
    }
  }

  struct KubeProxyReplacement: Decodable {
    struct Device: Decodable {
      let name: String
      let ip: [String]?
    }
    let mode: String?
    let deviceList: [Device]?
    let directRoutingDevice: String?
  }

  struct Routing: Decodable {
    let interHostMode: String?
    let intraHostMode: String?
    let tunnelProtocol: String?

    enum CodingKeys: String, CodingKey {
      case interHostMode = "inter-host-routing-mode"
      case intraHostMode = "intra-host-routing-mode"
      case tunnelProtocol = "tunnel-protocol"
    }
  }

  struct IPAM: Decodable { let allocations: [String: String]? }

  struct Cluster: Decodable {
    let ciliumHealth: State?
    let ownName: String?
    enum CodingKeys: String, CodingKey {
      case ciliumHealth
      case ownName = "self"
    }
  }

  /// Required: it is what tells a status from any other JSON object.
  let cilium: State
  let masquerading: Masquerading?
  let kubeProxyReplacement: KubeProxyReplacement?
  let routing: Routing?
  let ipam: IPAM?
  let cluster: Cluster?

  enum CodingKeys: String, CodingKey {
    case cilium, masquerading, routing, ipam, cluster
    case kubeProxyReplacement = "kube-proxy-replacement"
  }
}

extension AgentStatus {
  init(_ document: StatusDocument) {
    masquerading = document.masquerading.map(Masquerading.init)
    kubeProxyReplacement = document.kubeProxyReplacement.map(KubeProxyReplacement.init)
    routing = document.routing.map {
      Routing(
        interHostMode: $0.interHostMode ?? "", intraHostMode: $0.intraHostMode ?? "",
        tunnelProtocol: $0.tunnelProtocol)
    }
    stateMessage = document.cilium.msg ?? ""
    state = document.cilium.state ?? "Unknown"
    // "1.19.4 (v1.19.4-95e477fdcfd3)" when all is well, a reason otherwise.
    let firstWord = stateMessage.prefix { $0 != " " }
    ciliumVersion = firstWord.first?.isNumber == true ? String(firstWord) : nil
    allocations = document.ipam?.allocations ?? [:]
    nodeName = document.cluster?.ownName
    healthState = document.cluster?.ciliumHealth?.state
  }
}

extension AgentStatus.Masquerading {
  init(_ document: StatusDocument.Masquerading) {
    // The agent leaves `mode` and `enabled` out when nothing is translated.
    enabled = document.enabled ?? false
    mode = enabled ? MasqueradeMode(document.mode ?? "") : .disabled
    ipv4Enabled = document.enabledProtocols?.ipv4 ?? false
    snatExclusionCIDR = (document.snatExclusionCIDRv4 ?? document.snatExclusionCIDR).flatMap(IPv4CIDR.init(_:))
  }
}

extension AgentStatus.KubeProxyReplacement {
  init(_ document: StatusDocument.KubeProxyReplacement) {
    mode = document.mode ?? ""
    devices = (document.deviceList ?? []).map { device in
      AgentStatus.SelectedDevice(name: device.name, addresses: (device.ip ?? []).filter { !$0.isEmpty })
    }
    directRoutingDevice = document.directRoutingDevice.flatMap { $0.isEmpty ? nil : $0 }
  }
}
