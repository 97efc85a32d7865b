/// What stands behind an image reference: the lab has no registry, only programs of the machine.
enum LabImage: String, Sendable, Hashable {
  case busybox
  /// The cluster DNS server.
  case coredns
  /// The place where the Cilium agent's commands are.
  case cilium
  /// The machine's own network tools, tcpdump among them, for pods that look at packets.
  case tools
  /// netproof itself: this program, in a container of its own.
  case netproof

  /// By the last component of the repository: `docker.io/library/busybox:1.36` is busybox. Nil for an unknown image.
  init?(reference: String) {
    let repository = reference.split(separator: "@").first.map(String.init) ?? reference
    let last = repository.split(separator: "/").last.map(String.init) ?? repository
    let name = last.split(separator: ":").first.map(String.init) ?? last
    if name.contains("netshoot") || name.contains("tcpdump") {
      self = .tools
      return
    }
    guard let image = [Self.busybox, .coredns, .cilium, .netproof].first(where: { name.contains($0.rawValue) }) else {
      return nil
    }
    self = image
  }
}
