import Foundation

/// The objects of a simulated cluster beyond those that every lab begins with: agents, their CiliumNodes, DNS pods.
struct SimulatedObjects: Sendable {
  let cluster: SimulatedCluster

  /// How many cluster DNS pods run, on the first nodes.
  static let dnsPods = 2

  func install(in store: ObjectStore, admission: Admission) throws(APIStatus) {
    guard let first = cluster.nodes.first else { return }
    let initial = InitialObjects(
      nodes: cluster.nodes.map(\.specification), machine: .read(),
      configuration: CiliumConfiguration.data(devices: cluster.devicesSetting, release: cluster.cilium),
      cilium: cluster.cilium, apiAddress: first.tailnetAddress, apiPort: 6443)
    try initial.install(in: store, admission: admission, now: Date())
    for node in cluster.nodes {
      try store.update(.nodes, name: node.name) { present in
        var labelled = present
        labelled["metadata"]["labels"]["topology.kubernetes.io/zone"] = .string(node.zone)
        return labelled
      }
      try store.create(
        .pods,
        pod(
          node.agentPod, node, label: "cilium", container: "cilium-agent", address: node.tailnetAddress))
      try store.create(
        .ciliumNodes,
        [
          "apiVersion": "cilium.io/v2", "kind": "CiliumNode", "metadata": ["name": .string(node.name)],
          "spec": [
            "addresses": [
              ["type": "InternalIP", "ip": .string(node.tailnetAddress)],
              ["type": "CiliumInternalIP", "ip": .string(node.podPrefix + ".1")],
            ], "ipam": ["podCIDRs": [.string(node.podCIDR)]],
          ],
        ])
    }
    for node in cluster.nodes.prefix(Self.dnsPods) {
      let labels = ["k8s-app": "kube-dns"]
      let address = cluster.place(.init(namespace: "kube-system", labels: labels, node: node))
      try store.create(
        .pods, pod("coredns-\(node.name)", node, label: "kube-dns", container: "coredns", address: address))
    }
  }

  private func pod(
    _ name: String, _ node: SimulatedNode, label: String, container: String, address: String
  ) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "Pod",
      "metadata": [
        "name": .string(name), "namespace": "kube-system", "labels": ["k8s-app": .string(label)],
      ],
      "spec": [
        "nodeName": .string(node.name),
        "containers": [["name": .string(container), "image": .string("simulated/\(container)")]],
      ],
      "status": Self.running([container], node: node, address: address, since: cluster.startedAt),
    ]
  }

  /// The status of a pod whose containers all run.
  static func running(_ containers: [String], node: SimulatedNode, address: String, since: Date) -> JSONValue {
    let time = JSONValue.string(Timestamp.text(since))
    return [
      "phase": "Running", "hostIP": .string(node.tailnetAddress), "podIP": .string(address),
      "podIPs": [["ip": .string(address)]], "startTime": time,
      "conditions": .array(
        ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map {
          ["type": .string($0), "status": "True", "lastTransitionTime": time]
        }),
      "containerStatuses": .array(
        containers.map {
          [
            "name": .string($0), "ready": true, "started": true, "restartCount": 0, "image": "simulated",
            "imageID": "", "state": ["running": ["startedAt": time]], "lastState": [:],
          ]
        }),
    ]
  }
}
