/// What may still be read, over all archives of one reading.
struct ReadingBudget {
  let limits: ArchiveLimits
  private var entries = 0
  private var unpacked = 0

  init(_ limits: ArchiveLimits) { self.limits = limits }

  /// Counts an entry.
  mutating func countEntry(_ name: String) throws(ArchiveError) {
    entries += 1
    guard entries <= limits.entries else {
      throw ArchiveError(.tooLarge, name, "it holds more than the \(limits.entries) files that are looked at")
    }
  }

  /// Counts unpacked bytes.
  ///
  /// - Parameter packed: How many bytes of this archive they, and all before them, were unpacked from.
  mutating func count(_ bytes: Int, packed: Int, _ meter: inout ReadingMeter) throws(ArchiveError) {
    unpacked += bytes
    meter.unpacked += bytes
    meter.packed = max(meter.packed, packed)
    guard unpacked <= limits.unpackedBytes else {
      throw ArchiveError(
        .tooLarge, meter.name, "it unpacks to more than the \(limits.unpackedBytes) bytes that are read")
    }
    let (most, overflow) = max(meter.packed, 1).multipliedReportingOverflow(by: limits.ratio)
    if meter.unpacked > limits.ratioFrom, !overflow, meter.unpacked > most {
      throw ArchiveError(
        .tooLarge, meter.name,
        "\(meter.packed) bytes of it unpack to more than \(limits.ratio) times as many: it is no archive that Cilium makes"
      )
    }
  }
}

/// What has been read of one archive.
struct ReadingMeter {
  let name: String
  var unpacked = 0
  var packed = 0

  init(name: String) { self.name = name }
}
