/// Pod Security admission: what a namespace's labels enforce or warn of (Kubernetes: "Pod Security Standards"; wording
/// of `k8s.io/pod-security-admission`). Holds the controls that a pod of the lab can violate.
enum PodSecurity {
  /// Throws 403 when the level that the namespace enforces refuses the pod; returns the warnings of its warn level.
  static func check(_ pod: JSONValue, namespace: JSONValue) throws(APIStatus) -> [String] {
    let labels = namespace["metadata"]["labels"]
    let name = pod["metadata"]["name"].string ?? ""
    if let level = Level(labels["pod-security.kubernetes.io/enforce"]) {
      let found = violations(pod["spec"], level)
      if !found.isEmpty {
        throw APIStatus(
          code: 403, reason: "Forbidden",
          message: "pods \"\(name)\" is forbidden: violates PodSecurity \"\(level.rawValue):latest\": "
            + found.joined(separator: ", "), details: ["name": .string(name), "kind": "pods"])
      }
    }
    guard let level = Level(labels["pod-security.kubernetes.io/warn"]) else { return [] }
    let found = violations(pod["spec"], level)
    return found.isEmpty
      ? [] : ["would violate PodSecurity \"\(level.rawValue):latest\": " + found.joined(separator: ", ")]
  }

  private enum Level: String {
    case baseline
    case restricted

    /// Nil for `privileged`, for no label and for an unknown one: nothing is refused.
    init?(_ label: JSONValue) {
      guard let level = label.string.flatMap({ Level(rawValue: $0) }) else { return nil }
      self = level
    }
  }

  private static let baselineCapabilities: Set = [
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
  ]
  private static let safeSysctls: Set = [
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
  ]

  private static func violations(_ spec: JSONValue, _ level: Level) -> [String] {
    let containers = spec["initContainers"].array + spec["containers"].array
    var found = baseline(spec, containers)
    if level == .restricted { found += restricted(spec, containers) }
    return found
  }

  private static func baseline(_ spec: JSONValue, _ containers: [JSONValue]) -> [String] {
    var found: [String] = []
    let host = ["hostNetwork", "hostPID", "hostIPC"].filter { spec[$0].bool == true }
    if !host.isEmpty { found.append("host namespaces (\(host.map { "\($0)=true" }.joined(separator: ", ")))") }
    if spec["volumes"].array.contains(where: { !$0["hostPath"].isEmpty }) { found.append("hostPath volumes") }
    for container in containers {
      let context = container["securityContext"]
      if context["privileged"].bool == true {
        found.append("privileged (\(name(container)) must not set securityContext.privileged=true)")
      }
      let added = capabilities(context, "add").filter { !baselineCapabilities.contains($0) }
      if !added.isEmpty {
        let list = added.map { "\"\($0)\"" }.joined(separator: ", ")
        found.append(
          "non-default capabilities (\(name(container)) must not include \(list) in securityContext.capabilities.add)")
      }
    }
    let sysctls = spec["securityContext"]["sysctls"].array.compactMap { $0["name"].string }
      .filter { !safeSysctls.contains($0) }
    if !sysctls.isEmpty { found.append("forbidden sysctls (\(sysctls.joined(separator: ", ")))") }
    return found
  }

  private static func restricted(_ spec: JSONValue, _ containers: [JSONValue]) -> [String] {
    var found: [String] = []
    for container in containers {
      let context = container["securityContext"]
      if context["allowPrivilegeEscalation"].bool != false {
        found.append(
          "allowPrivilegeEscalation != false (\(name(container)) must set "
            + "securityContext.allowPrivilegeEscalation=false)")
      }
      if !capabilities(context, "drop").contains("ALL") || capabilities(context, "add") != [] {
        found.append(
          "unrestricted capabilities (\(name(container)) must set securityContext.capabilities.drop=[\"ALL\"])")
      }
      let nonRoot = context["runAsNonRoot"].bool ?? spec["securityContext"]["runAsNonRoot"].bool
      if nonRoot != true {
        found.append(
          "runAsNonRoot != true (pod or \(name(container)) must set securityContext.runAsNonRoot=true)")
      }
      let user = context["runAsUser"].int ?? spec["securityContext"]["runAsUser"].int
      if user == 0 {
        let who = context["runAsUser"].int == 0 ? name(container) : "pod"
        found.append("runAsUser=0 (\(who) must not set runAsUser=0)")
      }
      let seccomp =
        context["seccompProfile"]["type"].string ?? spec["securityContext"]["seccompProfile"]["type"].string
      if seccomp != "RuntimeDefault", seccomp != "Localhost" {
        found.append(
          "seccompProfile (pod or \(name(container)) must set securityContext.seccompProfile.type to "
            + "\"RuntimeDefault\" or \"Localhost\")")
      }
    }
    return found
  }

  private static func capabilities(_ context: JSONValue, _ field: String) -> [String] {
    context["capabilities"][field].array.compactMap(\.string)
  }

  private static func name(_ container: JSONValue) -> String { "container \"\(container["name"].string ?? "")\"" }
}
