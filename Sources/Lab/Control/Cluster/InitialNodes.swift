import Foundation

/// The Node objects as kubelet and cloud controller manager would have written them.
enum InitialNodes {
  static func object(_ node: LabNodeSpecification, machine: MachineFacts, now: Date) -> JSONValue {
    let time = JSONValue.string(Timestamp.text(now))
    func condition(_ type: String, _ status: JSONValue, _ reason: JSONValue, _ message: JSONValue) -> JSONValue {
      [
        "type": .string(type), "status": status, "reason": reason, "message": message, "lastHeartbeatTime": time,
        "lastTransitionTime": time,
      ]
    }
    let conditions: [JSONValue] = [
      condition("NetworkUnavailable", "False", "CiliumIsUp", "Cilium is running on this node"),
      condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
      condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
      condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
      condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    ]
    let capacity: JSONValue = [
      "cpu": .string(String(machine.processors)), "memory": .string("\(machine.memoryKiB)Ki"), "pods": "110",
      "ephemeral-storage": "0",
    ]
    return [
      "apiVersion": "v1", "kind": "Node",
      "metadata": [
        "name": .string(node.name),
        "labels": [
          "beta.kubernetes.io/arch": .string(machine.architecture), "beta.kubernetes.io/os": "linux",
          "kubernetes.io/arch": .string(machine.architecture), "kubernetes.io/hostname": .string(node.name),
          "kubernetes.io/os": "linux",
        ],
      ],
      "spec": [
        "podCIDR": .string(node.podCIDRs.first ?? ""), "podCIDRs": .array(node.podCIDRs.map(JSONValue.string)),
      ],
      "status": [
        "addresses": .array(
          node.internalIPs.map { ["type": "InternalIP", "address": .string($0)] }
            + node.externalIPs.map { ["type": "ExternalIP", "address": .string($0)] }
            + [["type": "Hostname", "address": .string(node.name)]]),
        "capacity": capacity, "allocatable": capacity, "conditions": .array(conditions),
        "daemonEndpoints": ["kubeletEndpoint": ["Port": 10250]],
        "nodeInfo": [
          "architecture": .string(machine.architecture), "bootID": .string(machine.bootID),
          "containerRuntimeVersion": "containerd://1.7.24", "kernelVersion": .string(machine.kernel),
          "kubeProxyVersion": "", "kubeletVersion": "v1.36.2",
          "machineID": .string(RandomName.digest(node.name).prefix(32).description), "operatingSystem": "linux",
          "osImage": .string(machine.system), "systemUUID": .string(UUID().uuidString.lowercased()),
        ],
      ],
    ]
  }
}

/// What the nodes say of the machine they share.
struct MachineFacts: Sendable, Hashable {
  var architecture: String
  var kernel: String
  var system: String
  var bootID: String
  var processors: Int
  var memoryKiB: Int

  /// Reads them from `/proc` and `/etc/os-release`.
  static func read() -> MachineFacts {
    func text(_ path: String) -> String {
      ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").trimmed
    }
    let name = text("/etc/os-release").split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
    return MachineFacts(
      architecture: GoPlatform.architecture, kernel: text("/proc/sys/kernel/osrelease"),
      system: name.map { String($0.dropFirst("PRETTY_NAME=".count)).replacing("\"", with: "") } ?? "Linux",
      bootID: text("/proc/sys/kernel/random/boot_id"), processors: ProcessInfo.processInfo.processorCount,
      memoryKiB: Int(ProcessInfo.processInfo.physicalMemory / 1024))
  }
}
