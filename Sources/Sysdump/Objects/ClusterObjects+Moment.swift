import Foundation

/// Whether lists of objects are of one moment: a dump's program puts the time of its start into every file's name.
extension ClusterObjects {
  /// Of fewer lists than these nobody can tell which are the odd ones.
  private static let fewest = 6

  /// Everything that was read of files.
  static var readings: [ReadingPlace<ClusterObjects>] {
    [
      ReadingPlace(\.nodes), ReadingPlace(\.ciliumNodes), ReadingPlace(\.configuration), ReadingPlace(\.pods),
      ReadingPlace(\.services), ReadingPlace(\.endpointSlices), ReadingPlace(\.endpoints), ReadingPlace(\.policies),
      ReadingPlace(\.nodeConfigurations),
    ]
  }

  /// Takes what lists of another moment tell for unread.
  ///
  /// - Parameter written: When the files of lists were written, of those too that nothing is made of.
  mutating func distrustOtherMoments(_ written: [Date]) {
    let times = names.compactMap { Self.time(in: $0) }
    let counts = Dictionary(grouping: times, by: \.self).mapValues(\.count)
    if let usual = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key,
      2 * (counts[usual] ?? 0) > times.count
    {
      distrust { reference in
        guard let time = Self.time(in: reference.path), time != usual else { return nil }
        return "it is of another dump (\(time)) than the others (\(usual))"
      }
    }
    if written.count >= Self.fewest, let moment = WritingTimes(written), 4 * moment.files >= 3 * written.count {
      distrust { moment.trouble($0, than: "the other lists") }
    }
  }

  private mutating func distrust(_ trouble: (FileReference) -> String?) {
    for place in Self.readings { place.distrust(in: &self, trouble) }
    if configuration.value == nil { configurationChangedAt = nil }
  }

  /// The paths of what was read.
  private var names: [String] {
    var names: [String] = []
    var copy = self
    for place in Self.readings {
      place.distrust(in: &copy) { reference in
        names.append(reference.path)
        return nil
      }
    }
    return names
  }

  /// `20261129-162243` of `k8s-nodes-20261129-162243.yaml`.
  private static func time(in path: String) -> Substring? {
    let name = path.split(separator: "/").last ?? ""
    return name.firstMatch(of: /-(\d{8}-\d{6})\.[a-z]+$/)?.1
  }
}
