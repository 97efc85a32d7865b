import Testing

@testable import Sysdump

@Suite("Layout of archives")
struct LayoutTests {
  @Test("Files under cmd are told by what follows the client's name, which changed with 1.15")
  func commands() {
    for client in ["cilium", "cilium-dbg"] {
      #expect(
        ArchiveLayout(path: "sysdump/cilium-bugtool-cilium-x-20261129-162243/cmd/\(client)-status---verbose.md")
          == .command(folder: "sysdump/cilium-bugtool-cilium-x-20261129-162243", .client("status---verbose")))
    }
    #expect(
      ArchiveLayout(path: "b/cmd/cilium-health-status--o-json.md") == .command(folder: "b", .health("status--o-json")))
    #expect(ArchiveLayout(path: "cmd/ip--4-r.md") == .command(folder: "", .program("ip--4-r")))
    #expect(
      ArchiveLayout(path: "b/cmd/cilium-debuginfo-20261129-162248.727+0000-UTC.json")
        == .command(folder: "b", .debugInfo))
    #expect(
      ArchiveLayout(path: "b/cmd/state/217_next_fail/ep_config.h")
        == .state(folder: "b", path: "217_next_fail/ep_config.h"))
    #expect(ArchiveLayout(path: "b/cmd/other/x") == .other)
  }

  @Test("Objects are told with and without the time in their names, and as JSON of old tools")
  func objects() {
    for name in ["k8s-nodes-20261129-162243.yaml", "k8s-nodes.yaml", "k8s-nodes-20210101-000000.json"] {
      #expect(ArchiveLayout(path: "x/" + name) == .objects("k8s-nodes"))
    }
    #expect(ArchiveLayout(path: "cilium-sysdump.log") == .sysdumpLog)
    #expect(
      ArchiveLayout(path: "logs-cilium-2x-cilium-agent-20261129-163410-prev.log")
        == .log(pod: "cilium-2x", container: "cilium-agent", isPrevious: true))
    #expect(ArchiveLayout(path: "logs-coredns-1-coredns-20261129-163410.log") == .other)
    #expect(ArchiveLayout(path: "") == .other)
  }
}
