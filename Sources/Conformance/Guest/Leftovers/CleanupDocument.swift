/// What a clean-up came to, as a document for programs. Fields are only added within a major version.
public struct CleanupDocument: Sendable, Hashable, Encodable {
  /// The form's version.
  public static let currentSchema = "netproof.cleanup/1"

  /// What a run has in the cluster.
  public struct Run: Sendable, Hashable, Encodable {
    /// The run's id.
    public var run: String
    /// The namespace that it is in.
    public var namespace: String
    /// Resource → how many objects.
    public var objects: [String: Int]
    /// Whether the run made the namespace itself.
    public var madeNamespace: Bool
    /// Who goes on with it; missing where the run is dead.
    public var holder: String?

    init(_ leftover: Leftover) {
      (run, namespace, objects) = (leftover.runID, leftover.namespace, leftover.objects)
      madeNamespace = leftover.madeNamespace
      if case .live(let holder) = leftover.state { self.holder = holder }
    }
  }

  /// A setting that a run has changed and not put back.
  public struct Devices: Sendable, Hashable, Encodable {
    /// The present value; missing where it is unset.
    public var current: String?
    /// The value before; missing where it was unset.
    public var original: String?

    /// Makes a description.
    public init(current: String?, original: String?) {
      self.current = current
      self.original = original
    }
  }

  /// The form's version.
  public var schema = currentSchema
  /// Whether nothing was removed: ``removed`` tells what would be.
  public var dryRun: Bool
  /// What is gone.
  public var removed: [Run]
  /// What was left alone, because its run is alive.
  public var kept: [Run]
  /// What `netproof restore` would put back; missing where nothing is known to be.
  public var changedDevices: Devices?

  /// Makes a document of an outcome.
  public init(_ outcome: LeftoverCleanup.Outcome, dryRun: Bool, changedDevices: Devices?) {
    self.dryRun = dryRun
    removed = outcome.removed.map(Run.init)
    kept = outcome.kept.map(Run.init)
    self.changedDevices = changedDevices
  }

  /// A line per run: `removed/ID`, `would-remove/ID`, `kept/ID`.
  public var names: [String] {
    removed.map { "\(dryRun ? "would-remove" : "removed")/\($0.run)" } + kept.map { "kept/\($0.run)" }
  }
}
