import Foundation
import Logging

/// One concern of the control plane. `reconcile` looks at the whole store and does what is missing; doing it twice is
/// doing it once.
protocol Controller: Sendable {
  /// The name of its log lines.
  var name: String { get }
  /// Brings the cluster one step nearer to what the objects say.
  func reconcile() async throws
}

/// Runs controllers whenever something changes, and now and then.
struct ControllerLoop: Sendable {
  let store: ObjectStore
  let controllers: [any Controller]
  let logger: Logger
  /// Without changes: for what time alone decides, and as a second try after errors.
  var resync: Duration = .seconds(1)

  /// What changes without any controller having to care.
  private static let silent: Set<ResourceKey> = [.events, .leases]

  func run() async {
    let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    signal.yield()
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        guard let changes = try? store.changes(after: nil) else { return }
        for await change in changes where !Self.silent.contains(change.resource) { signal.yield() }
      }
      group.addTask {
        while !Task.isCancelled {
          try? await Task.sleep(for: resync)
          signal.yield()
        }
      }
      for await _ in signals {
        for controller in controllers where !Task.isCancelled {
          do {
            try await controller.reconcile()
          } catch {
            logger.warning("\(controller.name): \(error)")
          }
        }
      }
      group.cancelAll()
    }
  }
}

extension JSONValue {
  var name: String { self["metadata"]["name"].string ?? "" }
  var namespace: String? { self["metadata"]["namespace"].string }
  var uid: String { self["metadata"]["uid"].string ?? "" }
  var labels: [String: String] { self["metadata"]["labels"].strings }
  var isTerminating: Bool { !self["metadata"]["deletionTimestamp"].isEmpty }

  /// Whether a condition of this type is `True`.
  func isTrue(condition type: String) -> Bool {
    self["status"]["conditions"].array.contains { $0["type"].string == type && $0["status"] == "True" }
  }

  /// The owner that controls the object.
  var controllerUID: String? {
    self["metadata"]["ownerReferences"].array.first { $0["controller"].bool == true }?["uid"].string
  }

  /// A reference by which `self` controls another object.
  var asController: JSONValue {
    [
      "apiVersion": self["apiVersion"], "kind": self["kind"], "name": .string(name), "uid": .string(uid),
      "controller": true, "blockOwnerDeletion": true,
    ]
  }

  /// A new pod after `self`'s template, which `self` controls.
  var podOfTemplate: JSONValue {
    let template = self["spec"]["template"]
    var pod: JSONValue = [
      "apiVersion": "v1", "kind": "Pod", "metadata": template["metadata"],
      "spec": PodDefaults.admit(template["spec"]), "status": ["phase": "Pending", "qosClass": "BestEffort"],
    ]
    pod["metadata"]["generateName"] = .string("\(name)-")
    pod["metadata"]["namespace"] = .string(namespace ?? "default")
    pod["metadata"]["ownerReferences"] = [asController]
    return pod
  }
}

/// A number or a percentage, as in `maxUnavailable`.
enum IntOrPercent {
  static func value(_ json: JSONValue, of total: Int, roundUp: Bool, default fallback: Int) -> Int {
    if let number = json.int { return number }
    guard let text = json.string, text.hasSuffix("%"), let percent = Int(text.dropLast()) else { return fallback }
    let scaled = Double(total * percent) / 100
    return Int(roundUp ? scaled.rounded(.up) : scaled.rounded(.down))
  }
}
