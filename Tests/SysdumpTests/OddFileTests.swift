import Archives
import Foundation
import SysdumpRecordings
import Testing

@testable import Sysdump

/// Forms of files that real archives have, and that a reader may stumble over.
@Suite("Odd files of real archives")
struct OddFileTests {
  private func read(_ path: String, _ text: String) -> AgentRecord? {
    let path = "cilium-bugtool-cilium-x-20261129-162243/cmd/\(path)"
    let data = Data(text.utf8)
    let file = ArchiveFile(entry: ArchiveEntry(path: path, size: data.count, modified: nil), data: data)
    return Sysdump(files: [file], name: "x").agents.first
  }

  @Test("An entry of the NAT map that follows an error on the same line is read, and the error is none")
  func errorWithoutEnd() throws {
    let record = try #require(
      read(
        "cilium-dbg-bpf-nat-list.md",
        """
        Failed to get clocksource from agent: Get "http://localhost/v1/healthz": no such file or directoryTCP OUT \
        10.244.1.7:40000 -> 8.8.8.8:443 XLATE_SRC 10.0.0.24:40000 Created=9sec ago NeedsCT=0

        """))
    let entries = try #require(record.translations.value)
    #expect(
      entries.map { "\($0.source) \($0.destination) \($0.translated) \($0.age)" } == ["10.244.1.7 8.8.8.8 10.0.0.24 9"])
    // A map that was read while the agent was away holds entries all the same.
    for agent in try Recordings.read("1.18-C-hostfw-lrp-agents-not-ready").agents {
      #expect(agent.translations.value != nil && !agent.hasAnswered)
    }
  }

  @Test(
    "A device that vanished before tc asked for it has no program",
    arguments: ["", "> Error while running 'tc':  exit status 1\n\n"])
  func vanishedDevice(_ remark: String) throws {
    let record = try #require(
      read("tc-filter-show-dev-lxc12ab-ingress.md", "Cannot find device \"lxc12ab\"\n" + remark))
    #expect(record.filters.value == nil)
  }

  @Test("A listing that breaks off within a line is none; a document of JSON ends where it ends")
  func brokenLine() throws {
    let whole = "default via 10.0.0.1 dev enp0s6 \n10.244.0.0/24 via 10.244.1.73 dev cilium_host mtu 1230 \n"
    #expect(try #require(read("ip--4-r.md", whole)).kernelRoutes.first?.value?.count == 2)
    let torn = try #require(read("ip--4-r.md", String(whole.dropLast(12))))
    #expect(torn.kernelRoutes.first?.damage?.contains("its last line has no end") == true)
    #expect(torn.routeMTUs.value == nil)
    let health = #"{"local":{"name":"default/a"},"nodes":null,"timestamp":"2026-11-29T16:22:00Z"}"#
    #expect(try #require(read("cilium-health-status--o-json.md", health)).health.value != nil)
  }

  @Test("Health checks that have not run yet have found nothing, and a daemon that does not answer has said nothing")
  func noHealth() throws {
    let early =
      #"{"local":{"name":"default/a"},"nodes":null,"probeInterval":"0s","timestamp":"0001-01-01T00:00:00.000Z"}"#
    #expect(
      try #require(read("cilium-health-status--o-json.md", early + "\n")).health.value?.status().nodes.isEmpty == true)
    let refused = "Error: Cannot get status: dial unix /var/run/cilium/health.sock: connect: connection refused\n"
    let silent = try #require(
      read("cilium-health-status--o-json.md", refused + "> Error while running 'x':  exit status 1\n"))
    #expect(silent.health.damage?.contains("connection refused") == true)
    #expect(try #require(read("cilium-health-status--o-json.md", refused)).health.value == nil)
  }

  @Test("An agent's log that was cut after so many bytes tells its options, and not why it ended")
  func cutLog() throws {
    let files = try Recordings.files(of: "1.15-comma-devices-crashloop")
    let (path, data) = try #require(files.first { $0.key.hasSuffix(".log") && $0.key.contains("cilium-agent") })
    let file = ArchiveFile(
      entry: ArchiveEntry(path: path, size: 40_000, modified: nil), data: Data(data.prefix(40_000)))
    let log = try #require(Sysdump(files: [file], name: "x").logs.first)
    #expect(log.flags["devices"] == "enp0s6,tailscale0" && log.fatal == nil)
  }

  @Test("The dump's own log names tasks that failed: an agent that ended in the middle, and one that was not reached")
  func failedTasks() throws {
    let text = """
      🔍 Collecting sysdump with cilium-cli version: v0.16.20, args: [sysdump]
      ⚠️ cilium-bugtool-cilium-6q7jf: failed to collect 'cilium-bugtool' output: command terminated with exit code 137
      ⚠️ cilium-bugtool-cilium-fshsp: failed to collect: error dialing backend: dial tcp 100.64.0.2:10250: i/o timeout

      """
    let data = Data(text.utf8)
    let file = ArchiveFile(entry: ArchiveEntry(path: "cilium-sysdump.log", size: data.count, modified: nil), data: data)
    let dump = Sysdump(files: [file], name: "x")
    #expect(dump.cliVersion == "v0.16.20" && dump.failedTasks.map(\.line) == [2, 3])
  }

  @Test(
    "What looks like something else by its name is not taken for it",
    arguments: [
      // Prometheus' text, and a Go struct.
      "k8s-metrics-20261129-162243.yaml", "k8s-version-20261129-162243.txt",
      // 1.18 and 1.19 write the help of `cilium-dbg bpf` under it.
      "cilium-bugtool-x-20261129-162243/cmd/cilium-dbg-bpf-tunnel-list.md",
      "cilium-bugtool-x-20261129-162243/cmd/gops-stack-$(pidof-cilium-agent).md",
      "cilium-bugtool-x-20261129-162243/cmd/"
        + "cilium-debuginfo---output=markdown,json--f---output-directory=-tmp-cilium-bugtool-1-cmd.md",
      "cilium-bugtool-x-20261129-162243/cmd/ip--4-route-show-.md", "ciliumcidrgroups-20261129-162243.yaml",
    ])
  func names(_ path: String) { #expect(!Sysdump.wants(path)) }
}
