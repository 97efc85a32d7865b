/// A stretch of packets' ways where some are lost and others are not.
struct LossPlace: Sendable, Hashable, Codable {
  /// What of the ways.
  enum Way: String, Sendable, Hashable, Codable {
    /// Cilium's tunnel.
    case tunnel
    /// Pods' own packets by the nodes' routes.
    case routes
    /// The network between the nodes' hosts.
    case hosts
    /// From a node's uplink to servers outside, and back.
    case outside
    /// Questions to the cluster DNS, and what its pods ask.
    case names
    /// Everything that leaves a node, gets to it or stays on it.
    case node
    /// No stretch that all lossy paths take, and none without loss.
    case unknown
  }

  var way: Way
  /// Between which two nodes, or of which one; of all where it is empty.
  var nodes: [String] = []
  /// The device that it leaves by, where it is not the network of the node IPs.
  var device: String?
  /// The kind of traffic, where it is one.
  var traffic: TrafficKind?

  /// Its name in sentences.
  var title: Translated {
    let kind = traffic.map { "\($0.title) " } ?? ""
    let by = device.map { Translated(en: " by \($0)", ko: "(\($0) 장치)") } ?? Translated(en: "", ko: "")
    return switch way {
    case .tunnel: Translated(en: "the tunnel \(between.en)", ko: "\(between.ko) 터널")
    case .routes: Translated(en: "the route of pods' packets \(between.en)", ko: "\(between.ko) 파드 패킷 경로")
    case .hosts:
      Translated(en: "the network of the hosts \(between.en)\(by.en)", ko: "\(between.ko) 호스트 네트워크\(by.ko)")
    case .outside:
      Translated(
        en: "the way of \(kind)traffic from \(nodes.first ?? "the nodes") to the outside and back",
        ko: "\(nodes.first ?? "모든") 노드에서 외부로 오가는 \(kind)경로")
    case .names: Translated(en: "questions to the cluster DNS and its answers", ko: "클러스터 DNS 질의와 응답")
    case .node:
      Translated(en: "what leaves \(nodes.first ?? "a node") or gets to it", ko: "\(nodes.first ?? "한") 노드를 드나드는 패킷")
    case .unknown: Translated(en: "an unknown place", ko: "알 수 없는 곳")
    }
  }

  private var between: Translated {
    switch nodes.count {
    case 0: Translated(en: "between the nodes", ko: "노드 사이의")
    case 1: Translated(en: "between \(nodes[0]) and the other nodes", ko: "\(nodes[0]) 노드와 다른 노드 사이의")
    default: Translated(en: "between \(nodes[0]) and \(nodes[1])", ko: "\(nodes[0]) 노드와 \(nodes[1]) 노드 사이의")
    }
  }
}
