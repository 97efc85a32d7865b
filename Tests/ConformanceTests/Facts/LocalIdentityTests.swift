import Cilium
import Testing

@testable import Conformance

@Suite("Identities of a node's endpoints")
struct LocalIdentityTests {
  @Test("are told with namespace, labels and address, several endpoints of one identity together")
  func names() throws {
    let text = """
      ENDPOINT   POLICY (ingress)   POLICY (egress)   IDENTITY   LABELS (source:key[=value])                                              IPv6   IPv4           STATUS
                 ENFORCEMENT        ENFORCEMENT
      23         Disabled           Disabled          2056       k8s:app=cart                                                                    10.244.0.12    ready
                                                                 k8s:io.kubernetes.pod.namespace=shop
      24         Disabled           Disabled          2056       k8s:app=cart                                                                    10.244.0.13    ready
                                                                 k8s:io.kubernetes.pod.namespace=shop
      31         Disabled           Disabled          4          reserved:health                                                                 10.244.0.99    ready
      """
    let found = LocalIdentity.of(try EndpointList.parse(text: text).entries)
    #expect(found.map(\.id) == [4, 2056] && found.map(\.count) == [1, 2])
    #expect(found.last?.endpoints.map(\.text) == ["shop/app=cart (10.244.0.12)", "shop/app=cart (10.244.0.13)"])
    #expect(found.first?.endpoints.map(\.text) == ["reserved:health (10.244.0.99)"])
  }
}
