import Cilium
import Kubernetes
import Testing

@testable import Conformance

@Suite("What Cilium's proxy answers, by the rules")
struct ProxiedRulesTests {
  static let gateway = ProxiedServiceFacts(
    name: "shop/cilium-gateway-web", addresses: [.v4(IPv4Address(10, 96, 0, 80))], port: 80, speaksHTTP: true,
    servedBy: "io.cilium.gateway/owning-gateway")

  private func predict(
    _ service: ProxiedServiceFacts? = gateway, _ aspect: Aspect = .proxiedRequest, _ settings: [String: String] = [:]
  ) throws -> Prediction {
    var facts = try RecordedCluster.facts("C")
    facts.proxied = service
    facts.configuration.merge(["enable-l7-proxy": "true"].merging(settings) { $1 }) { $1 }
    return Rules.predict(aspect, Nodes.worker, facts: facts)
  }

  @Test("the proxy of the node itself answers, and a silent one deviates with the kernel's parameter as its cause")
  func answers() throws {
    guard case .expected(let expected) = try predict() else {
      Issue.record("\(try predict())")
      return
    }
    #expect(expected.outcome == .reachable && expected.mechanism == .staysOnNode)
    #expect(expected.rule == Rule.proxiedService.rawValue)
  }

  @Test(
    "nothing is expected where nothing says that the proxy is asked",
    arguments: [
      ["enable-l7-proxy": "false"], ["kube-proxy-replacement": "false", "enable-node-port": "false"],
      ["gateway-api-hostnetwork-enabled": "true"], ["ingress-hostnetwork-enabled": "true"],
    ])
  func unknown(settings: [String: String]) throws {
    guard case .unknown = try predict(Self.gateway, .proxiedRequest, settings) else {
      Issue.record("\(try predict(Self.gateway, .proxiedRequest, settings))")
      return
    }
  }

  @Test("a Service without a label is not taken for one of the proxy's, and one without an address is not asked")
  func others() throws {
    var plain = Self.gateway
    plain.servedBy = nil
    guard case .unknown = try predict(plain) else { throw Unexpected() }
    guard case .notApplicable = try predict(nil) else { throw Unexpected() }
    guard case .notApplicable = try predict(Self.gateway, .proxiedRequestIPv6) else { throw Unexpected() }
  }

  private struct Unexpected: Error {}

  @Test("a Service is read as Kubernetes has it: what speaks HTTP first, and which label says whose it is")
  func service() throws {
    func facts(_ ports: [ServicePort], _ labels: [String: String]) -> ProxiedServiceFacts? {
      var service = Service(metadata: ObjectMeta(name: "web", namespace: "shop", labels: labels))
      service.spec = ServiceSpec(clusterIP: "10.96.0.80", ports: ports)
      return ProxiedServiceFacts(service)
    }
    let tls = ServicePort(port: 443, name: "https")
    let both = try #require(facts([tls, ServicePort(port: 8080, name: "http-web")], ["cilium.io/ingress": "true"]))
    #expect(both.port == 8080 && both.speaksHTTP && both.servedBy == "cilium.io/ingress")
    let only = try #require(facts([tls], ["app": "web"]))
    #expect(only.port == 443 && !only.speaksHTTP && only.servedBy == nil && only.name == "shop/web")
    #expect(facts([], [:]) == nil)
  }

  @Test("a Service is named by its namespace and its name")
  func name() {
    #expect(ServiceName("shop/web")?.description == "shop/web")
    for text in ["web", "shop/", "/web", "a/b/c", "shop/we b", "Shop/web"] { #expect(ServiceName(text) == nil) }
  }

  @Test("one request is sent from every node, for a host that nobody has; without HTTP a connection")
  func probe() throws {
    var answers = SyntheticAnswers(SyntheticCluster.cluster([SyntheticCluster.node(1)], devices: "ens5,ts0"))
    #expect(answers.plan.probes(.proxiedRequest, .node("node-1")).isEmpty)
    answers.facts.proxied = Self.gateway
    #expect(
      answers.plan.probes(.proxiedRequest, .node("node-1")).map(\.kind) == [
        .httpGet(url: "http://10.96.0.80:80/", header: ["Host": "netproof.invalid"], insecure: false)
      ])
    answers.facts.proxied?.speaksHTTP = false
    #expect(
      answers.plan.probes(.proxiedRequest, .node("node-1")).map(\.kind) == [
        .tcpConnect(host: "10.96.0.80", port: 80, sourcePort: nil)
      ])
  }

  @Test("it is asked where a Service was named, and only there")
  func asked() {
    #expect(!Aspect.asked(of: IPFamily.allCases).contains { $0.isAskedThroughProxy })
    #expect(
      Aspect.asked(of: [.ipv4], throughProxy: true).filter(\.isAskedThroughProxy) == [.proxiedRequest])
  }

  @Test("reading the Service is asked for by name")
  func permission() throws {
    let permissions = RunPermission.asking(try #require(ServiceName("shop/web")))
    #expect(permissions.map(\.description) == ["get services web in shop"])
    let account = RoleManifest.ServiceAccount(name: "netproof", namespace: "netproof")
    func roles(_ service: ServiceName?) -> String {
      GuestManifests.rbac(account: account, cilium: .init(), proxied: service, reconfiguring: false)
    }
    #expect(roles(ServiceName("shop/web")).contains("namespace: shop"))
    #expect(!roles(nil).contains("namespace: shop"))
  }
}
