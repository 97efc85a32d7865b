import Kubernetes

/// How a run lives in a cluster that belongs to others.
public struct GuestOptions: Sendable {
  /// The namespace of everything that a run makes.
  public var namespace: String
  /// The image of the probe pods; it needs busybox.
  public var image: String
  /// Secrets in the namespace for a private registry.
  public var imagePullSecrets: [String]
  /// How far the probe pods are locked down.
  public var podSecurity: PodSecurityLevel
  /// How packets are captured while probes are sent; `nil`, the default, for not at all.
  public var capture: CaptureOptions?
  /// How Tailscale itself is asked on the nodes; `nil`, the default, for not at all.
  public var tailscale: TailscaleSocketOptions?
  /// The taints that probe pods accept; `nil` for every one, as the Cilium agents do. A node with another taint takes
  /// no part.
  public var tolerations: [Toleration]?
  /// How long to wait for another run's Lease; `nil` gives up at once.
  public var leaseWait: Duration?

  /// The Pod Security level that the namespace has to admit: capture pods need the node's network and a raw socket in
  /// it, and those that ask Tailscale a folder of the node, which the stricter levels are there to refuse.
  public var namespaceLevel: PodSecurityLevel { capture == nil && tailscale == nil ? podSecurity : .privileged }

  /// The namespace that is used when none is named.
  public static let defaultNamespace = "netproof"
  /// The image that is used when none is named.
  public static let defaultImage = "docker.io/library/busybox:1.36"

  /// Makes options with netproof's defaults.
  public init(
    namespace: String = Self.defaultNamespace, image: String = Self.defaultImage, imagePullSecrets: [String] = [],
    podSecurity: PodSecurityLevel = .baseline, capture: CaptureOptions? = nil,
    tailscale: TailscaleSocketOptions? = nil, tolerations: [Toleration]? = nil, leaseWait: Duration? = nil
  ) {
    self.namespace = namespace
    self.image = image
    self.imagePullSecrets = imagePullSecrets
    self.podSecurity = podSecurity
    self.capture = capture
    self.tailscale = tailscale
    self.tolerations = tolerations
    self.leaseWait = leaseWait
  }
}
