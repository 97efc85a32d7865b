import Foundation

/// Whether files of one agent are of one moment: programs write them within half a minute.
extension AgentRecord {
  /// Files that were written further from the others, in seconds, are of another moment.
  private static let farOff: TimeInterval = 600
  /// Of fewer files than these nobody can tell which are the odd ones: somebody may have made them one by one.
  private static let fewest = 20

  /// Takes what files of another moment tell for unread.
  ///
  /// - Parameter times: When the agent's files were written.
  mutating func distrustOtherMoments(_ times: [Date]) {
    guard times.count >= Self.fewest else { return }
    let sorted = times.sorted()
    let middle = sorted[sorted.count / 2]
    guard times.contains(where: { abs($0.timeIntervalSince(middle)) > Self.farOff }) else { return }
    distrust { reference in
      guard let time = reference.modified, abs(time.timeIntervalSince(middle)) > Self.farOff else { return nil }
      let minutes = Int(min(abs(time.timeIntervalSince(middle)) / 60, 1e9))
      return
        "it was written \(minutes) minutes \(time < middle ? "before" : "after") the agent's other files, and tells of "
        + "another moment, or was changed"
    }
    let near = times.filter { abs($0.timeIntervalSince(middle)) <= Self.farOff }
    if let first = near.min(), let last = near.max() { moments = first...last }
  }

  private mutating func distrust(_ trouble: (FileReference) -> String?) {
    hostname = hostname.unless(trouble)
    status = status.unless(trouble)
    statusDocument = statusDocument.unless(trouble)
    flags = flags.unless(trouble)
    configuration = configuration.unless(trouble)
    options = options.unless(trouble)
    tables = tables.unless(trouble)
    shown.devices = shown.devices.unless(trouble)
    shown.routes = shown.routes.unless(trouble)
    shown.nodeAddresses = shown.nodeAddresses.unless(trouble)
    shown.mtus = shown.mtus.unless(trouble)
    nodeList = nodeList.unless(trouble)
    health = health.unless(trouble)
    pins = pins.unless(trouble)
    filters = filters.unless(trouble)
    attachments = attachments.unless(trouble)
    drops = drops.map { $0.unless(trouble) }
    translations = translations.unless(trouble)
    spared = spared.unless(trouble)
    routeMTUs = routeMTUs.unless(trouble)
    kernel = kernel.unless(trouble)
    links = links.unless(trouble)
    linkKinds = linkKinds.unless(trouble)
    kernelRoutes = kernelRoutes.map { $0.unless(trouble) }
    allRoutes = allRoutes.mapValues { $0.unless(trouble) }
    rules = rules.mapValues { $0.unless(trouble) }
    sysctls = sysctls.unless(trouble)
    wireGuardPeers = wireGuardPeers.unless(trouble)
    markings = markings.unless(trouble)
    endpoints = endpoints.unless(trouble)
  }
}
