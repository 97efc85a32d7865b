import Foundation

/// The nodes' heartbeats: a lease in `kube-node-lease` each, renewed every ten seconds.
struct LeaseController: Controller {
  let name = "lease-controller"
  let store: ObjectStore
  let now: @Sendable () -> Date

  func reconcile() throws(APIStatus) {
    for node in store.list(.nodes) where !node.isAway {
      let time = now()
      guard let lease = store.get(.leases, namespace: "kube-node-lease", name: node.name) else {
        try store.create(
          .leases,
          [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
            "metadata": [
              "name": .string(node.name), "namespace": "kube-node-lease",
              "ownerReferences": [
                ["apiVersion": "v1", "kind": "Node", "name": .string(node.name), "uid": .string(node.uid)]
              ],
            ],
            "spec": [
              "holderIdentity": .string(node.name), "leaseDurationSeconds": 40,
              "renewTime": .string(Timestamp.microText(time)),
            ],
          ])
        continue
      }
      let renewed = Timestamp.date(lease["spec"]["renewTime"].string.map { "\($0.prefix(19))Z" })
      guard time.timeIntervalSince(renewed ?? .distantPast) >= 10 else { continue }
      try store.update(.leases, namespace: "kube-node-lease", name: node.name) { present in
        var object = present
        object["spec"]["renewTime"] = .string(Timestamp.microText(time))
        return object
      }
    }
  }
}
