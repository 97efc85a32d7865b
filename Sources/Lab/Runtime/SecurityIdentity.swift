/// A pod's security identity: a number that stands for its namespace and labels, carried as VNI between nodes.
enum SecurityIdentity {
  /// The annotation by which the lab is told which identity a pod gets; Cilium has none, and goes by labels alone.
  static let annotation = "lab.netproof/identity"

  /// The lower byte of identities that Tailscale's rules take for its own packets (0x80000 of mask 0xff0000).
  static let takenByTailscale: UInt16 = 0x08

  /// The identity that a pod's annotation asks for.
  static func asked(_ annotations: [String: String]) -> UInt16? { annotations[annotation].flatMap { UInt16($0) } }

  /// The identity of all pods with these labels; above Cilium's reserved identities (below 256), and 16 bits wide as
  /// Cilium's cluster-local ones. The same everywhere and in every run.
  static func of(namespace: String, labels: [String: String]) -> UInt16 {
    let number = number(namespace, labels)
    // Tailscale's marks (0x40000 and 0x80000 of mask 0xff0000) and an identity in the upper half of the mark are taken for
    // each other (cilium#36104). That is a fault of its own, and none that should be met by chance.
    return [0x04, takenByTailscale].contains(number & 0xff) ? number + 1 : number
  }

  /// The same, as one that Tailscale's rules take for a mark of their own.
  static func colliding(namespace: String, labels: [String: String]) -> UInt16 {
    number(namespace, labels) & 0xff00 | takenByTailscale
  }

  private static func number(_ namespace: String, _ labels: [String: String]) -> UInt16 {
    let text = labels.sorted { $0.key < $1.key }.reduce("io.kubernetes.pod.namespace=\(namespace)") { sum, label in
      "\(sum);\(label.key)=\(label.value)"
    }
    return UInt16(256 + FNV1a.hash(text) % (65_536 - 256))
  }
}
