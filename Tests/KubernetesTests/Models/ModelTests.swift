import Foundation
import Testing

@testable import Kubernetes

struct ModelTests {
  private func list<T: Decodable & Sendable>(_ type: T.Type, _ name: String) throws -> [T] {
    try KubernetesJSON.decode(ResourceList<T>.self, from: Fixture.data("objects/\(name).json")).items
  }

  @Test func readsNodes() throws {
    let nodes = try list(Node.self, "nodes")
    #expect(nodes.map(\.name) == ["instance-master", "instance-worker"])
    #expect(nodes.map { $0.spec?.podCIDR } == ["10.244.0.0/24", "10.244.1.0/24"])
    #expect(nodes[0].status?.addresses?.first { $0.type == "InternalIP" }?.address == "100.64.0.1")
    #expect(nodes[0].status?.conditions?.first { $0.type == "Ready" }?.isTrue == true)
    #expect(nodes[0].status?.nodeInfo?.kubeletVersion == "v1.36.2")
    #expect(nodes[0].metadata.creationTimestamp?.date != nil)
  }

  @Test func readsCiliumNodes() throws {
    let node = try #require(try list(CiliumNode.self, "ciliumnodes").last)
    #expect(node.name == "instance-worker")
    #expect(node.spec?.addresses?.first { $0.type == "InternalIP" }?.ip == "100.64.0.2")
    #expect(node.spec?.ipam?.podCIDRs == ["10.244.1.0/24"])
    #expect(node.metadata.ownerReferences?.first?.kind == "Node")
  }

  @Test func readsPods() throws {
    let pod = try #require(try list(Pod.self, "pods-coredns").first)
    #expect(pod.spec?.containers.first?.readinessProbe?.httpGet?.port == 8181)
    #expect(pod.spec?.containers.first?.ports?.first?.protocol == "UDP")
    #expect(pod.status?.phase == "Running")
    #expect(pod.status?.containerStatuses?.first?.ready == true)
    #expect(pod.status?.containerStatuses?.first?.restartCount == 0)
    #expect(pod.status?.containerStatuses?.first?.state?.running?.startedAt?.date != nil)
    #expect(pod.status?.podIP?.hasPrefix("10.244.") == true)
  }

  @Test func readsDaemonSetAndConfigMap() throws {
    let set = try KubernetesJSON.decode(DaemonSet.self, from: Fixture.data("objects/daemonset-cilium.json"))
    #expect(set.status?.desiredNumberScheduled == 2)
    #expect(set.spec?.selector?.matchLabels?["k8s-app"] == "cilium")
    let map = try KubernetesJSON.decode(ConfigMap.self, from: Fixture.data("objects/cilium-config.json"))
    #expect(map.data?["devices"] == "enp0s6,tailscale0")
  }

  @Test func readsTheVersion() throws {
    let version = try KubernetesJSON.decode(VersionInfo.self, from: Fixture.response("version").body)
    #expect(version.gitVersion == "v1.36.2")
  }

  @Test func writesAPodWithoutWhatWasNotSet() throws {
    let pod = Pod(
      metadata: .init(name: "probe"),
      spec: .init(
        containers: [.init(name: "busybox", image: "busybox", readinessProbe: .init(tcpSocket: .init(port: "http")))],
        tolerations: [.init(operator: "Exists")], automountServiceAccountToken: false))
    let text = String(decoding: try KubernetesJSON.encode(pod), as: UTF8.self)
    #expect(
      text
        == #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"probe"},"spec":{"automountServiceAccountToken":false,"#
        + #""containers":[{"image":"busybox","name":"busybox","readinessProbe":{"tcpSocket":{"port":"http"}}}],"#
        + #""tolerations":[{"operator":"Exists"}]}}"#)
  }

  @Test func readsBothFormsOfTime() {
    #expect(Timestamp(text: "2026-11-21T06:27:00Z").date == Date(timeIntervalSince1970: 1_795_242_420))
    #expect(Timestamp(text: "2026-11-21T06:27:00.250000Z").date == Date(timeIntervalSince1970: 1_795_242_420.25))
    #expect(Timestamp(text: "yesterday").date == nil)
    #expect(Timestamp(Date(timeIntervalSince1970: 1_795_242_420.25)).text == "2026-11-21T06:27:00.250000Z")
  }

  @Test func anEmptyListMayBeNull() throws {
    let list = try KubernetesJSON.decode(ResourceList<Pod>.self, from: Data(#"{"metadata":{},"items":null}"#.utf8))
    #expect(list.items.isEmpty)
  }
}
