import Foundation

/// Whether files of one agent are of one moment: programs write them within half a minute.
extension AgentRecord {
  /// Of fewer files than these nobody can tell which are the odd ones: somebody may have made them one by one.
  private static let fewest = 20

  /// Everything that was read of files.
  static var readings: [ReadingPlace<AgentRecord>] {
    [
      ReadingPlace(\.hostname), ReadingPlace(\.status), ReadingPlace(\.statusDocument), ReadingPlace(\.flags),
      ReadingPlace(\.configuration), ReadingPlace(\.options), ReadingPlace(\.tables), ReadingPlace(\.shown),
      ReadingPlace(\.nodeList), ReadingPlace(\.health), ReadingPlace(\.pins), ReadingPlace(\.pinnedEndpoints),
      ReadingPlace(\.cgroupPrograms), ReadingPlace(\.pinnedSockets),
      ReadingPlace(\.filters), ReadingPlace(\.attachments), ReadingPlace(\.drops), ReadingPlace(\.translations),
      ReadingPlace(\.spared), ReadingPlace(\.routeMTUs), ReadingPlace(\.kernel), ReadingPlace(\.links),
      ReadingPlace(\.linkKinds), ReadingPlace(\.kernelRoutes), ReadingPlace(\.allRoutes), ReadingPlace(\.rules),
      ReadingPlace(\.sysctls), ReadingPlace(\.wireGuardPeers), ReadingPlace(\.tailscaleStatus),
      ReadingPlace(\.tailscaleCounters), ReadingPlace(\.tailscaleChains), ReadingPlace(\.markRestores),
      ReadingPlace(\.markings),
      ReadingPlace(\.endpoints),
      ReadingPlace(\.describedEndpoints),
    ]
  }

  /// Takes what files of another moment tell for unread.
  ///
  /// - Parameter times: When the agent's files were written.
  mutating func distrustOtherMoments(_ times: [Date]) {
    guard times.count >= Self.fewest, let written = WritingTimes(times), 2 * written.files > times.count,
      written.files < times.count
    else { return }
    distrust { written.trouble($0, than: "the agent's other files") }
    moments = written.span
  }

  private mutating func distrust(_ trouble: (FileReference) -> String?) {
    let wasDescribed = statusDocument.value != nil
    for place in Self.readings { place.distrust(in: &self, trouble) }
    // The description's name tells when it was made.
    if wasDescribed, statusDocument.value == nil { describedAt = nil }
    failedRegenerations.removeAll { trouble($0) != nil }
  }
}

extension ShownTables: FileReading {
  /// Everything that was read of files.
  static var readings: [ReadingPlace<ShownTables>] {
    [
      ReadingPlace(\.devices), ReadingPlace(\.routes), ReadingPlace(\.nodeAddresses), ReadingPlace(\.mtus),
    ]
  }

  func unless(_ trouble: (FileReference) -> String?) -> ShownTables {
    var tables = self
    for place in Self.readings { place.distrust(in: &tables, trouble) }
    return tables
  }
}
