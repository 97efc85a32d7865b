import Foundation

/// Whether lists of objects are of one moment: a dump's program puts the time of its start into every file's name.
extension ClusterObjects {
  /// Takes what lists of another moment tell for unread.
  mutating func distrustOtherMoments() {
    let all = references
    let times = all.compactMap { Self.time(in: $0.path) }
    let counts = Dictionary(grouping: times, by: \.self).mapValues(\.count)
    guard let usual = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key,
      2 * (counts[usual] ?? 0) > times.count
    else { return }
    let trouble = { (reference: FileReference) -> String? in
      guard let time = Self.time(in: reference.path), time != usual else { return nil }
      return "it is of another dump (\(time)) than the others (\(usual))"
    }
    nodes = nodes.unless(trouble)
    ciliumNodes = ciliumNodes.unless(trouble)
    configuration = configuration.unless(trouble)
    pods = pods.unless(trouble)
    services = services.unless(trouble)
    endpointSlices = endpointSlices.unless(trouble)
    endpoints = endpoints.unless(trouble)
    nodeConfigurations = nodeConfigurations.unless(trouble)
    policies = policies.map { $0.unless(trouble) }
  }

  private var references: [FileReference] {
    [
      nodes.reference, ciliumNodes.reference, configuration.reference, pods.reference, services.reference,
      endpointSlices.reference, endpoints.reference, nodeConfigurations.reference,
    ].compactMap(\.self) + policies.compactMap(\.reference)
  }

  /// `20261129-162243` of `k8s-nodes-20261129-162243.yaml`.
  private static func time(in path: String) -> Substring? {
    let name = path.split(separator: "/").last ?? ""
    return name.firstMatch(of: /-(\d{8}-\d{6})\.[a-z]+$/)?.1
  }
}
