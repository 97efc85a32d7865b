import Testing

@testable import Cilium

@Suite("The kernel's counters in /proc/net/netstat")
struct KernelCounterTests {
  private let text = """
    TcpExt: SyncookiesSent IPReversePathFilter TCPPureAcks
    TcpExt: 0 17 2041
    IpExt: InNoRoutes InOctets
    IpExt: 3 18446744073709551615

    """

  @Test("names and values stand in lines that belong together")
  func counters() throws {
    let counters = try KernelCounters.parse(text: text)
    #expect(counters.reversePathFiltered == 17)
    #expect(counters.values["IpExtInOctets"] == .max && counters.values["TcpExtTCPPureAcks"] == 2041)
  }

  @Test("a kernel without the counter says nothing, which is not zero")
  func missing() throws {
    #expect(try KernelCounters.parse(text: "IpExt: InNoRoutes\nIpExt: 0\n").reversePathFiltered == nil)
  }

  @Test(
    "what is no such file is an error that says where",
    arguments: [
      "", "cat: /proc/net/netstat: No such file or directory", "TcpExt: A B\nTcpExt: 1", "TcpExt: A\nIpExt: 1",
      "TcpExt A\nTcpExt 1",
    ])
  func broken(_ text: String) {
    #expect(throws: ParseError.self) { try KernelCounters.parse(text: text) }
  }
}
