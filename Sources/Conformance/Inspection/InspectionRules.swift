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
    case .socketPrograms: unlisted(node) ?? socketPrograms(model.configuration(of: node))
    case .xdpDevices: unlisted(node) ?? xdpDevices(node, model)
    default: .unknown("\(aspect.rawValue) is asked of pairs of nodes")
    }
  }

  /// Where nothing lists programs, nothing is asked of them.
  private static func unlisted(_ node: NodeFacts) -> Prediction? {
    node.listsPrograms == false
      ? .notApplicable("the agent's container on \(node.name) has no bpftool that would list programs") : nil
  }

  /// What is written where every program that translates at sockets is there.
  static let atSockets = "every socket"

  /// What is written where none is.
  static let atNoSocket = "no socket"

  private static func socketPrograms(_ configuration: CiliumConfigMap) -> Prediction {
    let source = "Cilium pkg/datapath/loader (base.go, Reinitialize), pkg/socketlb"
    guard configuration.servesSockets else {
      return expect(
        .value(atNoSocket), because: "Services are not translated at sockets: bpf-lb-sock is off", source: source)
    }
    return expect(
      .value(atSockets), because: "Services are translated when sockets connect, whatever device is behind them",
      source: source)
  }

  private static func xdpDevices(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    let configuration = model.configuration(of: node)
    switch configuration.acceleration {
    case "disabled": return .notApplicable("bpf-lb-acceleration is off: Services are balanced behind XDP")
    case "best-effort":
      return .unknown("bpf-lb-acceleration is best-effort: which devices' drivers can do XDP is not known")
    default: break
    }
    guard configuration.replacesKubeProxy(in: node.release) else {
      return .unknown("bpf-lb-acceleration is set, and NodePorts are kube-proxy's")
    }
    return expect(
      .value(list(model.selectedDevices(of: node).filter { $0 != "cilium_wg0" })),
      because: "bpf-lb-acceleration hangs Cilium's XDP program on every selected device",
      source: "Cilium pkg/datapath/loader (base.go, reinitializeXDPLocked)")
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
