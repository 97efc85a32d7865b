import Cilium
import Testing

@testable import Conformance

@Suite("What another setting would do")
struct SettingForecastTests {
  @Test(
    "from any setting, the forecast of another is what the rules say of a cluster that has it",
    arguments: [
      ("A", "enp0s6"), ("B", "tailscale0"), ("C", "enp0s6,tailscale0"), ("D", ""), ("C-wildcard", "enp+,tailscale+"),
    ]
  )
  func agrees(folder: String, devices: String) throws {
    let there = try RecordedCluster.facts(folder)
    for start in ["A", "B", "C", "D"] {
      let forecast = SettingForecast(try RecordedCluster.facts(start), devices: devices)
      for aspect in Aspect.asked(of: [.ipv4]) {
        for subject in Subject.all(aspect.scope, nodes: [Nodes.m, Nodes.w]) {
          let expected = SettingForecast.outcome(Rules.predict(aspect, subject, facts: there))
          #expect(
            SettingForecast.outcome(forecast.predict(aspect, subject).then) == expected,
            "\(aspect.rawValue) [\(subject)], from \(start)")
        }
      }
    }
  }

  private func selected(_ devices: String, force: Bool = false) throws -> [String: String] {
    let forecast = SettingForecast(
      try RecordedCluster.facts("C"), devices: devices, forceDeviceDetection: force)
    let node = try #require(forecast.facts.node(Nodes.w))
    return forecast.devices(of: node).reduce(into: [:]) { $0[$1.device] = "\($1.selected ? "+" : "-") \($1.reason)" }
  }

  @Test("an exclusion alone selects nothing, unless detection is forced")
  func exclusion() throws {
    let alone = try selected("!tailscale0")
    #expect(alone["tailscale0"] == "- excluded by !tailscale0 in devices")
    #expect(alone["enp0s6"] == "- not matching user filter [!tailscale0]")
    let forced = try selected("!tailscale0", force: true)
    #expect(forced["tailscale0"] == "- excluded by !tailscale0 in devices")
    #expect(forced["enp0s6"]?.hasPrefix("+ detected") == true)
    let both = try selected("enp+,!tailscale0")
    #expect(both["enp0s6"] == "+ matches enp+ in devices")
    #expect(both["tailscale0"]?.hasPrefix("-") == true)
    #expect(both["cilium_host"] == nil)
  }

  @Test("agents need a direct-routing device: without one they do not start, and the forecast says so")
  func directRouting() throws {
    func obstacle(_ devices: String, _ more: [String: String] = [:]) throws -> String? {
      var node = SyntheticCluster.node(1)
      node.devices.append(SyntheticCluster.device("ens6", 9, IPv4Address(10, 1, 0, 1)))
      var facts = SyntheticCluster.cluster([node], devices: "ens5,ts0")
      facts.configuration["kube-proxy-replacement"] = "true"
      facts.configuration.merge(more) { $1 }
      let forecast = SettingForecast(facts, devices: devices)
      return forecast.startObstacle(of: try #require(forecast.facts.nodes.first))
    }
    #expect(try obstacle("!ts0")?.contains("no device is selected") == true)
    #expect(try obstacle("!ts0", ["kube-proxy-replacement": "false"]) != nil)
    #expect(try obstacle("!ts0", ["kube-proxy-replacement": "false", "enable-bpf-masquerade": "false"]) == nil)
    // One device is taken whatever the node IP is; of two, one must hold it, unless the user names another.
    #expect(try obstacle("ens5") == nil)
    #expect(try obstacle("ens5,ts0") == nil)
    #expect(try obstacle("ens5,ens6")?.contains("ens5, ens6 none holds the node IP 100.64.0.1") == true)
    #expect(try obstacle("ens5,ens6", ["direct-routing-device": "ens+"]) == nil)
  }

  @Test("a setting that keeps the agents from starting is unfit, in words")
  func unfit() throws {
    let text = SettingForecast(try RecordedCluster.facts("C"), devices: "!tailscale0").text()
    #expect(text.contains("the agent does not start: no device is selected"))
    #expect(text.contains("Not fit for service: the agent does not start on instance-master, instance-worker."))
  }

  @Test("the pods' MTU follows the selection")
  func mtu() throws {
    for (devices, mtu) in [("enp0s6", 9000), ("tailscale0", 1280), ("", 1280), ("enp+,!tailscale0", 9000)] {
      let forecast = SettingForecast(try RecordedCluster.facts("B"), devices: devices)
      let found = forecast.podMTU(of: try #require(forecast.facts.node(Nodes.m)))
      #expect(found?.device == mtu && found?.route == mtu - 50, "\(devices)")
    }
  }

  @Test("the text says what changes, why the cluster is unfit, and what is odd about the setting")
  func text() throws {
    var facts = try RecordedCluster.facts("C")
    for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = "1.19.4" }
    let forecast = SettingForecast(facts, devices: "enp0s6")
    let physical = forecast.text(verbose: true)
    let brief = forecast.text()
    // The answer first: what is lost, then fitness, then the nodes.
    let answer = "\n\nCompared with now:\n  lost:\n    other-node-ip (instance-master → instance-worker, "
    #expect(brief.contains(answer) && brief.contains("works → fails\n      tailscale0 is not selected"), "\(brief)")
    let places = try ["lost:", "Not fit for service", "\n\ninstance-master\n"].map {
      try #require(brief.firstRange(of: $0)).lowerBound
    }
    #expect(places == places.sorted())
    #expect(!brief.contains("rule:") && brief.contains("--verbose") && brief.count * 2 < physical.count)
    #expect(forecast.names.contains("lost/other-node-ip/instance-master/instance-worker"))
    #expect(forecast.names.contains("failing/other-node-ip/instance-worker/instance-master"))
    #expect(physical.hasPrefix("Setting: devices enp0s6  (now: devices enp0s6,tailscale0)\n"))
    #expect(physical.contains("instance-master → instance-worker: fails (now: works): tailscale0 is not selected"))
    #expect(physical.contains("Not fit for service; predicted to fail:\n  pod → other node's address: instance-master"))
    #expect(physical.contains("rule: Cilium pkg/mtu/manager.go"))
    #expect(!physical.contains("Note:"))
    let present = SettingForecast(facts).text()
    #expect(!present.contains("(now:"))
    #expect(present.contains("Fit for service: nothing"))
    let odd = SettingForecast(facts, devices: "enp0s6, tailscale0").text()
    #expect(odd.contains("Note: no device of any node matches  tailscale0"))
    #expect(odd.contains("takes as part of the name"))
  }

  @Test("the text tells which way each kind of traffic goes, as whom, and what comes of it")
  func traffic() throws {
    let text = SettingForecast(try RecordedCluster.facts("C"), devices: "tailscale0").text()
    #expect(text.contains("vxlan over tailscale0, outer 100.64.0.1 → 100.64.0.2"))
    let master = try #require(try RecordedCluster.facts("C").node(Nodes.m))
    func rows(_ devices: String) throws -> [String: TrafficForecast.Row] {
      let facts = SettingForecast(try RecordedCluster.facts("C"), devices: devices).facts
      return Dictionary(
        TrafficForecast.rows(of: master, facts).map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let tailnet = try rows("tailscale0")
    #expect(tailnet["internet"]?.way == "by enp0s6, pod's address, no SNAT" && tailnet["internet"]?.outcome == "fails")
    let peer = "100.64.0.2 of instance-worker"
    #expect(tailnet[peer]?.way == "by tailscale0, SNAT to 100.64.0.1" && tailnet[peer]?.outcome == "works")
    let physical = try rows("enp0s6")
    #expect(physical["internet"]?.way == "by enp0s6, SNAT to 10.0.0.239" && physical["internet"]?.outcome == "works")
    #expect(physical[peer]?.way == "by tailscale0, pod's address, no SNAT" && physical[peer]?.outcome == "fails")
    #expect(physical["pod on instance-worker"]?.outcome == "works")
  }

  @Test("an exclusion is forecast as the release on the node reads it")
  func exclusionByRelease() throws {
    var facts = try RecordedCluster.facts("C")
    for version in ["1.18.2", "1.19.4"] {
      for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = version }
      let forecast = SettingForecast(facts, devices: "!tailscale0,+")
      let node = try #require(forecast.facts.node(Nodes.w))
      let selected = forecast.devices(of: node).filter(\.selected).map(\.device)
      #expect(selected.contains("tailscale0") == (version == "1.18.2"), "\(version)")
      #expect(forecast.text().contains("Cilium 1.18 knows no \"!\" entries") == (version == "1.18.2"))
    }
  }

  @Test("a release beyond the known ones, and an agent that tells none, are remarked on")
  func unknownRelease() throws {
    var facts = try RecordedCluster.facts("C")
    #expect(SettingForecast(facts).text().contains("does not tell its version"))
    facts.nodes[0].ciliumVersion = "1.23.0"
    #expect(SettingForecast(facts).text().contains("not for 1.23"))
  }
}
