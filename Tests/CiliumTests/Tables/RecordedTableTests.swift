import Cilium
import Foundation
import Testing

@Suite("Tables of a real agent")
struct RecordedTableTests {
  private func text(_ name: String) throws -> String { try Fixture.text("C/master/\(name)") }
  private func data(_ name: String) throws -> Data { try Fixture.data("C/master/\(name)") }

  @Test("connection tracking: every line, none left over")
  func conntrack() throws {
    let text = try text("bpf-ct-list-global")
    let table = try ConntrackTable.parse(text: text)
    #expect(table.tally.unknown == 0)
    let lines = text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
    #expect(table.entries.count == lines.count)
    let kubelet = table.entries.filter { $0.kind == .out && $0.destination.port == 10250 }
    #expect(!kubelet.isEmpty)
    for entry in kubelet { #expect(entry.proto == .tcp && entry.expires > 0) }
  }

  @Test(
    "the lines of default routes are enough to tell them, also where there are none",
    arguments: ["Destination  ", "# Destination"])
  func defaultRoutes(heading: String) throws {
    let text = try text("statedb-routes").replacing("Destination  ", with: heading, maxReplacements: 1)
    let pattern = try Regex(RouteTable.defaultRoutesPattern)
    func kept(_ lines: [Substring]) throws -> [Route] {
      try RouteTable.parse(lines.filter { $0.firstMatch(of: pattern) != nil }.joined(separator: "\n"))
    }
    let lines = text.split(separator: "\n")
    let routes = try RouteTable.parse(text).filter(\.destination.isDefault)
    #expect(!routes.isEmpty)
    #expect(try kept(lines).filter(\.destination.isDefault) == routes)
    #expect(try kept(lines).count < lines.count / 2)
    let without = try kept(lines.filter { !$0.hasPrefix("0.0.0.0/0") && !$0.hasPrefix("::/0") })
    #expect(!without.isEmpty && !without.contains(where: \.destination.isDefault))
  }

  @Test("service map: text and JSON tell the same")
  func serviceMap() throws {
    let text = try LoadBalancerTable.parse(text: text("bpf-lb-list"))
    let json = try LoadBalancerTable.parse(json: data("bpf-lb-list-json"))
    #expect(Set(text.entries) == Set(json.entries) && text.entries.count == json.entries.count)
    #expect(json.entries.allSatisfy { !$0.isDangling })
  }

  @Test("a service row whose backend is missing is dangling, and JSON of releases without slots in keys is read")
  func odderServiceMaps() throws {
    let dangling = try LoadBalancerTable.parse(json: Data(#"{"10.96.0.1:443/TCP (1)": ["backend 7 not found"]}"#.utf8))
    #expect(dangling.entries.first?.isDangling == true && dangling.entries.first?.backend == nil)
    let older = try LoadBalancerTable.parse(
      json: Data(
        #"{"10.96.0.1:443": ["0.0.0.0:0 (1) (0) [ClusterIP, non-routable]", "10.0.0.5:6443 (1) (1)"]}"#.utf8))
    #expect(older.entries.map(\.slot) == [0, 1])
    #expect(older.backends(of: IPv4Address(10, 96, 0, 1), port: 443).map(\.description) == ["10.0.0.5:6443"])
    #expect(throws: ParseError.self) { try LoadBalancerTable.parse(json: Data(#"{"x": [""]}"#.utf8)) }
  }

  @Test("IP cache: text and JSON tell the same; the tunnel to the other node's pods is in it")
  func ipCache() throws {
    let text = try IPCacheTable.parse(text: text("bpf-ipcache-list"))
    let json = try IPCacheTable.parse(json: data("bpf-ipcache-list-json"))
    #expect(Set(text.entries) == Set(json.entries) && text.tally.unknown == 0)
    let pod = try #require(text.entry(for: .v4(IPv4Address(10, 244, 1, 145))))
    #expect(pod.tunnelEndpoint == .v4(IPv4Address(100, 64, 0, 2)) && pod.flags == ["hastunnel"])
    let world = try #require(text.entry(for: .v4(IPv4Address(8, 8, 8, 8))))
    #expect(world.identity == 2 && world.tunnelEndpoint == nil && world.flags.isEmpty)
  }

  @Test("the tunnel map of older releases is read; the usage text that newer ones print is an error")
  func tunnelMap() throws {
    let usage = try Fixture.usage()
    #expect(throws: ParseError.self) { try TunnelList.parse(text: usage) }
    let list = try TunnelList.parse(text: "TUNNEL         VALUE\n10.244.1.0:0   100.64.0.2:0\n")
    #expect(list == [.v4(IPv4Address(10, 244, 1, 0)): .v4(IPv4Address(100, 64, 0, 2))])
    #expect(try TunnelList.parse(text: "", stderr: "No entries found.\n").isEmpty)
  }

  @Test("policy: every endpoint allows everything, in text and JSON")
  func policy() throws {
    let text = try PolicyTable.parse(text: text("bpf-policy-get-all"))
    let json = try PolicyTable.parse(json: data("bpf-policy-get-all-json"))
    #expect(text.tally.unknown == 0 && text.endpoints.count == 5)
    #expect(text.endpoints.mapValues(\.count) == json.endpoints.mapValues(\.count))
    for table in [text, json] {
      for id in table.endpoints.keys {
        #expect(table.restriction(of: id, ingress: true) == nil && table.restriction(of: id, ingress: false) == nil)
      }
    }
    let host = try #require(text.endpoints[355]?.first { $0.peer.first == "reserved:host" })
    #expect(host.peer == ["reserved:host", "reserved:kube-apiserver"] && host.isIngress && host.packets == nil)
  }

  @Test("a policy shows as a denial, or as no entry for everybody")
  func restrictions() throws {
    let head =
      "POLICY   DIRECTION   LABELS (source:key[=value])   PORT/PROTO   PROXY PORT   AUTH TYPE   BYTES   PACKETS   PREFIX\n"
    func table(_ rows: String) throws -> PolicyTable {
      try PolicyTable.parse(text: "Endpoint ID: 7\nPath: /sys/x\n\n" + head + rows)
    }
    let denied = try table(
      """
      Deny     Egress      reserved:world                ANY          NONE         disabled    0       0         0
      Allow    Egress      ANY                           ANY          NONE         disabled    0       0         0
      Allow    Ingress     ANY                           ANY          NONE         disabled    0       0         0
      """)
    #expect(denied.restriction(of: 7, ingress: false) == "egress from or to reserved:world on ANY is denied")
    #expect(denied.restriction(of: 7, ingress: true) == nil && denied.restriction(of: 8, ingress: true) == nil)
    let narrow = try table(
      "Allow    Ingress     k8s:app=web                   80/TCP       NONE         disabled    0       0         0\n")
    #expect(narrow.restriction(of: 7, ingress: true) == "ingress is allowed only for k8s:app=web on 80/TCP")
    #expect(narrow.restriction(of: 7, ingress: false) == "egress is allowed only for nobody")
    let odd = try table("Perhaps  Ingress     ANY\n")
    #expect(odd.tally.unknown == 1)
  }

  @Test("a policy that selects namespaces: the pods' own labels, few of them, each once")
  func manyPeers() throws {
    // As Cilium 1.19.0-dev printed a NetworkPolicy with an empty namespaceSelector: an entry per identity, a row per label.
    let head =
      "POLICY   DIRECTION   LABELS (source:key[=value])   PORT/PROTO   PROXY PORT   AUTH TYPE   BYTES   PACKETS   PREFIX\n"
    func row(_ first: String, _ label: String) -> String {
      first.padding(toLength: 21, withPad: " ", startingAt: 0)
        + label.padding(toLength: 30, withPad: " ", startingAt: 0) + (first.isEmpty ? "" : "ANY") + "\n"
    }
    let rows = ["a", "b", "b", "c", "d", "e"].map { run in
      row("Allow    Egress", "k8s:netproof.dev/run=\(run)")
        + row("", "k8s:io.cilium.k8s.policy.a=b") + row("", "k8s:app=probe")
    }
    let table = try PolicyTable.parse(text: "Endpoint ID: 7\nPath: /sys/x\n\n" + head + rows.joined())
    func peer(_ run: String) -> String { "k8s:netproof.dev/run=\(run) k8s:app=probe on ANY" }
    #expect(
      table.restriction(of: 7, ingress: false)
        == "egress is allowed only for \(peer("a")); \(peer("b")); \(peer("c")); … (2 more)")
  }

  @Test("endpoints: text and JSON tell the same, labels over several lines included")
  func endpoints() throws {
    let (text, tally) = try EndpointList.parse(text: text("endpoint-list"))
    let json = try EndpointList.parse(json: data("endpoint-list-json"))
    #expect(tally.unknown == 0 && text == json && text.count == 5)
    let web = try #require(text.first { $0.id == 355 })
    #expect(web.labels.count == 5 && web.identity == 1210 && web.state == "ready" && !web.enforcesEgress)
    #expect(web.ipv4 == IPv4Address(10, 244, 0, 92))
  }

  @Test("maps, and metrics in text as in JSON")
  func mapsAndMetrics() throws {
    let maps = try MapList.parse(text: text("map-list"))
    #expect(maps.contains { $0.name == "cilium_lb4_services_v2" && $0.entries == 22 && $0.isCached })
    #expect(maps.contains { $0.entries == nil })
    let (list, tally) = try MetricsList.parse(text: text("metrics-list"))
    #expect(tally.unknown == 0)
    #expect(list.total("cilium_drop_count_total", where: ["reason": "Invalid packet"]) == 34)
    #expect(list.total("cilium_drop_count_total") == 405)
  }

  @Test("status: text and JSON agree on the devices, with addresses")
  func status() throws {
    let text = try StatusText.parse(text("status-verbose"))
    #expect(text.ciliumVersion == "1.19.4" && text.directRoutingDevice == "tailscale0")
    #expect(text.devices.map(\.name) == ["enp0s6", "tailscale0"])
    #expect(text.devices.first?.ipv4Addresses == [IPv4Address(10, 0, 0, 239)])
    #expect(text.masquerading.devices == ["enp0s6", "tailscale0"] && text.mapSizes["NAT"] == 221_723)
    #expect(text.values["Routing"] == "Network: Tunnel [vxlan] Host: BPF")
    let usage = try Fixture.usage()
    #expect(throws: ParseError.self) { try StatusText.parse(usage) }
  }

  @Test("a map that could not be opened is an error of its own, never an empty table")
  func missingMaps() {
    let stderr = "Unable to open /sys/fs/bpf/tc/globals/cilium_ct4_global: no such file or directory. Skipping.\n"
    #expect(throws: MissingMap.self) { try ConntrackTable.parse(text: "", stderr: stderr) }
    #expect(throws: MissingMap.self) { try IPCacheTable.parse(text: "", stderr: stderr) }
    #expect(throws: MissingMap.self) { try PolicyTable.parse(text: "", stderr: stderr) }
    #expect(throws: MissingMap.self) { try TunnelList.parse(text: "", stderr: stderr) }
    #expect(throws: NATTableError.self) { try NATTable.parse(text: "", stderr: stderr) }
  }
}
