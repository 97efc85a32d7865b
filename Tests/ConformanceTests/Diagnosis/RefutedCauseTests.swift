import Cilium
import Testing

@testable import Conformance

/// Causes that have evidence of their own, and that another case contradicts all the same.
@Suite("What another case contradicts is not named, whatever speaks for it")
struct RefutedCauseTests {
  private func code(_ run: FaultyRun, _ aspect: Aspect, _ subject: Subject) -> String? {
    run.rehearsal.record(aspect, subject)?.diagnosis?.code
  }

  @Test("a default route that moved is not what one server is silent for while another answers")
  func defaultRoute() throws {
    var run = try FaultyRun()
    run.rehearsal.see(.defaultRoute, .value("tailscale0"), Nodes.worker)
    run.lose([.externalPing], on: [Nodes.w])
    #expect(code(run, .externalPing, Nodes.worker) == "filtered-at-node")
    #expect(code(run, .defaultRoute, Nodes.worker) == "default-route-moved")
    run.lose([.externalHTTPS, .upstreamDNS], on: [Nodes.w])
    #expect(code(run, .externalPing, Nodes.worker) == "default-route-moved")
  }

  @Test("a node IP that Cilium has otherwise is not what fails between nodes whose pods meet, nor elsewhere")
  func nodeIP() throws {
    var run = try FaultyRun()
    run.rehearsal.see(.nodeIP, .value("10.0.0.24"), Nodes.worker)
    run.lose([.apiService, .clusterDNSRestart], on: [Nodes.w])
    #expect(code(run, .apiService, Nodes.worker) != "cilium-node-ip-differs")
    #expect(code(run, .nodeIP, Nodes.worker) == "cilium-node-ip-differs")
    run.lose([.crossNodePod, .crossNodeService, .pathMTU])
    #expect(code(run, .apiService, Nodes.worker) == "cilium-node-ip-differs")
    #expect(code(run, .pathMTU, Nodes.masterToWorker) == "cilium-node-ip-differs")
  }

  @Test("an agent that masquerades otherwise explains nothing that was translated as it should be")
  func masquerade() throws {
    var run = try FaultyRun()
    run.rehearsal.see(.masquerade, .value("BPF [enp0s6]"), Nodes.worker)
    run.lose([.externalHTTPS], on: [Nodes.w])
    #expect(code(run, .externalHTTPS, Nodes.worker) == "filtered-at-node")
    run.lose([.externalPing, .upstreamDNS, .natExternal], on: [Nodes.w])
    #expect(code(run, .externalHTTPS, Nodes.worker) == "masquerade-not-applied")
  }

  @Test("a wrong address that one server answers to is not what another is silent for")
  func wrongAddress() throws {
    var run = try FaultyRun()
    run.rehearsal.see(.natExternal, .translated(to: "100.64.0.2"), Nodes.worker)
    run.lose([.externalPing], on: [Nodes.w])
    #expect(code(run, .natExternal, Nodes.worker) == "snat-wrong-address")
    #expect(code(run, .externalPing, Nodes.worker) == "filtered-at-node")
    run.lose([.externalHTTPS, .upstreamDNS], on: [Nodes.w])
    #expect(code(run, .externalPing, Nodes.worker) == "snat-wrong-address")
  }

  @Test("a policy is none of it where packets left the pod, or where one with the same labels is let in")
  func policy() throws {
    var run = try FaultyRun()
    func policy(_ pod: String, ingress: Bool) -> PolicyRestriction {
      PolicyRestriction(node: Nodes.w, pod: pod, endpoint: 7, isIngress: ingress, restriction: "denied")
    }
    run.rehearsal.datapath = DatapathRecord(policies: [
      policy("client", ingress: false), policy("server", ingress: true),
    ])
    run.lose([.externalPing], on: [Nodes.w])
    #expect(code(run, .externalPing, Nodes.worker) == "filtered-at-node")
    run.lose([.natExternal], on: [Nodes.w])
    #expect(code(run, .externalPing, Nodes.worker) == "policy-denied")
    run.lose([.crossNodePod], on: [Nodes.m])
    #expect(code(run, .crossNodePod, Nodes.masterToWorker) != "policy-denied")
    run.lose([.sameNodePod], on: [Nodes.w])
    #expect(code(run, .crossNodePod, Nodes.masterToWorker) == "policy-denied")
  }

  @Test("DNS pods that are not well are not what other DNS pods are silent for")
  func clusterDNS() throws {
    var run = try FaultyRun()
    run.rehearsal.see(.clusterDNSReady, .unhealthy("restarted 3 times"), Nodes.worker)
    run.rehearsal.see(.clusterName, .partly(Rules.answering([Nodes.w])), Nodes.worker)
    #expect(code(run, .clusterName, Nodes.worker) != "cluster-dns-unhealthy")
    run.rehearsal.see(.clusterName, .partly(Rules.answering([Nodes.m])), Nodes.worker)
    #expect(code(run, .clusterName, Nodes.worker) == "cluster-dns-unhealthy")
  }
}
