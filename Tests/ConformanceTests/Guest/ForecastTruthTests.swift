import Cilium
import Testing

@testable import Conformance

/// What `explain --devices` must say, from nothing but what scenario A's cluster tells: the table of what the real
/// cluster then did under each setting.
@Suite("From one setting's facts, every other setting's truth is forecast")
struct ForecastTruthTests {
  /// A row of the truth: what a pod on the master, and one on the worker, was seen to reach.
  struct Truth: Sendable, CustomTestStringConvertible {
    let devices: String
    var configuration: [String: String] = [:]
    let selected: String
    let masquerade: String
    let external: Bool
    let otherNode: Bool
    let apiFromWorker: Bool
    let payload: Int
    let externalNAT: [String]?
    let nodeNAT: [String]?
    var testDescription: String { devices.isEmpty ? "unset" : devices }
  }

  private static let physicalAddresses = ["10.0.0.239", "10.0.0.24"]
  private static let tailnetAddresses = ["100.64.0.1", "100.64.0.2"]
  private static let both = "enp0s6, tailscale0"

  private static func everything(_ devices: String) -> Truth {
    Truth(
      devices: devices, selected: both, masquerade: "BPF [\(both)]", external: true, otherNode: true,
      apiFromWorker: true, payload: 1202, externalNAT: physicalAddresses, nodeNAT: tailnetAddresses)
  }

  private static func physicalOnly(_ devices: String) -> Truth {
    Truth(
      devices: devices, selected: "enp0s6", masquerade: "BPF [enp0s6]", external: true, otherNode: false,
      apiFromWorker: false, payload: 8922, externalNAT: physicalAddresses, nodeNAT: nil)
  }

  static let table: [Truth] = [
    physicalOnly("enp0s6"), physicalOnly("enp+,!tailscale0"), physicalOnly("!tailscale0,enp+"),
    Truth(
      devices: "tailscale0", selected: "tailscale0", masquerade: "BPF [tailscale0]", external: false, otherNode: true,
      apiFromWorker: true, payload: 1202, externalNAT: nil, nodeNAT: tailnetAddresses),
    everything("enp0s6,tailscale0"), everything(""), everything("enp+,tailscale+"),
    Truth(
      devices: "tailscale0", configuration: ["enable-bpf-masquerade": "false"], selected: "tailscale0",
      masquerade: "IPTables", external: true, otherNode: true, apiFromWorker: true, payload: 1202, externalNAT: nil,
      nodeNAT: nil),
  ]

  private func outcomes(_ aspect: Aspect, _ forecast: SettingForecast) -> [Outcome?] {
    Subject.all(aspect.scope, nodes: [Nodes.m, Nodes.w]).map { forecast.predict(aspect, $0).then.outcome }
  }

  private func check(_ truth: Truth, from start: ClusterFacts) {
    var facts = start
    facts.configuration.merge(truth.configuration) { $1 }
    let forecast = SettingForecast(facts, devices: truth.devices)
    func both(_ outcome: Outcome) -> [Outcome?] { [outcome, outcome] }
    func path(_ works: Bool) -> Outcome { works ? .reachable : .unreachable }
    func translated(_ addresses: [String]?) -> [Outcome?] {
      addresses.map { $0.map { .translated(to: $0) } } ?? both(.notTranslated)
    }
    #expect(outcomes(.selectedDevices, forecast) == both(.value(truth.selected)))
    #expect(outcomes(.masquerade, forecast) == both(.value(truth.masquerade)))
    #expect(outcomes(.sameNodePod, forecast) == both(.reachable))
    #expect(outcomes(.crossNodePod, forecast) == both(.reachable))
    #expect(outcomes(.crossNodeService, forecast) == both(.reachable))
    #expect(outcomes(.externalPing, forecast) == both(path(truth.external)))
    #expect(outcomes(.upstreamDNS, forecast) == both(path(truth.external)))
    #expect(outcomes(.externalName, forecast) == both(path(truth.external)))
    #expect(outcomes(.clusterName, forecast) == both(.reachable))
    #expect(outcomes(.otherNodeIP, forecast) == both(path(truth.otherNode)))
    #expect(outcomes(.apiService, forecast) == [.reachable, path(truth.apiFromWorker)])
    #expect(outcomes(.pathMTU, forecast) == both(.largestPayload(truth.payload)))
    #expect(outcomes(.natExternal, forecast) == translated(truth.externalNAT))
    #expect(outcomes(.natNodeAddress, forecast) == translated(truth.nodeNAT))
    #expect(outcomes(.nodeIP, forecast) == Self.tailnetAddresses.map { .value($0) })
    let dns: Outcome = truth.apiFromWorker ? .healthy : .unhealthy("cannot reach the API")
    #expect(outcomes(.clusterDNSRestart, forecast) == [.healthy, dns])
  }

  @Test("the facts of A foretell every setting", arguments: table)
  func fromA(_ truth: Truth) throws { check(truth, from: try RecordedCluster.facts("A")) }

  @Test("and so do those of B, where nothing outside was reached", arguments: table)
  func fromB(_ truth: Truth) throws { check(truth, from: try RecordedCluster.facts("B")) }

  @Test(
    "without --node-ip nodes do not reach each other's pods, whatever devices says",
    arguments: ["enp0s6", "enp0s6,tailscale0", "tailscale0", ""])
  func physicalNodeIPs(devices: String) throws {
    for start in ["A-nodeip-phys", "C-nodeip-phys"] {
      let forecast = SettingForecast(try RecordedCluster.facts(start), devices: devices)
      #expect(outcomes(.crossNodePod, forecast) == [.unreachable, .unreachable])
      #expect(outcomes(.nodeIP, forecast) == Self.physicalAddresses.map { .value($0) })
      let reached: Outcome = devices == "enp0s6" ? .unreachable : .reachable
      #expect(outcomes(.otherNodeIP, forecast) == [reached, reached])
      #expect(outcomes(.apiService, forecast) == [.reachable, reached])
    }
  }

  @Test("an exclusion alone selects nothing: no way out, none to the other node")
  func exclusionAlone() throws {
    let forecast = SettingForecast(try RecordedCluster.facts("A"), devices: "!tailscale0")
    #expect(outcomes(.selectedDevices, forecast) == [.value("none"), .value("none")])
    #expect(outcomes(.externalPing, forecast) == [.unreachable, .unreachable])
    #expect(outcomes(.otherNodeIP, forecast) == [.unreachable, .unreachable])
    #expect(outcomes(.crossNodePod, forecast) == [.reachable, .reachable])
  }
}
