import Cilium
import Testing

@Suite("Marks with identities")
struct IdentityMarkTests {
  private func mark(
    _ identity: UInt32, _ carrier: IdentityMark.Carrier, _ release: CiliumRelease = CiliumRelease(1, 19, 4),
    clusters: Int = 255
  ) -> UInt32 {
    IdentityMark.value(of: identity, on: carrier, release: release, connectedClusters: clusters)
  }

  @Test("an identity stands in the upper half, beside what tells the kind of packet")
  func identity() {
    #expect(mark(2056, .pod) == 0x0808_0F00)
    #expect(mark(2056, .tunnel) == 0x0808_0400)
    #expect(mark(IdentityMark.ingress, .proxy) == 0x0008_0B00)
  }

  @Test("up to 1.15 the tunnel's packets have the mark that they had as the pod's")
  func older() {
    #expect(mark(2056, .tunnel, CiliumRelease(1, 15, 20)) == 0x0808_0F00)
    #expect(mark(2056, .tunnel, CiliumRelease(1, 16)) == 0x0808_0400)
  }

  @Test("a cluster's number stands in the lowest byte; of 511 clusters its highest bit is the mark's")
  func clusters() {
    #expect(mark(3 << 16 | 0xFFFF, .pod) == 0xFFFF_0F03)
    #expect(mark(0x101 << 15 | 0x7FFF, .pod, clusters: 511) == 0xFFFF_0F01)
    #expect(mark(1 << 15 | 0x7FFF, .pod, clusters: 511) == 0x7FFF_0F01)
  }
}
