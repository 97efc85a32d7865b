import Archives
import Foundation
import Kubernetes

/// The objects of the Kubernetes API that an archive holds, as far as they matter.
public struct ClusterObjects: Sendable {
  /// The nodes.
  public var nodes: Reading<[Node]> = .absent
  /// Cilium's own node objects.
  public var ciliumNodes: Reading<[CiliumNode]> = .absent
  /// The data of `cilium-config`, as stored.
  public var configuration: Reading<[String: String]> = .absent
  /// When `cilium-config` was changed last, by its managed fields; `nil` where they are not there.
  public var configurationChangedAt: Date?
  /// Pods of Cilium's and of cluster DNS.
  public var pods: Reading<[Pod]> = .absent
  /// The Services.
  public var services: Reading<[Service]> = .absent
  /// The endpoints of Services in the namespaces of cluster DNS and of the API.
  public var endpointSlices: Reading<[EndpointSlice]> = .absent
  /// The same in their older form, which dumps before cilium-cli 0.16.20 have only.
  public var endpoints: Reading<[Endpoints]> = .absent
  /// Policies that restrict pods' traffic: their kinds and names.
  public var policies: [Reading<[PolicyName]>] = []
  /// Overrides of the configuration for single nodes, of all namespaces.
  public var nodeConfigurations: Reading<[CiliumNodeConfig]> = .absent

  /// Whether every pod and every endpoint is kept, not just those that facts are made of.
  var keepsAll = false

  /// Makes an empty set.
  public init() {}

  /// The names of files that are read.
  static let names: Set<String> = [
    "k8s-nodes", "nodes", "ciliumnodes", "cilium-configmap", "k8s-pods", "pods", "k8s-services", "services",
    "k8s-endpointslices", "k8s-endpoints", "k8s-networkpolicies", "ciliumnetworkpolicies",
    "ciliumclusterwidenetworkpolicies", "ciliumnodeconfigs",
  ]

  mutating func take(_ file: ArchiveFile, _ name: String) {
    let list = ObjectList(file)
    let namespaces = keepsAll ? [] : ["namespace: default", "namespace: kube-system"]
    switch name {
    case "k8s-nodes", "nodes": nodes = list.decode(Node.self)
    case "ciliumnodes": ciliumNodes = list.decode(CiliumNode.self)
    case "cilium-configmap":
      configuration = ConfigMapFile.read(file)
      configurationChangedAt = ConfigMapFile.changedAt(file)
    // DNS may be called and labelled as its distribution likes; whatever answers it has dns in its name somewhere.
    case "k8s-pods", "pods": pods = list.decode(Pod.self, containing: keepsAll ? [] : ["cilium", "dns"])
    case "k8s-services", "services": services = list.decode(Service.self)
    case "k8s-endpointslices":
      endpointSlices = list.decode(
        EndpointSlice.self, containing: namespaces)
    case "k8s-endpoints":
      endpoints = list.decode(Endpoints.self, containing: namespaces)
    case "k8s-networkpolicies": take(list, "NetworkPolicy")
    case "ciliumnetworkpolicies": take(list, "CiliumNetworkPolicy")
    case "ciliumclusterwidenetworkpolicies": take(list, "CiliumClusterwideNetworkPolicy")
    case "ciliumnodeconfigs": nodeConfigurations = list.decode(CiliumNodeConfig.self)
    default: break
    }
  }

  private mutating func take(_ list: ObjectList, _ kind: String) {
    policies.append(
      list.decode(NamedObject.self, leaving: .allButMetadata).map { objects in
        objects.map { PolicyName(kind: kind, namespace: $0.metadata.namespace, name: $0.metadata.name ?? "") }
      })
  }
}

/// A policy by name.
public struct PolicyName: Sendable, Hashable {
  /// Its kind, such as `NetworkPolicy`.
  public var kind: String
  /// Its namespace; `nil` for one of the whole cluster.
  public var namespace: String?
  /// Its name.
  public var name: String
}

/// An object of which only the name matters.
public struct NamedObject: Sendable, Hashable, Codable {
  /// Standard metadata.
  public var metadata: ObjectMeta
}

/// The endpoints of a Service (`core/v1`, the form before EndpointSlices).
public struct Endpoints: Sendable, Hashable, Codable {
  /// Standard metadata; the name is the Service's.
  public var metadata: ObjectMeta
  /// The endpoints by their ports.
  public var subsets: [Subset]?

  /// Endpoints with the same ports.
  public struct Subset: Sendable, Hashable, Codable {
    /// The ready ones.
    public var addresses: [Address]?
  }

  /// One endpoint.
  public struct Address: Sendable, Hashable, Codable {
    /// Its address.
    public var ip: String
  }
}

/// `cilium-config` in a file: the object, or (`cilium-configmap`) a list of one.
enum ConfigMapFile {
  /// The latest time of its managed fields: who changed it last did so then.
  static func changedAt(_ file: ArchiveFile) -> Date? {
    let text = String(decoding: ByteText.plain(file.data), as: UTF8.self)
    return text.matches(of: /(?m)^\s+"?time"?: "?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"?,?$/).compactMap {
      try? Date(String($0.1), strategy: .iso8601)
    }.max()
  }

  static func read(_ file: ArchiveFile) -> Reading<[String: String]> {
    let reference = FileReference(path: file.entry.path, modified: file.entry.modified)
    guard !file.data.isEmpty else { return .failed("the file is empty", reference) }
    guard !file.isCut else { return .failed("the file is cut, and what is missing is not known", reference) }
    let text = String(decoding: ByteText.plain(file.data), as: UTF8.self)
    guard let object = try? YAMLObject.decode(ConfigMap.self, text), let data = object.data else {
      return .failed("it is no ConfigMap: torn, or another text", reference)
    }
    return .read(data, reference)
  }
}
