import Foundation

/// What the agents see of the cluster, read from the store.
struct StoreAgentEnvironment: AgentEnvironment {
  let store: ObjectStore
  let network: any NodeNetwork
  let faults: FaultBoard

  func ciliumConfig() -> [String: String] {
    store.get(.configMaps, namespace: "kube-system", name: "cilium-config")?["data"].strings ?? [:]
  }

  func nonMasqueradeCIDRs() -> [String]? {
    guard let map = store.get(.configMaps, namespace: "kube-system", name: "ip-masq-agent"),
      let text = map["data"]["config"].string, let config = try? RequestBody.yaml(Data(text.utf8))
    else { return nil }
    return config["nonMasqueradeCIDRs"].array.compactMap(\.string)
  }

  func nodes() -> [AgentNode] {
    store.list(.nodes).map { node in
      AgentNode(
        name: node.name, uid: node.uid, labels: node.labels,
        addresses: node["status"]["addresses"].array.map {
          AgentNode.Address(type: $0["type"].string ?? "", address: $0["address"].string ?? "")
        }, podCIDRs: node["spec"]["podCIDRs"].array.compactMap(\.string))
    }
  }

  func pods(on node: String) -> [AgentPod] {
    store.list(.pods).compactMap { pod in
      let addresses = pod["status"]["podIPs"].array.compactMap { $0["ip"].string }
      guard pod["spec"]["nodeName"].string == node, !addresses.isEmpty else { return nil }
      return AgentPod(
        namespace: pod.namespace ?? "", name: pod.name, uid: pod.uid, labels: pod.labels, node: node,
        addresses: addresses, hostNetwork: pod["spec"]["hostNetwork"].bool == true,
        ready: pod.isTrue(condition: "Ready"),
        containers: pod["spec"]["containers"].array.compactMap { $0["name"].string },
        identity: SecurityIdentity.asked(pod["metadata"]["annotations"].strings))
    }
  }

  func services() -> [ServiceTranslation] {
    ServicePublisher.translations(
      services: store.list(.services), endpoints: store.list(.endpoints), slices: store.list(.endpointSlices))
  }

  func upsertCiliumNode(_ node: AgentCiliumNode) throws {
    let owner = store.get(.nodes, name: node.name)
    var labels: JSONValue = owner?["metadata"]["labels"] ?? [:]
    if labels == .null { labels = [:] }
    var spec: JSONValue = [
      "addresses": .array(node.addresses.map { ["ip": .string($0.address), "type": .string($0.type)] }),
      "alibaba-cloud": [:], "azure": [:], "encryption": [:], "eni": [:], "health": [:], "ingress": [:],
      "ipam": ["podCIDRs": .array(node.podCIDRs.map(JSONValue.string)), "pools": [:]],
    ]
    for address in node.healthIPs { spec["health"][AddressFamily(of: address).rawValue] = .string(address) }
    if let id = node.bootID { spec["bootid"] = .string(id) }
    let wanted = spec
    if store.get(.ciliumNodes, name: node.name) != nil {
      try store.update(.ciliumNodes, name: node.name) { present in
        var object = present
        object["spec"] = wanted
        return object
      }
      return
    }
    var metadata: JSONValue = ["name": .string(node.name), "labels": labels]
    if let owner {
      metadata["ownerReferences"] = [
        ["apiVersion": "v1", "kind": "Node", "name": .string(node.name), "uid": .string(owner.uid)]
      ]
    }
    try store.create(
      .ciliumNodes, ["apiVersion": "cilium.io/v2", "kind": "CiliumNode", "metadata": metadata, "spec": wanted])
  }

  func ciliumNodes() -> [AgentCiliumNode] {
    store.list(.ciliumNodes).map { node in
      let spec = node["spec"]
      return AgentCiliumNode(
        name: node.name,
        addresses: spec["addresses"].array.map {
          AgentNode.Address(type: $0["type"].string ?? "", address: $0["ip"].string ?? "")
        }, podCIDRs: spec["ipam"]["podCIDRs"].array.compactMap(\.string),
        healthIPs: AddressFamily.allCases.compactMap { spec["health"][$0.rawValue].string },
        bootID: spec["bootid"].string)
    }
  }

  func isFaultActive(_ fault: LabFault, on node: String) async -> Bool { await faults.isActive(fault, on: node) }
}
