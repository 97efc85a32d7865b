import Testing

@testable import Conformance

@Suite("Waiting for the datapath")
struct DatapathSettlingTests {
  /// As `cilium-dbg endpoint list` of Cilium 1.19.4 prints it (columns shortened).
  private func endpoints(_ state: String) -> String {
    """
    ENDPOINT   POLICY (ingress)   POLICY (egress)   IDENTITY   LABELS (source:key[=value])   IPv6   IPv4           STATUS
               ENFORCEMENT        ENFORCEMENT
    355        Disabled           Disabled          1210       k8s:app=web-master                   10.244.0.92    ready
                                                               k8s:io.kubernetes.pod.namespace=probe
    568        Disabled           Disabled          4          reserved:health                      10.244.0.248   \(state)
    739        Disabled           Disabled          16286      k8s:k8s-app=kube-dns                 10.244.0.115   ready

    """
  }

  @Test("an agent that is well and has every endpoint ready has settled")
  func settled() { #expect(DatapathSettling.reason(status: "OK\n", endpoints: endpoints("ready")) == nil) }

  @Test(
    "an endpoint on its way is waited for, and named", arguments: ["regenerating", "restoring", "waiting-for-identity"])
  func endpointOnItsWay(state: String) {
    #expect(DatapathSettling.reason(status: "OK\n", endpoints: endpoints(state)) == "endpoint 568 is \(state)")
  }

  @Test("an endpoint that is going away is not waited for")
  func endpointGoing() { #expect(DatapathSettling.reason(status: "OK", endpoints: endpoints("disconnecting")) == nil) }

  @Test("an agent that is not well is waited for, in its own words")
  func unwell() {
    let status = "error: 1 issue(s) found: controllers failing\n"
    #expect(
      DatapathSettling.reason(status: status, endpoints: endpoints("ready"))?.contains("controllers failing") == true)
    #expect(DatapathSettling.reason(status: "", endpoints: endpoints("ready")) == "the agent says: no answer")
  }
}
