/// Where the lab keeps its files: all below tmpfs mounts of its private mount namespace.
struct LabPaths: Sendable, Hashable {
  var root: String

  init(root: String = "/run/netproof") { self.root = root }

  static let namespaces = "/run/netns"

  /// The file that names a network namespace (for `setns`, `nsenter --net=`).
  static func namespace(_ name: String) -> String { "\(namespaces)/\(name)" }

  var images: String { "\(root)/images" }
  var containers: String { "\(root)/containers" }
  /// What is kept for persistent volume claims.
  var volumes: String { "\(root)/volumes" }
  var bpf: String { "\(root)/bpf" }
  var internet: String { "\(root)/internet" }
  var logs: String { "\(root)/logs" }
  /// Hosts files of the cluster's own names, read by the cluster DNS pods.
  var clusterNames: String { "\(root)/cluster-names" }

  /// What a node has of its own files that pods can be given (hostPath volumes).
  func host(_ node: String) -> String { "\(root)/hosts/\(node)" }
  /// The node's private `/run/wireguard`.
  func wireguard(_ node: String) -> String { "\(root)/wireguard/\(node)" }
  /// Where the node's agent stand-in listens.
  func agentSocket(_ node: String) -> String { "\(root)/agents/\(node).sock" }

  /// Every directory that has to exist.
  func directories(nodes: [String]) -> [String] {
    [images, containers, volumes, bpf, internet, logs, clusterNames, "\(root)/agents"] + nodes.map(wireguard)
  }
}
