import Foundation

/// What the health daemon measured between nodes: `cilium-health status -o json`.
///
/// Its probes run about every minute and a half: a result may be older than the last change of the cluster, so look
/// at ``Probe/lastProbed`` before believing one.
public struct HealthStatus: Hashable, Sendable, Codable {
  /// One kind of probe towards one address.
  public struct Probe: Hashable, Sendable, Codable {
    /// The error's text; nil when the probe succeeded or never ran.
    public let error: String?
    /// When it ran; nil when it never did.
    public let lastProbed: Date?
    /// How long the answer took, in nanoseconds; nil without an answer.
    public let latencyNanoseconds: Int64?

    /// Makes a value.
    public init(error: String?, lastProbed: Date?, latencyNanoseconds: Int64?) {
      self.error = error
      self.lastProbed = lastProbed
      self.latencyNanoseconds = latencyNanoseconds
    }

    /// Whether it ran and succeeded.
    public var ok: Bool { error == nil && lastProbed != nil }
  }

  /// An address and what its probes found.
  public struct Path: Hashable, Sendable, Codable {
    /// The address probed, as text.
    public let address: String
    /// Echo request and reply.
    public let icmp: Probe?
    /// HTTP to port 4240.
    public let http: Probe?

    /// Makes a value.
    public init(address: String, icmp: Probe?, http: Probe?) {
      self.address = address
      self.icmp = icmp
      self.http = http
    }

    /// Whether both kinds ran and succeeded.
    public var ok: Bool { icmp?.ok == true && http?.ok == true }
  }

  /// A node's host and its health endpoint (which stands for a pod on it).
  public struct Node: Hashable, Sendable, Codable {
    /// The full name, `<cluster>/<node>`.
    public let name: String
    /// The node itself.
    public let host: Path?
    /// The health endpoint: reached as a pod on that node is.
    public let endpoint: Path?

    /// Makes a value.
    public init(name: String, host: Path?, endpoint: Path?) {
      self.name = name
      self.host = host
      self.endpoint = endpoint
    }

    /// The Kubernetes node's name.
    public var nodeName: String { name.split(separator: "/", maxSplits: 1).last.map(String.init) ?? name }
  }

  /// The node that measured.
  public let localName: String
  /// All nodes, the measuring one included.
  public let nodes: [Node]
  /// When the answer was put together; nil when the daemon does not say.
  public let timestamp: Date?

  /// Makes a value.
  public init(localName: String, nodes: [Node], timestamp: Date?) {
    self.localName = localName
    self.nodes = nodes
    self.timestamp = timestamp
  }

  /// Reads `cilium-health status -o json`.
  ///
  /// - Throws: ``ParseError`` for anything else.
  public static func parse(json: Data) throws -> HealthStatus {
    let document = try decodeJSON(
      Document.self, from: json, what: "the health status (cilium-health status -o json)",
      hint: "is health checking on (enable-health-checking)?")
    return HealthStatus(
      localName: document.local.name,
      nodes: (document.nodes ?? []).map { node in
        Node(
          name: node.name,
          host: node.host?.primaryAddress.map(Path.init),
          endpoint: (node.healthEndpoint?.primaryAddress ?? node.endpoint).map(Path.init))
      },
      timestamp: goTime(document.timestamp))
  }

  fileprivate struct Document: Decodable {
    struct Named: Decodable { let name: String }
    struct Result: Decodable {
      let lastProbed: String?
      let latency: Int64?
      let status: String?
    }
    struct Address: Decodable {
      let ip: String?
      let icmp: Result?
      let http: Result?
    }
    struct Host: Decodable {
      let primaryAddress: Address?
      enum CodingKeys: String, CodingKey { case primaryAddress = "primary-address" }
    }
    struct Node: Decodable {
      let name: String
      let host: Host?
      let endpoint: Address?
      let healthEndpoint: Host?
      enum CodingKeys: String, CodingKey {
        case name, host, endpoint
        case healthEndpoint = "health-endpoint"
      }
    }
    let local: Named
    /// `null` until the daemon's first round of probes has ended: Go writes an empty list so.
    let nodes: [Node]?
    let timestamp: String?
  }
}

extension HealthStatus.Path {
  fileprivate init(_ address: HealthStatus.Document.Address) {
    self.init(
      address: address.ip ?? "", icmp: address.icmp.map(HealthStatus.Probe.init),
      http: address.http.map(HealthStatus.Probe.init))
  }
}

extension HealthStatus.Probe {
  fileprivate init(_ result: HealthStatus.Document.Result) {
    let status = result.status ?? ""
    self.init(
      error: status.isEmpty ? nil : status, lastProbed: goTime(result.lastProbed), latencyNanoseconds: result.latency)
  }
}
