import Foundation
import Yams

extension LabTopology {
  /// The topologies that come with netproof, the guide's first. A test holds that every file of `files` can be read.
  public static let builtIn: [LabTopology] = files.compactMap { file, bytes in
    try? TopologyReader.read(String(decoding: bytes, as: UTF8.self), file: file)
  }

  /// The devices guide's cluster.
  public static let guide =
    builtIn.first
    ?? LabTopology(
      name: "empty", purpose: "", podCIDR: "10.244.0.0/16",
      cilium: CiliumPlan(routing: .tunnel, masquerade: .bpf, kubeProxyReplacement: true, settings: [:]), networks: [],
      overlays: [], nodes: [])

  /// What a name on the command line means: a topology that comes with netproof, or a file.
  ///
  /// - Throws: `TopologyError` for a file that cannot be read or is wrong, and for a name that is neither.
  public static func named(_ text: String) throws -> LabTopology {
    if let topology = builtIn.first(where: { $0.name == text }) { return topology }
    let names = builtIn.map(\.name).joined(separator: ", ")
    guard let data = FileManager.default.contents(atPath: text) else {
      throw TopologyError(
        file: text,
        problems: [
          .init(
            place: "", what: "there is no such file, and no topology of that name",
            remedy: "give a file, or one of \(names)")
        ])
    }
    return try TopologyReader.read(String(decoding: data, as: UTF8.self), file: text)
  }

  /// The topology as the text of a file: of one that comes with netproof the file itself, with its remarks.
  public func yaml() throws -> String {
    if let own = Self.files.first(where: { $0.0 == "\(name).yaml" }), LabTopology.builtIn.contains(self) {
      return String(decoding: own.1, as: UTF8.self)
    }
    return try YAMLEncoder().encode(self)
  }

  static let files: [(String, [UInt8])] = [
    ("guide.yaml", PackageResources.guide_yaml), ("single-uplink.yaml", PackageResources.single_uplink_yaml),
    ("public-private.yaml", PackageResources.public_private_yaml),
    ("netfilter.yaml", PackageResources.netfilter_yaml), ("native.yaml", PackageResources.native_yaml),
    ("three-nodes.yaml", PackageResources.three_nodes_yaml), ("kubespan.yaml", PackageResources.kubespan_yaml),
    ("dual-stack.yaml", PackageResources.dual_stack_yaml), ("ipv6-only.yaml", PackageResources.ipv6_only_yaml),
    ("bridge.yaml", PackageResources.bridge_yaml), ("tap-overlay.yaml", PackageResources.tap_overlay_yaml),
    ("ip-masq-agent.yaml", PackageResources.ip_masq_agent_yaml),
    ("no-masquerade.yaml", PackageResources.no_masquerade_yaml),
  ]
}
