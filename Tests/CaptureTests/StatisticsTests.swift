import Testing

@testable import Capture

/// The lines that tcpdump prints when it ends (tcpdump.c, info()).
@Suite("What a capture says about its completeness")
struct StatisticsTests {
  private func text(_ captured: Int, _ received: Int, _ kernel: Int, interface: Int? = nil) -> String {
    "tcpdump: listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes\n"
      + "\(captured) packets captured\n\(received) packets received by filter\n\(kernel) packets dropped by kernel\n"
      + (interface.map { "\($0) packets dropped by interface\n" } ?? "")
  }

  @Test("counts are read")
  func counts() {
    #expect(
      CaptureStatistics(tcpdump: text(8, 9, 0)) == CaptureStatistics(captured: 8, received: 9, droppedByKernel: 0))
    #expect(
      CaptureStatistics(tcpdump: text(8, 9, 2, interface: 3))
        == CaptureStatistics(captured: 8, received: 9, droppedByKernel: 2, droppedByInterface: 3))
    let one = text(8, 9, 0).replacing("8 packets captured", with: "1 packet captured")
    #expect(CaptureStatistics(tcpdump: one)?.captured == 1)
  }

  @Test("only a capture that dropped nothing proves that a packet did not pass")
  func lossless() throws {
    #expect(try #require(CaptureStatistics(tcpdump: text(8, 9, 0))).isLossless)
    #expect(try !#require(CaptureStatistics(tcpdump: text(8, 9, 1))).isLossless)
    #expect(try !#require(CaptureStatistics(tcpdump: text(8, 9, 0, interface: 1))).isLossless)
  }

  @Test("without all of its lines nothing is known")
  func cut() {
    let lines = text(8, 9, 0).split(separator: "\n")
    for count in 0..<lines.count {
      #expect(CaptureStatistics(tcpdump: lines.prefix(count).joined(separator: "\n")) == nil)
    }
    #expect(CaptureStatistics(tcpdump: "tcpdump: eth9: No such device exists") == nil)
    #expect(CaptureStatistics(tcpdump: text(8, 9, 0).replacing("9 packets", with: "many packets")) == nil)
  }
}
