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
      for aspect in Aspect.allCases {
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
    return forecast.devices(of: node).reduce(into: [:]) { $0[$1.device] = ($1.selected ? "+ " : "- ") + $1.reason }
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

  @Test("the pods' MTU follows the selection")
  func mtu() throws {
    for (devices, mtu) in [("enp0s6", 9000), ("tailscale0", 1280), ("", 1280), ("enp+,!tailscale0", 9000)] {
      let forecast = SettingForecast(try RecordedCluster.facts("B"), devices: devices)
      let found = forecast.podMTU(of: try #require(forecast.facts.node(Nodes.m)))
      #expect(found?.device == mtu && found?.tunnelRoute == mtu - 50, "\(devices)")
    }
  }

  @Test("the text says what changes, why the cluster is unfit, and what is odd about the setting")
  func text() throws {
    let facts = try RecordedCluster.facts("C")
    let physical = SettingForecast(facts, devices: "enp0s6").text()
    #expect(physical.hasPrefix("Setting: devices enp0s6  (now: devices enp0s6,tailscale0)\n"))
    #expect(physical.contains("instance-master → instance-worker: fails (now: works): tailscale0 is not selected"))
    #expect(physical.contains("Not fit for service; predicted to fail:\n  pod → other node's address: instance-master"))
    #expect(physical.contains("rule: Cilium pkg/mtu/manager.go"))
    #expect(!physical.contains("Note:"))
    let present = SettingForecast(facts).text()
    #expect(!present.contains("(now:"))
    #expect(present.contains("Fit for service: nothing"))
    let odd = SettingForecast(facts, devices: "enp0s6, tailscale0").text(ciliumVersion: "1.18.2")
    #expect(odd.contains("Note: no device of any node matches  tailscale0"))
    #expect(odd.contains("takes as part of the name"))
    #expect(odd.contains("1.18.2 knows no \"!\" entries"))
  }
}
