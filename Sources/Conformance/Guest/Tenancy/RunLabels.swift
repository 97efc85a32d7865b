/// The labels by which netproof knows its own objects, and tells one run's from another's.
public enum RunLabels {
  /// On everything that netproof makes (Kubernetes' recommended labels).
  public static let managedBy = "app.kubernetes.io/managed-by"
  /// The value of ``managedBy``.
  public static let netproof = "netproof"
  /// The id of the run that made an object. A namespace without it was made by an administrator, and stays.
  public static let run = "netproof.dev/run"
  /// What a probe pod does.
  static let role = "netproof.dev/role"
  /// The position of a probe pod's node among those that take part.
  static let node = "netproof.dev/node"
  /// The DaemonSet that made a probe pod. By it the set knows its own: its controller takes every pod over that its
  /// selector fits and nobody controls, and deletes it where it is one too many.
  static let set = "netproof.dev/set"

  /// What every object of a run carries.
  static func of(run id: String) -> [String: String] { [managedBy: netproof, run: id] }

  /// Selects the objects of one run, or those of all.
  static func selector(run id: String? = nil) -> String {
    "\(managedBy)=\(netproof),\(run)" + (id.map { "=\($0)" } ?? "")
  }
}
