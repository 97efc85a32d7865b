/// How large packets between two nodes' pods arrived in a run.
public struct MeasuredMTU: Sendable, Hashable {
  /// The pod's node and the other one.
  public var pair: Subject
  /// The largest packet that arrived, in bytes, its IP header included; `nil` where none did.
  public var bytes: Int?

  /// Makes a measurement.
  public init(pair: Subject, bytes: Int?) {
    self.pair = pair
    self.bytes = bytes
  }
}

/// What a run measured of the paths between nodes' pods, over IPv4.
public struct MeasuredMTUs: Sendable, Hashable {
  /// The run's name.
  public var runID: String
  /// The value of `devices` that it measured under; `nil` for unset.
  public var devices: String?
  /// What it measured, in the order of the run.
  public var paths: [MeasuredMTU]

  /// What a run measured under a value of `devices`, where it did under that one, else under its last one; `nil` for a run
  /// that measured no path's MTU.
  ///
  /// - Parameter devices: The value that is explained.
  public init?(_ record: RunRecord, under devices: String?) {
    let measuring = record.scenarios.filter { scenario in
      scenario.cases.contains { $0.aspect == .pathMTU && $0.observation?.outcome != nil }
    }
    guard let scenario = measuring.last(where: { $0.devices == devices }) ?? measuring.last else { return nil }
    runID = record.runID
    self.devices = scenario.devices
    paths = scenario.cases.filter { $0.aspect == .pathMTU }.compactMap { record in
      switch record.observation?.outcome {
      case .largestPayload(let payload)?: MeasuredMTU(pair: record.subject, bytes: payload + Self.headers)
      case .unreachable?: MeasuredMTU(pair: record.subject, bytes: nil)
      default: nil
      }
    }
  }

  /// An IPv4 header without options, and that of an ICMP echo (RFC 791, RFC 792).
  private static let headers = 28

  /// What was measured of a path; `nil` where it was not.
  func path(from source: String, to target: String) -> MeasuredMTU? {
    paths.first { $0.pair == .pair(from: source, to: target) }
  }

  /// Where the numbers come from: the run, and its setting where that is not the one that is explained.
  func origin(_ explained: String?) -> String {
    "by run \(runID)" + (devices == explained ? "" : ", with devices \(devices ?? "unset")")
  }

  /// What was measured from a node to the others, in a few words; `nil` where nothing was.
  func text(from node: String, explaining devices: String?) -> String? {
    let own = paths.filter { $0.pair.source == node }
    guard !own.isEmpty else { return nil }
    let sizes = own.map { $0.bytes.map(String.init) ?? "none" }.uniqued()
    return "\(sizes.joined(separator: ", ")) \(origin(devices))"
  }
}
