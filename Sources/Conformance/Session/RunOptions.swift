/// What a run is asked to do.
public struct RunOptions: Sendable {
  /// Which scenarios to verify.
  public enum Plan: Sendable, Hashable {
    /// The one that the cluster is in.
    case detected
    /// The cluster must be in this one; a cluster in another scenario fails.
    case pinned(Scenario)
    /// Put the cluster into each of these, one after another, and restore it at the end.
    /// Only on clusters whose configuration may be changed.
    case walk([Scenario])
  }

  /// Which scenarios to verify.
  public var plan: Plan
  /// The outside endpoints to probe.
  public var endpoints: ExternalEndpoints
  /// The image of the probe pods.
  public var image: String
  /// The namespace that the Cilium agents live in.
  public var ciliumNamespace: String
  /// How long one probe may wait for an answer, in seconds.
  public var probeTimeoutSeconds: Int
  /// How often a case that failed is measured again before it counts as failed.
  public var retries: Int
  /// How long probe pods may take to become ready.
  public var podStartTimeout: Duration
  /// How long the agents may take to be rolled out and ready after a change.
  public var rolloutTimeout: Duration
  /// How long a restarted cluster DNS pod may take to become ready.
  public var dnsRestartTimeout: Duration
  /// The cluster's DNS domain.
  public var clusterDomain: String
  /// The version of the program, for the record.
  public var toolVersion: String
  /// How much of a large cluster is probed.
  public var sampling = SamplingOptions()

  /// Makes options with netproof's defaults.
  public init(
    plan: Plan = .detected, endpoints: ExternalEndpoints = .init(), image: String = "docker.io/library/busybox:1.36",
    ciliumNamespace: String = "kube-system", probeTimeoutSeconds: Int = 2, retries: Int = 1,
    podStartTimeout: Duration = .seconds(60), rolloutTimeout: Duration = .seconds(120),
    dnsRestartTimeout: Duration = .seconds(45),
    clusterDomain: String = "cluster.local", toolVersion: String = "0"
  ) {
    self.plan = plan
    self.endpoints = endpoints
    self.image = image
    self.ciliumNamespace = ciliumNamespace
    self.probeTimeoutSeconds = probeTimeoutSeconds
    self.retries = retries
    self.podStartTimeout = podStartTimeout
    self.rolloutTimeout = rolloutTimeout
    self.dnsRestartTimeout = dnsRestartTimeout
    self.clusterDomain = clusterDomain
    self.toolVersion = toolVersion
  }
}
