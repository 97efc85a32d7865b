import Foundation

/// What a pod's specification says of folders and of whom its processes run as.
struct PodVolumes: Sendable {
  let pod: JSONValue
  let store: ObjectStore

  /// The first claim that the pod names and that is not there; nil when all are.
  var missingClaim: String? {
    claims.first { store.get(.persistentVolumeClaims, namespace: pod.namespace, name: $0) == nil }
  }

  private var claims: [String] {
    pod["spec"]["volumes"].array.compactMap { $0["persistentVolumeClaim"]["claimName"].string }
  }

  /// The folders that a container asks for. Kinds of volumes that the lab does not have are empty folders.
  func mounts(of container: JSONValue) -> [ContainerMount] {
    container["volumeMounts"].array.compactMap { mount in
      guard let name = mount["name"].string, let path = mount["mountPath"].string,
        let volume = pod["spec"]["volumes"].array.first(where: { $0["name"].string == name })
      else { return nil }
      return ContainerMount(source: source(volume, name: name), path: path, isReadOnly: mount["readOnly"].bool == true)
    }
  }

  private func source(_ volume: JSONValue, name: String) -> ContainerMount.Source {
    if let path = volume["hostPath"]["path"].string, let node = pod["spec"]["nodeName"].string {
      return .hostPath(node: node, path: path)
    }
    guard let claim = volume["persistentVolumeClaim"]["claimName"].string,
      let object = store.get(.persistentVolumeClaims, namespace: pod.namespace, name: claim)
    else { return .emptyDirectory(name: name) }
    return .persistentVolume(uid: object.uid)
  }

  /// Whom a container runs as; nil for root. The container's own setting goes before the pod's.
  func user(of container: JSONValue) -> ContainerUser? {
    let (own, whole) = (container["securityContext"], pod["spec"]["securityContext"])
    guard let user = own["runAsUser"].int ?? whole["runAsUser"].int, user != 0 else { return nil }
    return ContainerUser(
      user: user, group: own["runAsGroup"].int ?? whole["runAsGroup"].int ?? 0, volumeGroup: whole["fsGroup"].int)
  }
}

/// The files of a pod's service account, which a kubelet mounts into it.
struct ServiceAccountFiles: Sendable {
  let store: ObjectStore
  let tokens: ServiceAccountTokens
  /// The PEM certificate of the cluster's authority.
  let authority: String
  let now: @Sendable () -> Date

  /// Where every client library looks for them (Kubernetes: "Accessing the Kubernetes API from a Pod").
  static let path = "/var/run/secrets/kubernetes.io/serviceaccount"

  /// Nil where the pod or its account refuses them, or the account is missing.
  func mount(for pod: JSONValue) -> ContainerMount? {
    let (namespace, name) = (pod.namespace ?? "default", pod["spec"]["serviceAccountName"].string ?? "default")
    guard let account = store.get(.serviceAccounts, namespace: namespace, name: name) else { return nil }
    let wanted = pod["spec"]["automountServiceAccountToken"].bool ?? account["automountServiceAccountToken"].bool
    guard wanted ?? true else { return nil }
    let token = tokens.issue(for: account, seconds: nil, now: now()).token
    return ContainerMount(
      source: .files(
        name: "kube-api-access", ["token": token, "ca.crt": authority, "namespace": namespace]),
      path: Self.path, isReadOnly: true)
  }
}
