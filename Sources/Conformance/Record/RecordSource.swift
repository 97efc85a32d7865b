import Archives

/// Where a record's facts and observations come from, where that was no run on a cluster.
public struct RecordSource: Sendable, Codable, Hashable {
  /// The archives, with their checksums.
  public var archives: [ArchiveSource]

  /// Makes a description.
  public init(archives: [ArchiveSource]) { self.archives = archives }
}
