import Kubernetes

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
  /// The namespace, the pods and the Lease of the run.
  public var guest: GuestOptions
  /// Where the Cilium agents live.
  public var cilium: CiliumLocation
  /// A label selector for the nodes that take part; `nil` for all.
  public var nodeSelector: String?
  /// How long one probe may wait for an answer, in seconds.
  public var probeTimeoutSeconds: Int
  /// How often a case that failed is measured again before it counts as failed.
  public var retries: Int
  /// How often each path is tried once it is measured, to tell its loss.
  public var pathSampling = PathSampling()
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
  /// Where the program itself runs, for the record; `nil` outside the cluster.
  public var runner: RunRecord.Runner?
  /// How much of a large cluster is probed.
  public var sampling = SamplingOptions()
  /// Which families' packets are sent.
  public var families = FamilyChoice.auto
  /// What a walk writes into `devices` for ``Scenario/asSet``; nil keeps what is there.
  public var ownDevices: String?
  /// Whether NodePorts are asked with connections. Services are made for it, which open ports on every node while the run
  /// lasts.
  public var asksNodePorts = false
  /// Whether nodes' own networks ask, too, by the agents' containers: what hostNetwork pods reach.
  public var asksHosts = false
  /// A Service that Cilium's proxy serves, such as a Gateway's: a request is sent to it from every node.
  public var proxiedService: ServiceName?
  /// The places outside the cluster from which NodePorts are tried.
  public var vantages: [Vantage] = []
  /// TCP ports of nodes that are open for those who reach them, beside the usual ones.
  public var openPorts: [Int] = []
  /// Whether a setting that is unfit for service fails the run, as predicted or not.
  public var fitnessDecides = false
  /// Up to where each measure of the nodes' health is healthy.
  public var thresholds = HealthThresholds()
  /// Whether agents are asked many things at once; tests compare it with asking one by one.
  var asksInScripts = true
  /// Up to how many probe pods of a role are made one by one; tests make few by DaemonSets.
  var mostPodsSingly = PodDivision.most

  /// Makes options with netproof's defaults.
  public init(
    plan: Plan = .detected, endpoints: ExternalEndpoints = .init(), guest: GuestOptions = .init(),
    cilium: CiliumLocation = .init(), nodeSelector: String? = nil, probeTimeoutSeconds: Int = 2, retries: Int = 1,
    podStartTimeout: Duration = .seconds(60), rolloutTimeout: Duration = .seconds(120),
    dnsRestartTimeout: Duration = .seconds(45),
    clusterDomain: String = "cluster.local", toolVersion: String = "0"
  ) {
    self.plan = plan
    self.endpoints = endpoints
    self.guest = guest
    self.cilium = cilium
    self.nodeSelector = nodeSelector
    self.probeTimeoutSeconds = probeTimeoutSeconds
    self.retries = retries
    self.podStartTimeout = podStartTimeout
    self.rolloutTimeout = rolloutTimeout
    self.dnsRestartTimeout = dnsRestartTimeout
    self.clusterDomain = clusterDomain
    self.toolVersion = toolVersion
  }
}

extension RunOptions {
  /// What reads the cluster's objects.
  func reader(_ client: KubernetesClient) -> ClusterReader {
    ClusterReader(client: client, cilium: cilium, asksInScripts: asksInScripts)
  }

  /// What a walk writes for a scenario.
  ///
  /// - Throws: ``ScenarioError`` where no node has the devices that the scenario is about.
  func setting(of scenario: Scenario, on facts: ClusterFacts) throws -> ScenarioSetting {
    if scenario == .asSet, let ownDevices { return .devices(ownDevices) }
    return try scenario.setting(for: facts)
  }

  /// The longest time that a scenario's pods are needed, from their creation to the last answer: after it they end by
  /// themselves (`activeDeadlineSeconds`), also when nobody is left to delete them.
  ///
  /// A scenario waits for its pods, probes in rounds, with the readings of agents before and after each, and restarts
  /// DNS pods if it may; an agent that goes has its successor waited for once; the last minute is for a slow API.
  func podLifetime(nodes: Int) -> Duration {
    let waves = Self.turns(nodes, atOnce: Pace.probingPods)
    let readings = 8 * Self.turns(nodes, atOnce: Pace.askedAgents)
    let round = Self.probeRound(probeTimeoutSeconds) * waves + .seconds(readings * AgentShell.commandSeconds)
    let restart: Duration = if case .walk = plan { dnsRestartTimeout } else { .zero }
    let tries = Duration.seconds(pathSampling.longestSeconds(probeTimeoutSeconds: probeTimeoutSeconds) + 30) * waves
    let making: Duration = nodes > mostPodsSingly ? PodDivision.patience(pods: 2 * nodes) : .zero
    return podStartTimeout + making + round * (1 + retries) + (pathSampling.further > 0 ? tries : .zero) + restart
      + AgentDirectory.Patience().limit + .seconds(60)
  }

  /// How long one wave of probes takes at most: the slowest probe, and the margins of the exec around it.
  private static func probeRound(_ timeoutSeconds: Int) -> Duration { .seconds(timeoutSeconds + 30) }

  private static func turns(_ count: Int, atOnce: Int) -> Int { max(1, (count + atOnce - 1) / atOnce) }
}
