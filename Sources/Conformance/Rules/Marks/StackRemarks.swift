import Cilium
import Routing

/// What the kernels of nodes do to packets that Cilium hands to their stacks, before it bites: a strict `rp_filter`, and
/// rules that restore connections' marks. Pure; what was not read says nothing.
enum StackRemarks {
  /// A sentence for each.
  static func notes(_ facts: ClusterFacts) -> [Sentence] { strictSources(facts) + restoredMarks(facts) }

  private static let mostNodes = 6

  /// `net.ipv4.conf.all.rp_filter` counts for every device where it is larger than the device's own, which Cilium sets to 0
  /// for its own and pods' devices (Documentation/networking/ip-sysctl.rst; Cilium `pkg/datapath/loader`, base.go).
  private static func strictSources(_ facts: ClusterFacts) -> [Sentence] {
    let nodes = facts.nodes.filter(FactFaults.filtersStrictly)
    guard !nodes.isEmpty, facts.families.contains(.ipv4) else { return [] }
    return [
      "\(nodes.map(\.name).told(mostNodes)): net.ipv4.conf.all.rp_filter is 1, which counts for every device, whatever Cilium sets "
        + "for its own: what pods send to their own node, and what the tunnel brings for the node itself, may be dropped"
    ]
  }

  /// Where Cilium keeps the proxy's port and identities in marks: 0x200 and the port for packets to the proxy, 0xA00, 0xB00
  /// and 0xF00 with an identity (`bpf/lib/common.h`, MARK_MAGIC_*).
  private static let ciliums: UInt32 = 0xFFFF_0F00

  private static func restoredMarks(_ facts: ClusterFacts) -> [Sentence] {
    let model = PathModel(facts: facts)
    var groups: [(restore: MarkRestore, nodes: [String])] = []
    for node in facts.nodes where passesStack(node, model) {
      for restore in (node.markRestores ?? []).uniqued() where restore.mask & ciliums != 0 {
        if let place = groups.firstIndex(where: { $0.restore == restore }) {
          groups[place].nodes.append(node.name)
        } else {
          groups.append((restore, [node.name]))
        }
      }
    }
    return groups.map { restore, nodes in
      "\(nodes.told(mostNodes)): a rule of netfilter (mangle \(restore.chain)) puts the marks of connections over those of their "
        + "packets under 0x\(String(restore.mask, radix: 16)), where Cilium keeps the proxy's port and identities: what L7 and FQDN "
        + "policies, Ingress and Gateways send by the proxy, and pods with endpoint routes, may lose its way once a "
        + "connection is established"
    }
  }

  /// Whether packets with Cilium's marks pass netfilter: those to and from its proxy, and those of pods that the kernel
  /// routes.
  private static func passesStack(_ node: NodeFacts, _ model: PathModel) -> Bool {
    let configuration = model.configuration(of: node)
    return configuration.boolean("enable-l7-proxy", default: true) || configuration.enableEndpointRoutes
      || model.legacyHostRouting(of: node) != nil
  }
}
