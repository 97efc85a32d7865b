import Testing

@testable import Lab

@Suite("Services, policies and the ipcache in the agent's words")
struct ServiceAndPolicyFormatTests {
  private func service(
    _ name: String, _ clusterIP: String, _ proto: String, _ port: UInt16, _ backends: [(String, UInt16)]
  ) -> ServiceTranslation {
    ServiceTranslation(
      namespace: "x", name: name, clusterIP: clusterIP, proto: proto, port: port,
      backends: backends.map { ServiceTranslation.Backend(address: $0.0, port: $0.1) })
  }

  /// The Services of the recording C, in the order of their numbers there.
  private var services: [ServiceTranslation] {
    [
      service("kube-dns", "10.96.0.10", "TCP", 53, [("10.244.0.115", 53), ("10.244.1.2", 53)]),
      service("kube-dns", "10.96.0.10", "UDP", 53, [("10.244.0.115", 53), ("10.244.1.2", 53)]),
      service("kube-dns", "10.96.0.10", "TCP", 9153, [("10.244.0.115", 9153), ("10.244.1.2", 9153)]),
      service("web-master", "10.103.47.239", "TCP", 80, [("10.244.0.92", 8080)]),
      service("web-worker", "10.110.195.185", "TCP", 80, [("10.244.1.145", 8080)]),
      service("kubernetes", "10.96.0.1", "TCP", 443, [("100.64.0.1", 6443)]),
      service("hubble-peer", "10.108.215.130", "TCP", 80, [("100.64.0.1", 4244)]),
    ]
  }

  @Test("service list as recorded")
  func serviceList() throws {
    let own = ServiceFormat(services: services, release: .v119).text()
    #expect(own == (try AgentFixtures.both.file("service-list.txt")))
  }

  /// The map has no order; `InternalLocal` belongs to Hubble's own Service, which the lab does not have.
  @Test("bpf lb list as recorded, in any order")
  func loadBalancer() throws {
    func comparable(_ text: String) -> [String] {
      text.split(separator: "\n").filter { !$0.contains("10.108.215.130") }.map { line in
        line.split(separator: " ").joined(separator: " ")
      }.sorted()
    }
    let own = ServiceFormat(services: services, release: .v119).loadBalancerText()
    #expect(comparable(own) == comparable(try AgentFixtures.both.file("bpf-lb-list.txt")))
    #expect(own.hasPrefix("SERVICE ADDRESS             BACKEND ADDRESS (REVNAT_ID) (SLOT)\n"))
    #expect(own.contains("10.96.0.10:53/TCP (1)       10.244.0.115:53/TCP (1) (1)"))
  }

  @Test("a service without ready backends has no slot but 0")
  func noBackends() {
    let text = ServiceFormat(services: [service("web", "10.96.0.9", "TCP", 80, [])], release: .v119).loadBalancerText()
    #expect(text.contains("10.96.0.9:80/TCP (0)"))
    #expect(!text.contains("(1)\n") && !text.contains("10.96.0.9:80/TCP (1)"))
  }

  @Test("the host endpoint's policy map byte by byte")
  func policy() throws {
    let facts = try AgentFixtures.facts(AgentFixtures.both)
    let recorded = try AgentFixtures.both.file("bpf-policy-get-all.txt")
    let host = try #require(recorded.firstRange(of: "Endpoint ID: 3788"))
    let own = PolicyFormat.text(facts)
    let ownHost = try #require(own.firstRange(of: "Endpoint ID: 3788"))
    #expect(own[ownHost.lowerBound...] == recorded[host.lowerBound...])
  }

  @Test("the ipcache names the tunnel endpoint of remote addresses only")
  func ipcache() throws {
    let text = IPCacheFormat(facts: try AgentFixtures.facts(AgentFixtures.both)).text()
    let entries = text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(entries.contains("10.244.1.0/24 identity=2 encryptkey=0 tunnelendpoint=100.64.0.2 flags=hastunnel"))
    #expect(entries.contains("10.244.1.55/32 identity=6 encryptkey=0 tunnelendpoint=100.64.0.2 flags=hastunnel"))
    #expect(entries.contains("100.64.0.2/32 identity=6 encryptkey=0 tunnelendpoint=0.0.0.0 flags=<none>"))
    #expect(entries.contains("10.244.0.119/32 identity=760 encryptkey=0 tunnelendpoint=0.0.0.0 flags=<none>"))
  }
}
