import Cilium
import Testing

@Suite("Programs at cgroups")
struct BPFToolCgroupTests {
  @Test("as a real 1.18 has them, each with the cgroup that it stands under")
  func listing() throws {
    let found = try BPFToolCgroup.parse(
      text: """
        CgroupPath
        ID       AttachType      AttachFlags     Name\u{20}\u{20}
        /run/cilium/cgroupv2
        13160    cgroup_inet4_connect multi           cil_sock4_connect\u{20}\u{20}
        13154    cgroup_inet_sock_release multi           cil_sock_release
        /run/cilium/cgroupv2/system.slice/a b
        7        cgroup_device   multi
        8        cgroup_device                   x
        """)
    #expect(found.map(\.name) == ["cil_sock4_connect", "cil_sock_release", nil, "x"])
    #expect(found.map(\.hook).first == "cgroup_inet4_connect")
    #expect(found.map(\.path).last == "/run/cilium/cgroupv2/system.slice/a b")
  }

  @Test("what is no such listing is an error, and an empty one is empty")
  func other() throws {
    #expect(throws: ParseError.self) { try BPFToolCgroup.parse(text: "bpftool: not found") }
    #expect(try BPFToolCgroup.parse(text: "CgroupPath\nID       AttachType      AttachFlags     Name\n").isEmpty)
  }
}
