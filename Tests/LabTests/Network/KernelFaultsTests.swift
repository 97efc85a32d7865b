import Testing

@testable import Lab

@Suite("Faults in a node's kernel")
struct KernelFaultsTests {
  @Test("each is taken back by what undoes it")
  func undone() {
    #expect(KernelFaults.blackhole(true) == ["rule add to 8.8.8.8 blackhole priority 90"])
    #expect(KernelFaults.blackhole(false) == ["rule delete to 8.8.8.8 blackhole priority 90"])
    #expect(KernelFaults.forwarding(off: true) == "echo 0 > /proc/sys/net/ipv4/ip_forward\n")
    #expect(KernelFaults.forwarding(off: false) == "echo 1 > /proc/sys/net/ipv4/ip_forward\n")
    #expect(KernelFaults.sourceFilter(strict: true) == "echo 1 > /proc/sys/net/ipv4/conf/all/rp_filter\n")
    #expect(KernelFaults.sourceFilter(strict: false) == "echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter\n")
  }

  @Test("they are on the last node by name")
  func place() {
    #expect(KernelFaults.node(of: .guide)?.name == "instance-worker")
  }
}
