import Kubernetes
import Synchronization

/// Follows what a watch must know of the cluster: agents, their configuration, nodes, cluster DNS and the probe pods.
struct ClusterWatcher: Sendable {
  let client: KubernetesClient
  /// The agents' pods; `cilium-config` is in their namespace.
  let agents: WatchStay.PodSet
  /// The probe pods.
  let own: WatchStay.PodSet
  let journal: WatchJournal

  /// Follows everything until the task is cancelled. What cannot be followed is noted, and the rest goes on.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await pods(.agent, agents) }
      group.addTask { await pods(.probePod, own) }
      group.addTask {
        await pods(.clusterDNS, WatchStay.PodSet(namespace: "kube-system", selector: "k8s-app=kube-dns"))
      }
      group.addTask {
        await follow(Node.self, .nodes) { changes, event, at in changes.node(event, at: at) }
      }
      group.addTask {
        let path = ResourcePath(namespace: agents.namespace, resource: "configmaps")
        await follow(ConfigMap.self, path, fieldSelector: "metadata.name=cilium-config") { changes, event, at in
          changes.configuration(event, at: at)
        }
      }
    }
  }

  private func pods(_ kind: ClusterEvent.Kind, _ set: WatchStay.PodSet) async {
    await follow(Pod.self, .pods(namespace: set.namespace), labelSelector: set.selector) { changes, event, at in
      changes.pod(event, kind, at: at)
    }
  }

  private func follow<Object: Decodable & Sendable>(
    _ type: Object.Type, _ path: ResourcePath, labelSelector: String? = nil, fieldSelector: String? = nil,
    _ interpret: (inout ClusterChanges, WatchEvent<Object>, Double) -> [ClusterEvent]
  ) async {
    var changes = ClusterChanges()
    do {
      let present = try await client.list(type, path, labelSelector: labelSelector, fieldSelector: fieldSelector)
      for object in present.items { _ = interpret(&changes, .added(object), 0) }
      changes.baselineIsComplete()
      let events = client.watch(
        type, path, labelSelector: labelSelector, fieldSelector: fieldSelector,
        fromVersion: present.metadata.resourceVersion)
      for try await event in events { journal.add(interpret(&changes, event, journal.now)) }
    } catch is CancellationError {
      return
    } catch {
      if Task.isCancelled { return }
      journal.note("\(path) could not be watched, so its changes are not in the report: \(error)")
    }
  }
}

/// What is written down while a watch goes on, and its clock.
final class WatchJournal: Sendable {
  private let began = ContinuousClock.now
  private let state = Mutex((events: [ClusterEvent](), notes: [Sentence](), pods: Set<String>?.none))

  /// Seconds since the watch began.
  var now: Double { (ContinuousClock.now - began) / .seconds(1) }

  var events: [ClusterEvent] { state.withLock { $0.events.sorted { $0.at < $1.at } } }
  var notes: [Sentence] { state.withLock { $0.notes } }

  /// Writes events down; those of probe pods only where they are watched.
  func add(_ events: [ClusterEvent]) {
    state.withLock { state in
      state.events += events.filter { $0.kind != .probePod || state.pods?.contains($0.object) ?? true }
    }
  }

  /// From now on these probe pods are watched, and no others; without it all are.
  func watchPods(_ names: Set<String>) { state.withLock { $0.pods = names } }

  func note(_ text: Sentence) { state.withLock { $0.notes.append(text) } }
}
