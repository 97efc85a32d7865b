import Cilium
import Foundation
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

@Suite("What only an inspection asks can fail")
struct InspectionRulesTests {
  private static let name = "1.18-C-steady"

  /// What deviates when texts in files are replaced.
  private func deviating(
    _ ending: String, _ from: String, _ to: String, of name: String = name, isOld: Bool = false, isChanged: Bool = false
  ) throws -> [CaseRecord] {
    var replaced = 0
    let dump = try Recordings.read(name) { files in
      // The recorded agents of some had just been started, and what is missing of them may come yet: a day later it
      // does not.
      for path in files.keys where isOld && path.contains("/cilium-debuginfo-20261129-") {
        files[path.replacing("/cilium-debuginfo-20261129-", with: "/cilium-debuginfo-20261130-")] = files[path]
        files[path] = nil
      }
      if isChanged { Self.change(&files) }
      for path in files.keys where path.hasSuffix(ending) {
        let text = String(decoding: files[path] ?? Data(), as: UTF8.self)
        replaced += text.contains(from) ? 1 : 0
        files[path] = Data(text.replacing(from, with: to).utf8)
      }
    }
    #expect(replaced > 0, "\(ending) has no \(from)")
    let record = try ArchiveInspection(dump).record(toolVersion: "1.0.0")
    return record.scenarios.flatMap(\.cases).filter { $0.verdict == .deviates }
  }

  /// `cilium-config` as changed after the agents' start: what they run with otherwise may have been set by something else.
  private static func change(_ files: inout [String: Data]) {
    for path in files.keys where path.contains("cilium-configmap-") {
      let text = String(decoding: files[path] ?? Data(), as: UTF8.self)
      files[path] = Data(text.replacing("2026-11-29T16:18:35Z", with: "2026-11-29T16:22:00Z").utf8)
    }
  }

  private func explained(_ cases: [CaseRecord], _ aspect: Aspect) -> Sentence? {
    #expect(Set(cases.map(\.aspect)) == [aspect])
    return cases.first?.explanation
  }

  @Test("A selected device without a program of Cilium's")
  func attached() throws {
    let none = try deviating("find--sys-fs-bpf--ls.md", "/devices/tailscale0/links/cil_", "/devices/gone/links/cil_")
    #expect(explained(none, .attachedDevices)?.contains("seen: enp0s6") == true)
    let half = try deviating("find--sys-fs-bpf--ls.md", "/devices/enp0s6/links/cil_to_netdev", "/x")
    #expect(explained(half, .attachedDevices)?.contains("enp0s6 without cil_to_netdev") == true)
  }

  @Test("A pod's device, or one of Cilium's own, without its program; of a bpftool that shows none nothing is said")
  func podPrograms() throws {
    let listing = "bpftool-net-show.md"
    let pod = try deviating(listing, "cil_from_container-lxc_health", "x-lxc_health", of: "1.15-C", isOld: true)
    #expect(explained(pod, .podPrograms)?.contains("lxc_health without cil_from_container") == true)
    #expect(pod.first?.diagnosis?.code == "pod-programs-missing")
    let tunnel = try deviating(listing, "cilium_vxlan(", "gone(", of: "1.15-C", isOld: true)
    #expect(
      explained(tunnel, .podPrograms)?.contains("cilium_vxlan without cil_from_overlay and cil_to_overlay") == true)
    let old = try ArchiveInspection(try Recordings.read(Self.name)).record(toolVersion: "1.0.0").scenarios
      .flatMap(\.cases).filter { $0.aspect == .podPrograms }
    #expect(!old.isEmpty && old.allSatisfy { $0.verdict == .notApplicable })
  }

  @Test("A program of somebody else's before Cilium's, and not one behind it")
  func order() throws {
    let listing = "bpftool-net-show.md"
    let before = try deviating(
      listing, "tc:\n", "tc:\nenp0s6(2) tcx/ingress mirror prog_id 7 link_id 9\n", of: "1.15-C", isOld: true)
    #expect(
      explained(before, .programOrder)?.contains("mirror on enp0s6 (tcx/ingress) before cil_from_netdev") == true)
    #expect(before.first?.diagnosis?.code == "foreign-program-first")
    let xdp = try deviating(listing, "xdp:\n", "xdp:\nenp0s6(2) driver id 5\n", of: "1.15-C", isOld: true)
    #expect(explained(xdp, .programOrder)?.contains("a program without a name (id 5)") == true)
    let behind = try deviating(
      listing, "\nflow_dissector:",
      "enp0s6(2) clsact/ingress mirror id "
        + "7\n\nflow_dissector:", of: "1.15-C", isOld: true)
    #expect(behind.isEmpty)
  }

  @Test("Sockets without Cilium's programs, by listing and pins; what may be cut is not known")
  func sockets() throws {
    let listing = "bpftool-cgroup-tree--run-cilium-cgroupv2.md"
    let one = try deviating(listing, "cil_sock4_connect", "x", of: "1.15-C", isOld: true)
    #expect(explained(one, .socketPrograms)?.contains("seen: sockets without cil_sock4_connect") == true)
    #expect(Set(one.compactMap(\.diagnosis?.code)) == ["service-programs-differ"])
    // 1.18 pins the links, too: with the pins it is still attached.
    #expect(try deviating(listing, "cil_sock4_connect", "x", isOld: true).isEmpty)
    let heading = "CgroupPath\nID AttachType AttachFlags Name\n"
    let torn = heading + "/run/cilium/cgroupv2\n1 cgroup_inet4_connect multi cil_sock4_connect\n"
    for text in [heading, torn] {
      #expect(try verdicts("1.15-C", .socketPrograms) { $0.contains("bpftool-cgroup") ? text : nil } == [.inconclusive])
    }
    let absent = try verdicts("1.15-C", .socketPrograms) { path in
      path.contains("bpftool-cgroup") ? "bpftool: not found\n" : nil
    }
    #expect(absent == [.notApplicable])
    let healthy = try verdicts("1.18-C-steady", .socketPrograms) { _ in nil }
    #expect(healthy == [.conforms])
  }

  @Test("Without socket balancing a program at sockets is one too many")
  func noSockets() throws {
    let configuration = CiliumConfigMap(data: ["kube-proxy-replacement": "false"])
    #expect(!configuration.servesSockets && configuration.acceleration == "disabled")
    var facts = try ArchiveInspection(Recordings.read("1.15-C")).facts
    facts.configuration["kube-proxy-replacement"] = "false"
    let prediction = Rules.predict(.socketPrograms, .node(facts.nodes[0].name), facts: facts)
    #expect(outcome(prediction) == .value(Rules.atNoSocket))
  }

  @Test("XDP is expected on every selected device where it accelerates, and asked nowhere else")
  func xdp() throws {
    var facts = try ArchiveInspection(Recordings.read("1.15-C")).facts
    let node = Subject.node(facts.nodes[0].name)
    #expect(outcome(Rules.predict(.xdpDevices, node, facts: facts)) == nil)
    facts.configuration["bpf-lb-acceleration"] = "native"
    #expect(
      outcome(Rules.predict(.xdpDevices, node, facts: facts)) == .value("enp0s6, tailscale0"))
    facts.configuration["bpf-lb-acceleration"] = "best-effort"
    #expect(outcome(Rules.predict(.xdpDevices, node, facts: facts)) == nil)
    let dump = try Recordings.read("1.15-C") { files in
      for path in files.keys where path.contains("/cilium-debuginfo-20261129-") {
        files[path.replacing("/cilium-debuginfo-20261129-", with: "/cilium-debuginfo-20261130-")] = files[path]
        files[path] = nil
      }
      for path in files.keys {
        let text = String(decoding: files[path] ?? Data(), as: UTF8.self)
        if path.contains("cilium-configmap-") {
          files[path] = Data(text.replacing("bpf-lb-acceleration: disabled", with: "bpf-lb-acceleration: native").utf8)
        } else if path.hasSuffix("bpftool-net-show.md") {
          files[path] = Data(text.replacing("xdp:\n", with: "xdp:\nenp0s6(2) driver id 5\n").utf8)
        }
      }
    }
    let cases = try ArchiveInspection(dump).record(toolVersion: "1.0.0").scenarios.flatMap(\.cases)
      .filter { $0.aspect == .xdpDevices }
    #expect(cases.map(\.verdict) == [.deviates, .deviates])
    #expect(cases.allSatisfy { $0.explanation.contains("seen: enp0s6") })
  }

  @Test("A pod with a route of its own needs the program towards it")
  func towardsPods() throws {
    let dump = try Recordings.read("1.15-C")
    var facts = try ArchiveInspection(dump).facts
    facts.configuration["enable-endpoint-routes"] = "true"
    let node = try #require(facts.nodes.first)
    let device = try #require(node.devices.first { $0.name.hasPrefix("lxc") })
    var routed = node
    routed.routes.append(
      Route(
        destination: try #require(IPPrefix("10.244.0.77/32")), source: nil, gateway: nil, linkIndex: device.index,
        table: "main", type: "unicast", scope: "link", priority: 0))
    let record = try #require(dump.agents.first { $0.hostname.value == node.name })
    let expected = Rules.predict(.podPrograms, .node(node.name), facts: facts)
    let signs = ArchivedSigns(routed, record, facts)
    guard case .seen(let observation) = signs.podPrograms(expected) else {
      // An agent that has just started may come to it yet.
      guard case .missing(let reason, _) = signs.podPrograms(expected) else { throw Missing() }
      #expect(reason.contains("\(device.name) without cil_to_container"))
      return
    }
    #expect("\(observation.outcome as Any)".contains("without cil_to_container"))
  }

  private struct Missing: Error {}

  private func outcome(_ prediction: Prediction) -> Outcome? {
    guard case .expected(let expectation) = prediction else { return nil }
    return expectation.outcome
  }

  private func verdicts(
    _ name: String, _ aspect: Aspect, _ change: (String) -> String?
  ) throws -> Set<Verdict> {
    let dump = try Recordings.read(name) { files in
      for path in files.keys { if let text = change(path) { files[path] = Data(text.utf8) } }
    }
    return Set(
      try ArchiveInspection(dump).record(toolVersion: "1.0.0").scenarios.flatMap(\.cases)
        .filter { $0.aspect == aspect }.map(\.verdict))
  }

  @Test("Another direct-routing device")
  func directRouting() throws {
    let cases = try deviating(
      "UTC.json", "\"directRoutingDevice\": \"tailscale0\"", "\"directRoutingDevice\": \"enp0s6\"")
    #expect(explained(cases, .directRoutingDevice) == "expected: tailscale0; seen: enp0s6")
  }

  @Test("Another MTU than the devices', and a route that kept an old one")
  func mtu() throws {
    let agent = try deviating("cilium-dbg-statedb-dump.md", "\"RouteMTU\":1230", "\"RouteMTU\":1450")
    #expect(explained(agent, .podMTU)?.contains("routes to other nodes 1450") == true)
    let route = try deviating("ip--4-r.md", "mtu 1230", "mtu 1450")
    #expect(explained(route, .podMTU)?.contains("the kernel's route to") == true)
  }

  @Test("A rule that drops the tunnel's packets, and none that drops something else or something before")
  func tunnelPort() throws {
    let rule = { (text: String) in "*filter\n[1:60] \(text)\nCOMMIT\n*" }
    for text in ["-A INPUT -p udp -m udp --dport 8472 -j DROP", "-A INPUT -p udp --dport 8472 -j REJECT"] {
      let cases = try deviating("/iptables-save--c.md", "*", rule(text))
      #expect(explained(cases, .tunnelPort)?.contains("drops UDP 8472") == true)
    }
    let harmless = [
      "-A INPUT -p udp -m udp --dport 8473 -j DROP", "-A INPUT -p tcp -m tcp --dport 8472 -j DROP",
      "-A INPUT -s 192.0.2.1/32 -p udp -m udp --dport 8472 -j DROP", "-A FORWARD -p udp --dport 8472 -j DROP",
      "-A INPUT -i lo -p udp --dport 8472 -j DROP", "-A INPUT -j ACCEPT\n-A INPUT -p udp --dport 8472 -j DROP",
    ]
    for text in harmless { #expect(try deviating("/iptables-save--c.md", "*", rule(text)).isEmpty, "\(text)") }
  }

  @Test("An answer that the health check did not get is not known, and no contradiction")
  func health() throws {
    let dump = try Recordings.read("1.18-F-coredns-one")
    let cases = try ArchiveInspection(dump).record(toolVersion: "1.0.0").scenarios.flatMap(\.cases)
    #expect(Set(cases.filter { $0.aspect == .otherNodeHealth }.map(\.verdict)) == [.inconclusive])
  }

  @Test("An option that runs otherwise than it is stored")
  func options() throws {
    let cases = try deviating(
      "cilium-configmap-20261129-162243.yaml", "cluster-name: default", "cluster-name: other", isChanged: true)
    #expect(explained(cases, .configurationApplied)?.contains("cluster-name runs as “default”") == true)
    #expect(cases.first?.diagnosis?.code == "devices-not-applied")
  }

  @Test("A setting that was changed after the agents' start")
  func devices() throws {
    let dump = try Recordings.read(Self.name) { files in
      Self.change(&files)
      for path in files.keys where path.contains("cilium-configmap-") {
        let text = String(decoding: files[path] ?? Data(), as: UTF8.self)
        files[path] = Data(text.replacing("devices: enp0s6,tailscale0", with: "devices: enp0s6").utf8)
      }
    }
    let found = ArchiveInspectionTests.contradictions(try ArchiveInspection(dump).record(toolVersion: "1.0.0"))
    #expect(found.contains("selected-devices instance-master") && found.contains("masquerade instance-worker"))
  }

  @Test("An agent without tables: devices and routes are what ip printed, under the names of before 1.15")
  func kernelTables() throws {
    let dump = try Recordings.read("1.15-C") { files in
      for (path, data) in files where path.contains("/cmd/") {
        files[path] = nil
        if path.hasSuffix("statedb-dump.md") { continue }
        files[path.replacing("/cmd/cilium-dbg-", with: "/cmd/cilium-")] = data
      }
    }
    let inspection = try ArchiveInspection(dump)
    let whole = try ArchiveInspection(Recordings.read("1.15-C"))
    for (node, known) in zip(inspection.facts.nodes, whole.facts.nodes) {
      #expect(node.tableSource == .kernel && node.problem == nil)
      #expect(node.uplinks.physical?.name == known.uplinks.physical?.name)
      #expect(node.uplinks.tailnet?.name == known.uplinks.tailnet?.name)
      // The kernel lists some that the agent leaves out.
      for device in known.devices {
        #expect(node.devices.contains { $0.name == device.name && $0.index == device.index && $0.mtu == device.mtu })
      }
    }
    let record = inspection.record(toolVersion: "1.0.0")
    #expect(ArchiveInspectionTests.contradictions(record).isEmpty && record.scenarios.map(\.scenario) == [.both])
  }

  @Test("Findings name the cause")
  func findings() throws {
    let codes = { (name: String) in
      let record = try ArchiveInspection(Recordings.read(name)).record(toolVersion: "1.0.0")
      return Set(record.scenarios.flatMap(\.cases).filter { $0.verdict == .deviates }.compactMap(\.diagnosis?.code))
    }
    #expect(try codes("1.18-F-vxlan-drop") == ["tunnel-port-dropped"])
    #expect(try codes("1.18-F-netpol-deny-not-effective") == ["route-mtu-stale"])
    let half = try deviating("find--sys-fs-bpf--ls.md", "/devices/enp0s6/links/cil_to_netdev", "/x")
    #expect(Set(half.compactMap(\.diagnosis?.code)) == ["programs-not-attached"])
  }
}
