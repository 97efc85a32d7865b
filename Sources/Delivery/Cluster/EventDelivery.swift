import Conformance
import Foundation
import Kubernetes

/// A Kubernetes Event per verdict, or fitness of a setting where it decides, that changed since the record in the ConfigMap. They are about that ConfigMap:
/// `kubectl -n netproof events --for configmap/netproof-report` tells the history as long as the cluster keeps it.
struct EventDelivery: DeliveryService {
  let client: KubernetesClient

  /// Changes that could not be told; the next run tells them.
  struct Failure: Error, CustomStringConvertible {
    /// Those that were told nevertheless.
    var told: Set<VerdictChange.Scope> = []
    /// What went wrong.
    var description: String
  }

  func deliver(_ parcel: Parcel) async throws -> DeliveryOutcome.Result {
    let last: LastReport?
    do {
      last = try parcel.last.get()
    } catch {
      throw Failure(description: "what changed cannot be told, the last record could not be read: \(error)")
    }
    // A record that is damaged today is so tomorrow: what is not green is told, as after a first run.
    var remark = ""
    var told = ToldVerdicts(nil)
    do { told = try last?.told ?? told } catch { remark = "; not compared with the last run: \(error)" }
    let changes = VerdictEvents.ordered(VerdictChange.between(told, parcel.record))
    let events = VerdictEvents(
      namespace: parcel.options.namespace, record: parcel.record, uid: last?.uid
    ).events(changes, at: Date())
    guard !events.isEmpty else {
      return .notNeeded("no verdict has changed since run \((try? last?.record.get())?.runID ?? "?")")
    }
    for (index, event) in events.enumerated() {
      do {
        _ = try await client.create(event, at: .events(namespace: parcel.options.namespace), as: Event.self)
      } catch {
        let told = changes.prefix(min(index, VerdictEvents.limit)).map(\.scope)
        throw Failure(told: Set(told), description: "\(error)")
      }
    }
    let place = "\(parcel.options.namespace)/\(ReportDestination.configMapName)"
    return .delivered("\(events.count) Event\(events.count == 1 ? "" : "s") about ConfigMap \(place)\(remark)")
  }
}

/// What the Events look like. Pure.
struct VerdictEvents {
  let namespace: String
  let record: RunRecord
  /// The ConfigMap's unique id, where it is known: `kubectl describe` looks for it.
  var uid: String?

  /// A cluster that falls apart must not drown in Events: what is more is summed up in one.
  static let limit = 25
  /// As the API server bounds the note of an Event (`pkg/apis/core/validation/events.go`), in bytes.
  static let messageLimit = 1024

  func events(_ changes: [VerdictChange], at time: Date) -> [Event] {
    let ordered = Self.ordered(changes)
    var events = ordered.prefix(Self.limit).map { event($0, at: time) }
    if ordered.count > Self.limit {
      events.append(
        event(
          "Warning", "MoreVerdictsChanged",
          "\(ordered.count - Self.limit) more verdicts changed; ConfigMap \(ReportDestination.configMapName) holds all",
          at: time))
    }
    return events
  }

  /// The run first, then what is worst.
  static func ordered(_ changes: [VerdictChange]) -> [VerdictChange] {
    changes.enumerated().sorted { left, right in
      (rank(left.element), left.offset) < (rank(right.element), right.offset)
    }.map(\.element)
  }

  private static func rank(_ change: VerdictChange) -> Int {
    change.scope == .run ? -10 : -change.after.severity
  }

  private func event(_ change: VerdictChange, at time: Date) -> Event {
    let verdicts = change.before.map { "\($0.rawValue) → \(change.after.rawValue)" } ?? change.after.rawValue
    let type = change.after.isGreen ? "Normal" : "Warning"
    let reason = Self.word(change.after)
    let why = change.explanation.isEmpty ? "" : ": \(change.explanation)"
    return switch change.scope {
    case .run: event(type, "Run\(reason)", "The cluster: \(verdicts)\(why)", at: time)
    case .fitness(let scenario, let was, let now):
      event(
        type, Self.word(now),
        "\(scenario.rawValue): \(was.map { "\($0.rawValue) → " } ?? "")\(now.rawValue) for service\(why)",
        at: time)
    case .judged(let scenario, let aspect, let subject):
      event(type, "Case\(reason)", "\(scenario.rawValue), \(aspect.rawValue), \(subject): \(verdicts)\(why)", at: time)
    case .gone(let cases):
      event(
        "Warning", "NoLongerVerified", "\(cases.count) cases of the last run are not verified any more\(why)",
        at: time)
    }
  }

  private static func word(_ fitness: Fitness.Kind) -> String {
    switch fitness {
    case .fit: "FitForService"
    case .unfit: "UnfitForService"
    case .unknown: "FitnessUnknown"
    }
  }

  private static func word(_ verdict: Verdict) -> String {
    switch verdict {
    case .conforms: "Conforms"
    case .deviates: "Deviates"
    case .inconclusive: "Inconclusive"
    case .notApplicable: "NotApplicable"
    case .unpredicted: "Unpredicted"
    }
  }

  private func event(_ type: String, _ reason: String, _ message: String, at time: Date) -> Event {
    let now = Timestamp(text: time.formatted(.iso8601))
    return Event(
      metadata: ObjectMeta(
        generateName: "\(ReportDestination.configMapName).", namespace: namespace,
        labels: [RunLabels.managedBy: RunLabels.netproof], annotations: [RunLabels.run: record.runID]),
      involvedObject: ObjectReference(
        kind: "ConfigMap", namespace: namespace, name: ReportDestination.configMapName, uid: uid, apiVersion: "v1"),
      reason: reason, message: Self.bounded(message), type: type, count: 1, firstTimestamp: now, lastTimestamp: now,
      source: EventSource(component: RunLabels.netproof, host: record.runner?.node),
      reportingComponent: RunLabels.netproof, reportingInstance: record.runner?.pod ?? record.runID)
  }

  /// At most so many bytes, and no half of a character.
  private static func bounded(_ text: String) -> String {
    guard text.utf8.count > messageLimit else { return text }
    var short = text
    while short.utf8.count > messageLimit - 3 { short.removeLast() }
    return short + "…"
  }
}
