import Cilium

/// What must be seen where nothing is sent.
extension Rules {
  /// The expectation of an aspect that only `diagnose` asks about a node.
  static func inspected(_ aspect: Aspect.Kind, _ node: NodeFacts, _ model: PathModel) -> Prediction {
    switch aspect {
    case .attachedDevices:
      expect(
        .value(list(model.selectedDevices(of: node))),
        because: "Cilium's programs hang on every selected device, and on no other outside device",
        source: "Cilium pkg/datapath/loader (reloadHostDatapath)")
    case .podMTU: podMTU(node, model)
    case .tunnelPort: tunnelPort(node, model)
    case .podPrograms:
      expect(
        .value(everyDevice), because: "Cilium hangs its programs on every pod's device and on its own",
        source: "Cilium pkg/datapath/loader (endpoint.go, host.go, overlay.go)")
    case .programOrder:
      expect(
        .value(ciliumFirst), because: "what another program takes first, Cilium does not see",
        source: "Linux net/core/dev.c (sch_handle_ingress: TCX before tc's filters); Cilium pkg/datapath/loader "
          + "(tcx.go)")
    default: .unknown("\(aspect.rawValue) is asked of pairs of nodes")
    }
  }

  private static func podMTU(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    guard let mtu = PodMTU(node, model) else { return .unknown("no device tells an MTU for pods") }
    return expect(
      .value(mtus(device: mtu.device, route: mtu.route)), because: mtu.reason, source: "Cilium pkg/mtu")
  }

  /// How a pair of MTUs is written, by expectations and observations alike.
  static func mtus(device: Int, route: Int) -> String { "devices \(device), routes to other nodes \(route)" }

  /// What is written where nothing that is known drops the tunnel's packets.
  static let openPort = "no rule drops it"

  /// What is written where no device lacks its program.
  static let everyDevice = "every device"

  /// What is written where no program of somebody else's comes before Cilium's.
  static let ciliumFirst = "Cilium's programs first"

  private static func tunnelPort(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    guard !model.isNative else { return .notApplicable("without a tunnel no port of it must be open") }
    return expect(
      .value(openPort),
      because: "packets of pods on other nodes come to UDP \(model.configuration.tunnelPort) of \(node.name)",
      source: "Cilium documentation (system requirements, firewall rules)")
  }

  /// The health endpoint has a pod's address: the agent's host reaches it as pods reach each other.
  static func otherNodeHealth(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    crossNode(node, target, model)
  }

  private static func expect(_ outcome: Outcome, because reason: Sentence, source: String) -> Prediction {
    var expectation = Expectation(outcome, because: reason, source: source)
    expectation.mechanism = .configured
    return .expected(expectation)
  }
}

extension CiliumConfigMap {
  /// The UDP port of the tunnel: the ConfigMap's, else that of the protocol (8472 of VXLAN, 6081 of Geneve).
  var tunnelPort: Int {
    data["tunnel-port"].flatMap { Int($0) }.flatMap { $0 == 0 ? nil : $0 } ?? (tunnelProtocol == "geneve" ? 6081 : 8472)
  }
}
