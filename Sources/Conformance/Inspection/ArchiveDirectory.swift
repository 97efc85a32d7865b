import Kubernetes
import Sysdump

/// The objects of an archive.
struct ArchiveDirectory: PathDirectory {
  let dump: Sysdump

  func pods(named name: String, in namespace: String?) throws -> [Pod] {
    try known(dump.objects.pods, "pods (k8s-pods)").filter { matches($0.metadata, name, namespace) }
  }

  func services(named name: String?, in namespace: String?) throws -> [Service] {
    try known(dump.objects.services, "Services (k8s-services)").filter { matches($0.metadata, name, namespace) }
  }

  func endpoints(of namespace: String, _ name: String) -> ServiceFacts? {
    ArchivedFacts.service(namespace, name, port: 0, dump)?.ipv4
  }

  private func known<Value>(_ reading: Reading<[Value]>, _ what: String) throws -> [Value] {
    guard let value = reading.value else { throw ScenarioError("\(reading.problem(what) ?? "").") }
    return value
  }

  private func matches(_ metadata: ObjectMeta, _ name: String?, _ namespace: String?) -> Bool {
    (name == nil || metadata.name == name) && (namespace == nil || metadata.namespace == namespace)
  }
}

extension PathResolver {
  /// Makes a resolver of an archive; nodes are those of the facts.
  public init(_ dump: Sysdump, facts: ClusterFacts) {
    self.init(directory: ArchiveDirectory(dump: dump), facts: facts)
  }
}
