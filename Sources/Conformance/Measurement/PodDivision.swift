/// Which of a scenario's pods are made one by one, and which by one object for all of a role. Pure.
struct PodDivision: Sendable, Hashable {
  /// The nodes of each role's pods that are made one by one, in the order of the nodes.
  var singly: [ProbeRole: [String]] = [:]
  /// The nodes of each role's pods that one DaemonSet makes; none for a role that has few.
  var together: [ProbeRole: [String]] = [:]

  /// Up to how many pods of a role are made one by one. That is one call for each, at 50 calls in a second; a DaemonSet
  /// comes with three calls for the Job that ends it, two for their removal, and depends on two controllers more. It is
  /// worth it by far where it is used, and no small cluster needs it.
  static let most = 50

  /// How many pods kube-controller-manager makes in a second where nobody has told it otherwise (`--kube-api-qps`), for
  /// all sets together.
  static let madePerSecond = 20

  /// - Parameters:
  ///   - nodes: All that take part, in order.
  ///   - backends: Nodes that get a server whatever is sent to them.
  ///   - most: Up to how many pods of a role are made one by one.
  init(_ sample: PairSample, nodes: [String], backends: [String], most: Int) {
    let places: [ProbeRole: Set<String>] = [.client: Set(sample.nodes), .server: sample.involved.union(backends)]
    // A Service finds the server of one node by a label that the others do not have.
    let alone: [ProbeRole: Set<String>] = [.server: sample.served.union(backends)]
    for role in ProbeRole.allCases {
      let wanted = nodes.filter { places[role]?.contains($0) == true }
      var single = wanted.filter { alone[role]?.contains($0) == true }
      var rest = wanted.filter { alone[role]?.contains($0) != true }
      if rest.count > most {
        // What the server refuses, it refuses to whoever makes the pod; nobody tells us what a controller was told.
        if single.isEmpty { single.append(rest.removeFirst()) }
        together[role] = rest
        singly[role] = single
      } else {
        singly[role] = wanted
      }
    }
  }

  /// The most time that the controllers take longer than this program to make the sets' pods.
  var patience: Duration { Self.patience(pods: together.values.reduce(0) { $0 + $1.count }) }

  static func patience(pods: Int) -> Duration { .seconds(pods / madePerSecond) }

  /// A role's pods are made one by one after all.
  mutating func dissolve(_ role: ProbeRole, inOrderOf nodes: [String]) {
    let all = Set((singly[role] ?? []) + (together.removeValue(forKey: role) ?? []))
    singly[role] = nodes.filter(all.contains)
  }
}
