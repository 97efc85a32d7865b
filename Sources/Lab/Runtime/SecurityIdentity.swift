/// A pod's security identity: a number that stands for its namespace and labels, carried as VNI between nodes.
enum SecurityIdentity {
  /// The identity of all pods with these labels; above Cilium's reserved identities (below 256), and 16 bits wide as
  /// Cilium's cluster-local ones. The same everywhere and in every run.
  static func of(namespace: String, labels: [String: String]) -> UInt16 {
    let text = labels.sorted { $0.key < $1.key }.reduce("io.kubernetes.pod.namespace=\(namespace)") { sum, label in
      "\(sum);\(label.key)=\(label.value)"
    }
    let number = UInt16(256 + FNV1a.hash(text) % (65_536 - 256))
    // Tailscale's marks (0x40000 and 0x80000 of mask 0xff0000) and an identity in the upper half of the mark are taken for
    // each other (cilium#36104). That is a fault of its own, and none that should be met by chance.
    return [0x04, 0x08].contains(number & 0xff) ? number + 1 : number
  }
}
