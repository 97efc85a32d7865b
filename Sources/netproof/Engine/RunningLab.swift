import Foundation
import Kubernetes
import Lab

/// A lab that runs, driven through its own API server.
struct RunningLab: LabControl {
  let lab: Lab

  var kubeconfigPath: String { lab.kubeconfigPath }

  func setFault(_ fault: LabFault, active: Bool) async throws {
    let path = ResourcePath(group: "netproof-lab", resource: "faults", name: fault.rawValue)
    if active {
      _ = try await client().replace([String: String](), at: path, as: FaultState.self)
    } else {
      try await client().delete(path)
    }
  }

  func activeFaults() async throws -> [LabFault] {
    let path = ResourcePath(group: "netproof-lab", resource: "faults")
    return try await client().list(FaultState.self, path).items.filter(\.active).compactMap {
      LabFault(rawValue: $0.name)
    }
  }

  func shellCommand(_ target: String) async throws -> [String] {
    let parts = target.split(separator: "/").map(String.init)
    guard parts.count == 2 else { return try lab.command(inNamespace: target, []) }
    let pod = try await client().get(PodIdentity.self, .pod(namespace: parts[0], name: parts[1]))
    if pod.spec.hostNetwork == true { return try lab.command(inNamespace: pod.spec.nodeName ?? "", []) }
    return try lab.command(inNamespace: "pod-\(pod.metadata.uid)", [])
  }

  func status() async throws -> [String] {
    let nodes = try await client().list(NodeIdentity.self, .nodes).items.map(\.metadata.name)
    let faults = try await activeFaults().map(\.rawValue)
    return [
      "nodes: \(nodes.joined(separator: ", "))", "kubeconfig: \(lab.kubeconfigPath)",
      "faults: \(faults.isEmpty ? "none" : faults.joined(separator: ", "))",
    ]
  }

  func stop() async { await lab.stop() }

  private func client() throws -> KubernetesClient {
    let kubeconfig = try Kubeconfig.load(path: kubeconfigPath, environment: [:], homeDirectory: NSHomeDirectory())
    return try KubernetesClient(connection: try kubeconfig.connection(context: nil))
  }

  private struct FaultState: Decodable, Sendable {
    var name: String
    var active: Bool
  }

  private struct PodIdentity: Decodable, Sendable {
    struct Metadata: Decodable, Sendable { var uid: String }
    struct Specification: Decodable, Sendable {
      var nodeName: String?
      var hostNetwork: Bool?
    }
    var metadata: Metadata
    var spec: Specification
  }

  private struct NodeIdentity: Decodable, Sendable {
    struct Metadata: Decodable, Sendable { var name: String }
    var metadata: Metadata
  }
}
