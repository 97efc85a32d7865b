import Conformance
import Kubernetes
import Reports

/// Brings a run's reports to where they were asked for. One destination that fails keeps no other from its reports.
public struct Delivery: Sendable {
  /// How a delivery is made, as far as it is not in the record.
  public struct Options: Sendable {
    /// netproof's namespace.
    public var namespace: String
    /// How many runs a folder keeps.
    public var keep: Int
    /// Which part of a split run it is; a record of a run that could not begin does not say so.
    public var shard: RunShard?
    /// The language of Markdown and HTML.
    public var language: Language
    /// The environment of the process: Sonobuoy names its folder there.
    public var environment: [String: String]

    /// Makes options.
    public init(
      namespace: String, keep: Int = Self.defaultKeep, shard: RunShard? = nil, language: Language = .english,
      environment: [String: String] = [:]
    ) {
      self.namespace = namespace
      self.keep = keep
      self.shard = shard
      self.language = language
      self.environment = environment
    }

    /// A month of nights.
    public static let defaultKeep = 30
  }

  private let destinations: [ReportDestination]
  private let options: Options
  private let client: KubernetesClient?

  /// Makes a delivery.
  ///
  /// - Parameter client: Reaches the cluster; needed where a destination is in it.
  public init(to destinations: [ReportDestination], options: Options, client: KubernetesClient?) {
    // Events are told before the ConfigMap is replaced, which they compare with. The records that stay come last: they
    // tell what could not be delivered before them.
    let order: (ReportDestination) -> Int = { destination in
      switch destination {
      case .configMap: 2
      case .folder: 1
      case .events, .metrics, .openReports, .sonobuoy: 0
      }
    }
    self.destinations = destinations.enumerated().sorted {
      (order($0.element), $0.offset) < (order($1.element), $1.offset)
    }
    .map(\.element)
    self.options = options
    self.client = client
  }

  /// Delivers a record, and tells what became of it, in the order in which it was tried. What failed is noted in the
  /// record that is delivered from then on.
  public func run(_ record: RunRecord) async -> [DeliveryOutcome] {
    var parcel = Parcel(record: record, last: await previous(), options: options)
    var outcomes: [DeliveryOutcome] = []
    for destination in destinations {
      do {
        outcomes.append(DeliveryOutcome(destination, try await service(destination).deliver(parcel)))
      } catch {
        let outcome = DeliveryOutcome(destination, .failed("\(error)"))
        outcomes.append(outcome)
        parcel.record.notes.append(Sentence(words: outcome.description))
        if destination == .events { parcel.eventsTold = (error as? EventDelivery.Failure)?.told ?? [] }
      }
    }
    return outcomes
  }

  /// What the last run left in the ConfigMap, where somebody is to compare with it.
  private func previous() async -> Result<LastReport?, any Error> {
    guard destinations.contains(.configMap) || destinations.contains(.events), let client else { return .success(nil) }
    do {
      return .success(try await LastReport.read(client, namespace: options.namespace))
    } catch {
      return .failure(error)
    }
  }

  private func service(_ destination: ReportDestination) throws(DeliveryError) -> any DeliveryService {
    switch destination {
    case .folder(let path): return FolderDelivery(path: path)
    case .metrics(let path): return MetricsDelivery(path: path)
    case .sonobuoy: return SonobuoyDelivery()
    case .configMap, .events, .openReports: break
    }
    guard let client else { throw DeliveryError("there is no cluster to leave it in") }
    return switch destination {
    case .configMap: ConfigMapDelivery(client: client)
    case .events: EventDelivery(client: client)
    default: OpenReportsDelivery(client: client)
    }
  }
}

/// What is delivered.
struct Parcel: Sendable {
  var record: RunRecord
  /// What the last run left in the ConfigMap; `nil` when there was none.
  var last: Result<LastReport?, any Error>
  /// Which changes were told by Events before telling the others failed; `nil` when nothing is left to be told.
  var eventsTold: Set<VerdictChange.Scope>?
  var options: Delivery.Options
}

/// One kind of destination.
protocol DeliveryService: Sendable {
  /// Delivers, and says what was left where.
  func deliver(_ parcel: Parcel) async throws -> DeliveryOutcome.Result
}

/// What became of the delivery to one destination.
public struct DeliveryOutcome: Sendable, Hashable {
  /// What it ended with.
  public enum Result: Sendable, Hashable {
    /// What was left where.
    case delivered(String)
    /// Why there was nothing to do, for example because the cluster has no such resource.
    case notNeeded(String)
    /// Why it failed.
    case failed(String)
  }

  /// Where to.
  public var destination: ReportDestination
  /// What it ended with.
  public var result: Result

  init(_ destination: ReportDestination, _ result: Result) {
    self.destination = destination
    self.result = result
  }

  /// Whether a report is not where it was asked for.
  public var hasFailed: Bool { if case .failed = result { true } else { false } }
}

extension DeliveryOutcome: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    switch result {
    case .delivered(let text): "Delivered to \(destination): \(text)"
    case .notNeeded(let reason): "Nothing for \(destination): \(reason)"
    case .failed(let reason): "Not delivered to \(destination): \(reason)"
    }
  }
}

/// Why a report could not be delivered.
public struct DeliveryError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was tried, what came back, and what to do.
  public var description: String

  init(_ description: String) { self.description = description }
}
