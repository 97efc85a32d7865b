import Archives
import Cilium
import Foundation
import Routing
import Tailnet

/// What an archive holds of one agent: the folder of one bugtool.
public struct AgentRecord: Sendable {
  /// The folder, as a path within the archive.
  public let folder: String
  /// The host's name, which on the host's network is the node's.
  public var hostname: Reading<String> = .absent
  /// What the agent says of itself, for people.
  public var status: Reading<StatusText> = .absent
  /// The same, as data.
  public var statusDocument: Reading<AgentStatus> = .absent
  /// The options that the agent was started with: flag → value.
  public var flags: Reading<[String: String]> = .absent
  /// The configuration that the agent works with.
  public var configuration: Reading<AgentConfiguration> = .absent
  /// The options that the agent works with, as `config -a` has them: Go's name in small letters → value.
  public var options: Reading<[String: String]> = .absent
  /// The agent's tables of devices, routes, addresses.
  public var tables: Reading<StateTables> = .absent
  /// The same, one by one, where the agent's shell was asked.
  public var shown = ShownTables()
  /// The nodes that the agent knows.
  public var nodeList: Reading<NodeEntries> = .absent
  /// What its health checks found.
  public var health: Reading<HealthMesh> = .absent
  /// Device → programs, by their pins in the BPF file system, which TCX links have.
  public var pins: Reading<[String: Set<String>]> = .absent
  /// The endpoints whose programs are pinned there, by their numbers (since 1.18).
  public var pinnedEndpoints: Reading<Set<Int>> = .absent
  /// Device → programs, by what tc and bpftool show.
  public var filters: Reading<[String: Set<String>]> = .absent
  /// The programs on devices, by what bpftool shows.
  public var attachments: Reading<[AttachedProgram]> = .absent
  /// The programs at cgroups, by which sockets are balanced.
  public var cgroupPrograms: Reading<[CgroupProgram]> = .absent
  /// The programs at sockets, by the pins of their links in the BPF file system.
  public var pinnedSockets: Reading<Set<String>> = .absent
  /// The rules of iptables that drop what comes in, by the file that shows them.
  public var drops: [Reading<[InputDrop]>] = []
  /// Whether iptables' listings have the table filter; `nil` where they have no tables at all. A listing that was cut
  /// between two tables looks whole.
  public var hasFilterTable: Bool?
  /// What Tailscale's chains do, by the listings of iptables that have them.
  public var tailscaleChains: [Reading<TailscaleChains>] = []
  /// Rules of netfilter that restore connections' marks, of each listing of iptables.
  public var markRestores: [Reading<[MarkRestore]>] = []
  /// Translations in the NAT map.
  public var translations: Reading<[Translation]> = .absent
  /// Destinations that the ip-masq-agent spares.
  public var spared: Reading<[IPPrefix]> = .absent
  /// MTUs of the kernel's routes to pods; of very many with the same MTU the first ones.
  public var routeMTUs: Reading<[RouteMTU]> = .absent
  /// The kernel's release.
  public var kernel: Reading<String> = .absent
  /// Devices by the kernel; their kinds are told elsewhere.
  public var links: Reading<[Device]> = .absent
  /// Device → its kind, by the kernel.
  public var linkKinds: Reading<[String: String]> = .absent
  /// Routes by the kernel: a file for each table.
  public var kernelRoutes: [Reading<[KernelRoute]>] = []
  /// Routes of all tables by the kernel, by their family. No bugtool asks for them in one.
  public var allRoutes: [IPFamily: Reading<[KernelRoute]>] = [:]
  /// Routing policy rules in the kernel's order. No bugtool asks for those of IPv6.
  public var rules: [IPFamily: Reading<[PolicyRule]>] = [:]
  /// Kernel parameters that decide about forwarding, of devices that are no pods'.
  public var sysctls: Reading<[String: Int]> = .absent
  /// The peers of WireGuard devices. No bugtool asks for them.
  public var wireGuardPeers: Reading<[WireGuardPeer]> = .absent
  /// What Tailscale says of the node's tailnet. No bugtool asks for it.
  public var tailscaleStatus: Reading<TailscaleStatus> = .absent
  /// What Tailscale counts of its packets. No bugtool asks for it.
  public var tailscaleCounters: Reading<TailscaleCounters> = .absent
  /// Which rules of netfilter mark packets. No bugtool asks for them.
  public var markings: Reading<[PacketMarking]> = .absent
  /// The endpoints of the node, with their identities.
  public var endpoints: Reading<[EndpointEntry]> = .absent
  /// The same, by the agent's description of itself: number → identity.
  public var describedEndpoints: Reading<[Int: Int]> = .absent
  /// Endpoints whose programs could not be made: their folders in the agent's state.
  public var failedRegenerations: [FileReference] = []
  /// When the files were written: from the first to the last.
  public var moments: ClosedRange<Date>?
  /// The time in the name of the agent's description of itself, which survives packing anew.
  public var describedAt: Date?
  /// How many files there are.
  public var files = 0

  /// Makes an empty record.
  public init(folder: String) { self.folder = folder }

  /// The agent's release, such as `1.18.3`; `nil` where nothing tells it.
  public var version: String? { statusDocument.value?.ciliumVersion ?? status.value?.ciliumVersion }

  /// When the agent was asked, by what its answers say; never later than it was. Files' times are not taken for it: programs
  /// that pack anew may write them without their zone.
  public var toldAt: Date? { describedAt ?? health.value?.timestamp }

  /// When the agent was asked, as well as that is known.
  public var askedAt: Date? { describedAt ?? moments?.upperBound }

  /// The kernel's devices with their kinds; `nil` where they were not read.
  public var kernelDevices: [Device]? {
    let kinds = linkKinds.value ?? [:]
    return links.value?.map { link in
      guard link.type.isEmpty else { return link }
      return Device(
        name: link.name, index: link.index, type: kinds[link.name].map { $0 == "tun" ? "tuntap" : $0 } ?? "device",
        mtu: link.mtu, hardwareAddress: link.hardwareAddress, flags: link.flags, addresses: link.addresses,
        operStatus: link.operStatus, rawFlags: link.rawFlags, masterIndex: link.masterIndex,
        alternativeNames: link.alternativeNames, tentativeAddresses: link.tentativeAddresses)
    }
  }

  /// The kernel's routes of every table, of as many as were read.
  public var readRoutes: [KernelRoute] {
    (isListedWhole ? Array(allRoutes.values) : kernelRoutes).flatMap { $0.value ?? [] }
  }

  /// Whether devices, and every table of routes that there is, were read from the kernel.
  public var hasKernelTables: Bool {
    guard links.value?.isEmpty == false else { return false }
    return isListedWhole || (!kernelRoutes.isEmpty && kernelRoutes.allSatisfy { $0.value != nil })
  }

  private var isListedWhole: Bool { !allRoutes.isEmpty && allRoutes.values.allSatisfy { $0.value != nil } }

  /// Whether the agent answered anything: what is read from maps and the kernel needs no agent.
  public var hasAnswered: Bool {
    status.value != nil || statusDocument.value != nil || tables.value != nil || configuration.value != nil
      || nodeList.value != nil
  }

  /// Why the agent is taken for one that did not answer.
  public var silence: String {
    status.problem("status of the agent (status --verbose)")
      ?? tables.problem("tables of the agent") ?? "the agent did not answer"
  }
}

/// A translation of a packet's source in the NAT map.
public struct Translation: Sendable, Hashable {
  /// The source before.
  public var source: IPAddress
  /// The destination.
  public var destination: IPAddress
  /// The source after.
  public var translated: IPAddress
  /// How long before the map was read the youngest such entry was made, in seconds.
  public var age: Int
  /// Where that one stands.
  public var reference: FileReference
}

/// The MTU of a kernel's route.
public struct RouteMTU: Sendable, Hashable {
  /// The destination.
  public var destination: IPPrefix
  /// In bytes.
  public var mtu: Int
  /// Where it stands.
  public var reference: FileReference
}

/// A rule of iptables' INPUT chain that drops every packet to a UDP port.
public struct InputDrop: Sendable, Hashable {
  /// The port.
  public var port: Int
  /// How many packets it has met.
  public var packets: Int?
  /// Where it stands.
  public var reference: FileReference
}
