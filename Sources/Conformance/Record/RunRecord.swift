import Foundation

/// The one document that a run leaves behind; every report is rendered from it.
public struct RunRecord: Sendable, Codable, Hashable {
  /// The version of this document's form. A reader refuses a major version it does not know.
  public static let currentSchema = "netproof.run/2"

  /// The form's version.
  public var schema: String
  /// The program that wrote it.
  public var tool: Tool
  /// Unique per run; also the label of everything the run created.
  public var runID: String
  /// When the run began.
  public var startedAt: Date
  /// When it ended; `nil` in the record of a run that was killed.
  public var finishedAt: Date?
  /// Why the run ended early, if it did.
  public var interruption: Sentence?
  /// The cluster as it was found.
  public var cluster: ClusterSummary
  /// Which pairs of nodes were probed; `nil` in records from before samples existed, which probed all.
  public var sample: PairSample?
  /// The archives that it was made from; `nil` in the record of a run.
  public var source: RecordSource?
  /// Where netproof itself ran; `nil` when that was no pod of the cluster.
  public var runner: Runner?
  /// What it has asked of the API server; `nil` in older records, and in those of runs that were killed.
  public var cost: RunCost?
  /// Whether a setting that is unfit for service fails the run; `nil`, as in older records, means no.
  public var fitnessDecides: Bool?
  /// The outside endpoints that were probed.
  public var endpoints: ExternalEndpoints
  /// What was verified, in the order of execution.
  public var scenarios: [ScenarioRecord]
  /// The guide's claims, judged on this cluster.
  public var claims: [ClaimRecord]
  /// Things a reader must know that belong to no case: skipped nodes, clean-up trouble, …
  public var notes: [Sentence]

  /// The program and its version.
  public struct Tool: Sendable, Codable, Hashable {
    /// `netproof`.
    public var name: String
    /// Semantic version.
    public var version: String

    /// Makes a tool description.
    public init(name: String, version: String) {
      self.name = name
      self.version = version
    }
  }

  /// Makes a record of a run that has just begun.
  public init(
    tool: Tool, runID: String, startedAt: Date, cluster: ClusterSummary, endpoints: ExternalEndpoints
  ) {
    self.schema = Self.currentSchema
    self.tool = tool
    self.runID = runID
    self.startedAt = startedAt
    self.cluster = cluster
    self.endpoints = endpoints
    self.scenarios = []
    self.claims = []
    self.notes = []
  }
}

/// The outside endpoints that external probes are sent to.
public struct ExternalEndpoints: Sendable, Codable, Hashable {
  /// The address that is pinged, for example 8.8.8.8.
  public var pingAddress: String
  /// The upstream DNS server that is asked directly.
  public var dnsServer: String
  /// The external name that is looked up.
  public var dnsName: String
  /// The host of the HTTPS server that answers with the caller's address.
  public var httpsHost: String
  /// The address to use for `httpsHost`, so that HTTPS does not depend on DNS; `nil` means by name.
  public var httpsAddress: String?
  /// The endpoints that are probed over IPv6; `nil` in the record of a run that probed none.
  public var ipv6: IPv6Endpoints?

  /// Makes a set of endpoints; the defaults are the guide's.
  public init(
    pingAddress: String = "8.8.8.8", dnsServer: String = "8.8.8.8", dnsName: String = "google.com",
    httpsHost: String = "api.ipify.org", httpsAddress: String? = nil, ipv6: IPv6Endpoints? = nil
  ) {
    self.pingAddress = pingAddress
    self.dnsServer = dnsServer
    self.dnsName = dnsName
    self.httpsHost = httpsHost
    self.httpsAddress = httpsAddress
    self.ipv6 = ipv6
  }
}
