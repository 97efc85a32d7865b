/// A pod's security identity: a number that stands for its namespace and labels, carried as VNI between nodes.
enum SecurityIdentity {
  /// The identity of all pods with these labels; above Cilium's reserved identities (below 256), and 16 bits wide as
  /// Cilium's cluster-local ones. The same everywhere and in every run.
  static func of(namespace: String, labels: [String: String]) -> UInt16 {
    let text = labels.sorted { $0.key < $1.key }.reduce("io.kubernetes.pod.namespace=\(namespace)") { sum, label in
      "\(sum);\(label.key)=\(label.value)"
    }
    return UInt16(256 + FNV1a.hash(text) % (65_536 - 256))
  }
}
