import Foundation

/// The cluster's own names, as the control plane tells them to the cluster DNS pods (a file that dnsmasq watches).
struct ClusterDNSZone: Sendable {
  private let file: String

  /// - Parameter directory: `LabPaths.clusterNames`.
  init(directory: String) { file = "\(directory)/names" }

  /// Replaces all names. A name may occur several times, with one address each.
  /// - Throws: when the lab's directory cannot be written.
  func write(records: [(name: String, address: String)]) throws {
    let text = records.map { "\($0.address) \($0.name)\n" }.joined()
    try Data(text.utf8).write(to: URL(filePath: file))
  }
}
