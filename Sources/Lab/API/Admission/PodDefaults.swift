/// What the API server adds to a pod that does not say it (`pkg/apis/core/v1/defaults.go`).
enum PodDefaults {
  /// Defaults of a pod's or a pod template's specification.
  static func apply(to spec: JSONValue) -> JSONValue {
    var spec = spec
    spec.setDefault("restartPolicy", "Always")
    spec.setDefault("dnsPolicy", "ClusterFirst")
    spec.setDefault("schedulerName", "default-scheduler")
    spec.setDefault("terminationGracePeriodSeconds", 30)
    spec.setDefault("securityContext", [:])
    let host = spec["hostNetwork"].bool == true
    for list in ["containers", "initContainers"] where !spec[list].isEmpty {
      spec[list] = .array(spec[list].array.map { container($0, hostNetwork: host) })
    }
    return spec
  }

  /// What admission adds to pods only, not to templates.
  static func admit(_ spec: JSONValue) -> JSONValue {
    var spec = apply(to: spec)
    spec.setDefault("enableServiceLinks", true)
    spec.setDefault("serviceAccountName", "default")
    spec.setDefault("serviceAccount", spec["serviceAccountName"])
    spec.setDefault("preemptionPolicy", "PreemptLowerPriority")
    spec.setDefault("priority", .int(spec["priorityClassName"].isEmpty ? 0 : 2_000_000_000))
    var tolerations = spec["tolerations"].array
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]
    where !tolerations.contains(where: { $0["key"].string == key || ($0["key"].isEmpty && $0["operator"] == "Exists") })
    {
      tolerations.append([
        "key": .string(key), "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300,
      ])
    }
    spec["tolerations"] = .array(tolerations)
    return spec
  }

  private static func container(_ container: JSONValue, hostNetwork: Bool) -> JSONValue {
    var container = container
    let image = container["image"].string ?? ""
    let name = image.split(separator: "/").last ?? ""
    let isLatest = !name.contains(":") || name.hasSuffix(":latest")
    container.setDefault("imagePullPolicy", isLatest ? "Always" : "IfNotPresent")
    container.setDefault("resources", [:])
    container.setDefault("terminationMessagePath", "/dev/termination-log")
    container.setDefault("terminationMessagePolicy", "File")
    if !container["ports"].isEmpty {
      container["ports"] = .array(
        container["ports"].array.map { port in
          var port = port
          port.setDefault("protocol", "TCP")
          if hostNetwork { port.setDefault("hostPort", port["containerPort"]) }
          return port
        })
    }
    for name in ["readinessProbe", "livenessProbe", "startupProbe"] where container[name] != .null {
      container[name] = probe(container[name])
    }
    return container
  }

  private static func probe(_ probe: JSONValue) -> JSONValue {
    var probe = probe
    probe.setDefault("timeoutSeconds", 1)
    probe.setDefault("periodSeconds", 10)
    probe.setDefault("successThreshold", 1)
    probe.setDefault("failureThreshold", 3)
    if probe["httpGet"] != .null {
      probe["httpGet"].setDefault("path", "/")
      probe["httpGet"].setDefault("scheme", "HTTP")
    }
    return probe
  }
}

extension JSONValue {
  /// Sets a member unless the object has it.
  mutating func setDefault(_ key: String, _ value: JSONValue) {
    if self[key] == .null { self[key] = value }
  }
}
