import Foundation
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

@Suite("Real archives against the rules")
struct ArchiveInspectionTests {
  /// An archive with its true state: what contradicts the rules in it, and what must be told.
  struct Known: Sendable, CustomTestStringConvertible {
    let name: String
    let scenario: Scenario?
    let verdict: Verdict
    var contradictions: [String] = []
    var tells: [String] = []
    var testDescription: String { name }
  }

  /// Agents that end at their start say nothing of themselves.
  private static let noAgents = [
    "configuration-applied", "direct-routing-device", "masquerade", "node-port-addresses", "selected-devices",
  ].flatMap { aspect in
    ["instance-master", "instance-worker"].map { "\(aspect) \($0)" }
  }

  static let known: [Known] = [
    .init(name: "1.15-A-enp0s6", scenario: .physicalOnly, verdict: .conforms),
    .init(name: "1.15-C", scenario: .both, verdict: .conforms),
    .init(name: "1.15-D-unset", scenario: .auto, verdict: .conforms),
    .init(
      name: "1.15-comma-devices-crashloop", scenario: .asSet, verdict: .deviates, contradictions: noAgents,
      tells: [
        "unable to determine direct routing device", "-prev.log:580", "takes a list with commas for one name",
      ]),
    .init(
      name: "1.15-crashloop-no-bugtool", scenario: .asSet, verdict: .deviates, contradictions: noAgents,
      tells: ["/proc/modules: no such file"]),
    .init(name: "1.18-A-endpoint-routes", scenario: .physicalOnly, verdict: .conforms),
    .init(name: "1.18-A-enp0s6-worker", scenario: .physicalOnly, verdict: .conforms),
    .init(name: "1.18-C-after-switch-from-1.15", scenario: .both, verdict: .conforms),
    .init(
      name: "1.18-C-agents-replaced-no-bugtool", scenario: nil, verdict: .inconclusive,
      tells: ["no agent data for node instance-master", "no agent data for node instance-worker"]),
    .init(name: "1.18-C-endpoint-routes", scenario: .both, verdict: .inconclusive, tells: ["after the agent's start"]),
    .init(name: "1.18-C-host-firewall", scenario: .both, verdict: .conforms),
    .init(
      name: "1.18-C-hostfw-lrp-agents-not-ready", scenario: nil, verdict: .inconclusive,
      tells: ["the agent did not answer", "cilium.sock", "the NAT table is that of the one before"]),
    .init(name: "1.18-C-ipmasq-agent", scenario: .both, verdict: .conforms),
    .init(name: "1.18-C-markdown", scenario: .both, verdict: .conforms),
    .init(name: "1.18-C-sock-hostns-only", scenario: .both, verdict: .conforms),
    .init(name: "1.18-C-steady", scenario: .both, verdict: .conforms),
    .init(name: "1.18-D-extra-devices", scenario: .auto, verdict: .conforms),
    .init(
      name: "1.18-F-coredns-one", scenario: .both, verdict: .inconclusive,
      tells: ["Cluster DNS has one pod", "the health check got no answer"]),
    .init(name: "1.18-F-dns53-drop-routerB", scenario: .both, verdict: .conforms, tells: ["Not to be seen"]),
    .init(name: "1.18-F-icmp-drop-routerA", scenario: .both, verdict: .conforms, tells: ["Not to be seen"]),
    .init(
      name: "1.18-F-netpol-deny", scenario: .both, verdict: .conforms, tells: ["NetworkPolicy netproof/deny-out"]),
    // The route still has the MTU of the fault half a minute before; the policy is not there.
    .init(
      name: "1.18-F-netpol-deny-not-effective", scenario: .both, verdict: .deviates,
      contradictions: ["pod-mtu instance-master"], tells: ["the kernel's route to 10.244.1.0/24 1150"]),
    .init(
      name: "1.18-F-tailscale-mtu-1200-m", scenario: .both, verdict: .deviates,
      contradictions: ["cluster-dns-ready instance-worker", "pod-mtu instance-master", "pod-mtu instance-worker"],
      tells: ["the kernel's route to 10.244.1.0/24 1230", "ip--4-r.md:5"]),
    .init(name: "1.18-F-ts-filter-chains", scenario: .both, verdict: .conforms),
    .init(
      name: "1.18-F-vxlan-drop", scenario: .both, verdict: .deviates, contradictions: ["tunnel-port instance-worker"],
      tells: ["a rule of INPUT drops UDP 8472", "iptables-save--c.md:38"]),
    // The third node's NIC has another name: there the list names one uplink.
    .init(name: "1.18-three-C", scenario: .asSet, verdict: .conforms),
    .init(
      name: "1.18-three-C-node-list", scenario: nil, verdict: .inconclusive,
      tells: ["no agent data for node instance-master", "no agent data for node instance-worker"]),
    .init(
      name: "1.18-three-C-quick", scenario: nil, verdict: .inconclusive,
      tells: ["no agent data for node instance-third"]),
    .init(name: "1.18-three-D-unset", scenario: .auto, verdict: .conforms),
    .init(
      name: "1.18-wildcard-agent-starting-worker", scenario: nil, verdict: .inconclusive,
      tells: ["nothing can be predicted"]),
    .init(name: "1.18-wildcard-extra-devices", scenario: .wildcard, verdict: .conforms),
    .init(name: "1.18-wildcard-master", scenario: .wildcard, verdict: .conforms),
  ]

  static func text(_ record: RunRecord) -> String {
    let cases = record.scenarios.flatMap(\.cases).map { record in
      let evidence = (record.observation?.evidence ?? []).map { "\($0.command) \($0.output)" }
      return ([record.explanation.text] + evidence).joined(separator: "\n")
    }
    return (cases + record.notes.map(\.text)).joined(separator: "\n")
  }

  static func contradictions(_ record: RunRecord) -> [String] {
    record.scenarios.flatMap(\.cases).filter { $0.verdict == .deviates }
      .map { "\($0.aspect.rawValue) \($0.subject)" }.sorted()
  }

  @Test("Every recording is known")
  func all() { #expect(Self.known.map(\.name).sorted() == Recordings.names) }

  @Test("The true state is found, and nothing contradicts that is not there", arguments: known)
  func trueStates(_ known: Known) throws {
    let record = try ArchiveInspection(Recordings.read(known.name)).record(toolVersion: "1.0.0")
    let text = Self.text(record)
    #expect(record.verdict == known.verdict, "\(text)")
    #expect(Self.contradictions(record) == known.contradictions)
    for phrase in known.tells { #expect(text.contains(phrase), "\(phrase) in \(text)") }
    if let scenario = known.scenario { #expect(record.scenarios.map(\.scenario) == [scenario]) }
    for record in record.scenarios.flatMap(\.cases) where record.verdict == .deviates {
      #expect(record.diagnosis != nil && record.observation?.evidence.isEmpty == false)
    }
  }

  @Test(
    "NodePorts are answered where the rule says, on recorded agents with two uplinks and with more",
    arguments: [
      ("1.15-A-enp0s6", "10.0.0.239"), ("1.15-C", "10.0.0.239, 100.64.0.1"),
      ("1.18-C-steady", "10.0.0.239, 100.64.0.1"),
      ("1.18-D-extra-devices", "10.0.0.239, 10.8.0.1, 100.64.0.1, 192.168.88.1"),
      ("1.18-wildcard-extra-devices", "10.0.0.239, 100.64.0.1, 172.20.0.1"),
    ])
  func nodePorts(_ name: String, _ addresses: String) throws {
    let record = try ArchiveInspection(Recordings.read(name)).record(toolVersion: "1.0.0")
    let found = try #require(
      record.scenarios.flatMap(\.cases).first {
        $0.aspect == .nodePortAddresses && $0.subject.source == "instance-master"
      })
    #expect(found.verdict == .conforms && found.observation?.outcome == .value(addresses))
  }

  @Test("The setting with the physical uplink alone is told with what the rules say of it")
  func forecast() throws {
    let record = try ArchiveInspection(Recordings.read("1.15-A-enp0s6")).record(toolVersion: "1.0.0")
    #expect(record.notes.contains { $0.hasPrefix("By the rules this setting fails: ") })
    let healthy = try ArchiveInspection(Recordings.read("1.15-C")).record(toolVersion: "1.0.0")
    #expect(!healthy.notes.contains { $0.hasPrefix("By the rules") })
  }

  @Test("The record says which archive, and is the same for the same archive")
  func source() throws {
    let record = try ArchiveInspection(Recordings.read("1.18-C-steady")).record(toolVersion: "1.0.0")
    #expect(record.source?.archives.count == 1 && record.source?.archives.first?.sha256?.count == 64)
    #expect(record.runID.hasPrefix("archive-") && record.finishedAt != nil)
    let again = try ArchiveInspection(Recordings.read("1.18-C-steady")).record(toolVersion: "1.0.0")
    #expect(again.scenarios == record.scenarios)
  }
}
