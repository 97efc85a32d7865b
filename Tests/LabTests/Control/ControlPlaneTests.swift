import Foundation
import Testing

@testable import Lab

@Suite("Control plane", .timeLimit(.minutes(15)))
struct ControlPlaneTests {
  @Test("Agents and cluster DNS come up on both nodes; Services, endpoints and names are published")
  func comesUp() async throws {
    try await FakeLab.run { lab in
      #expect(await lab.plane.waitUntilReady(within: FakeLab.patience).isEmpty)
      #expect(Set(lab.pods("cilium").compactMap { $0["spec"]["nodeName"].string }).count == 2)
      #expect(Set(lab.pods("kube-dns").compactMap { $0["spec"]["nodeName"].string }).count == 2)
      #expect(Set(await lab.agents.started) == ["instance-master", "instance-worker"])
      let status = lab.store.get(.daemonSets, namespace: "kube-system", name: "cilium")?["status"]
      #expect(status?["numberReady"] == 2 && status?["updatedNumberScheduled"] == 2)
      #expect(
        await lab.eventually {
          let dns = lab.network.services(on: "instance-worker").first { $0.name == "kube-dns" && $0.proto == "UDP" }
          return dns?.backends.count == 2 && dns?.clusterIP == "10.96.0.10"
        })
      let api = lab.network.services(on: "instance-master").first { $0.name == "kubernetes" }
      #expect(api?.clusterIP == "10.96.0.1" && api?.backends == [.init(address: "100.64.0.1", port: 6443)])
      #expect(
        lab.records.all.contains(
          ClusterDNSRecord(name: "kubernetes.default.svc.cluster.local", address: "10.96.0.1")))
    }
  }

  @Test("A deleted agent pod is replaced and its agent started again")
  func agentRestart() async throws {
    try await FakeLab.run { lab in
      _ = await lab.plane.waitUntilReady(within: FakeLab.patience)
      let old = try #require(lab.pods("cilium").first)
      _ = try await lab.plane.facade.send("DELETE", "/api/v1/namespaces/kube-system/pods/\(old.name)")
      #expect(
        await lab.eventually {
          let pods = lab.pods("cilium")
          return pods.count == 2 && !pods.contains { $0.uid == old.uid }
            && pods.allSatisfy { $0.isTrue(condition: "Ready") }
        })
      #expect(await lab.agents.started.count == 3)
      #expect(await lab.agents.stopped == [old["spec"]["nodeName"].string])
    }
  }

  @Test("An agent that cannot start exits with its last words, and is tried again")
  func agentFails() async throws {
    try await FakeLab.run { lab in
      await lab.agents.fail(times: 3)
      #expect(await lab.plane.waitUntilReady(within: FakeLab.patience).isEmpty)
      let statuses = lab.pods("cilium").map { $0["status"]["containerStatuses"][0] }
      let restarted = try #require(statuses.first { ($0["restartCount"].int ?? 0) > 0 })
      // As a kubelet has it of a container that ended by itself: its exit status, and the end of its log.
      let last = restarted["lastState"]["terminated"]
      #expect(last["exitCode"].int == 1 && last["reason"] == "Error")
      #expect(last["message"].string == "level=fatal msg=\"unable to detect devices\"\n")
      let name = try #require(lab.pods("cilium").first { $0["status"]["containerStatuses"][0] == restarted }?.name)
      let container = PodContainer(namespace: "kube-system", pod: name, container: "cilium-agent")
      let log = await lab.plane.facade.pods.log(of: container, previous: true)
      #expect(log.map { String(decoding: $0.data, as: UTF8.self) }?.contains("level=fatal") == true)
    }
  }

  @Test("A changed template rolls through all agents")
  func rollout() async throws {
    try await FakeLab.run { lab in
      _ = await lab.plane.waitUntilReady(within: FakeLab.patience)
      let before = Set(lab.pods("cilium").map(\.uid))
      let patch: JSONValue = [
        "spec": ["template": ["metadata": ["annotations": ["kubectl.kubernetes.io/restartedAt": "now"]]]]
      ]
      _ = try await lab.plane.facade.send(
        "PATCH", "/apis/apps/v1/namespaces/kube-system/daemonsets/cilium", patch,
        type: "application/strategic-merge-patch+json")
      #expect(
        await lab.eventually {
          let set = lab.store.get(.daemonSets, namespace: "kube-system", name: "cilium")
          return set?["status"]["observedGeneration"] == set?["metadata"]["generation"]
            && set?["status"]["updatedNumberScheduled"] == 2 && set?["status"]["numberReady"] == 2
            && before.isDisjoint(with: lab.pods("cilium").map(\.uid))
        })
    }
  }

  @Test("A pod goes from Pending to Running and away again; nothing stays on the node")
  func podLife() async throws {
    try await FakeLab.run { lab in
      try await lab.create(busyboxPod("bb", namespace: "default", node: "instance-worker"))
      #expect(await lab.eventually { lab.pod("bb")?.isTrue(condition: "Ready") == true })
      let pod = try #require(lab.pod("bb"))
      #expect(pod["status"]["phase"] == "Running")
      #expect(pod["status"]["hostIP"] == "100.64.0.2")
      #expect(pod["status"]["podIP"].string?.hasPrefix("10.244.1.") == true)
      #expect(await lab.runtime.sandboxes.contains(pod.uid))
      _ = try await lab.plane.facade.send("DELETE", "/api/v1/namespaces/default/pods/bb")
      #expect(await lab.eventually { lab.pod("bb") == nil })
      #expect(await lab.eventually { await !lab.runtime.sandboxes.contains(pod.uid) })
    }
  }

  @Test("Pods without a node are spread; one that fits nowhere says so")
  func scheduling() async throws {
    try await FakeLab.run { lab in
      _ = await lab.plane.waitUntilReady(within: FakeLab.patience)
      try await lab.create(busyboxPod("free", namespace: "default"))
      var picky = busyboxPod("picky", namespace: "default")
      picky["spec"]["nodeSelector"] = ["kubernetes.io/hostname": "nosuch"]
      try await lab.create(picky)
      #expect(await lab.eventually { lab.pod("free")?["status"]["phase"] == "Running" })
      #expect(
        await lab.eventually {
          lab.pod("picky")?["status"]["conditions"].array.contains { $0["reason"] == "Unschedulable" } == true
        })
    }
  }

  @Test(
    "Restart policies decide over the phase",
    arguments: [
      ("Never", "0", "Succeeded"), ("Never", "3", "Failed"), ("OnFailure", "0", "Succeeded"),
    ])
  func phases(policy: String, code: String, phase: String) async throws {
    try await FakeLab.run { lab in
      var pod = busyboxPod("job", namespace: "default", node: "instance-master")
      pod["spec"]["restartPolicy"] = .string(policy)
      pod["spec"]["containers"] = [["name": "c", "image": "busybox", "command": ["exit", .string(code)]]]
      try await lab.create(pod)
      #expect(await lab.eventually { lab.pod("job")?["status"]["phase"].string == phase })
      let state = lab.pod("job")?["status"]["containerStatuses"][0]["state"]["terminated"]
      #expect(state?["exitCode"].int == Int(code))
    }
  }

  @Test("A container that keeps ending is started again, and its restarts are counted")
  func restarts() async throws {
    try await FakeLab.run { lab in
      var pod = busyboxPod("loop", namespace: "default", node: "instance-master")
      pod["spec"]["containers"] = [["name": "c", "image": "busybox", "command": ["exit", "1"]]]
      try await lab.create(pod)
      #expect(
        await lab.eventually { (lab.pod("loop")?["status"]["containerStatuses"][0]["restartCount"].int ?? 0) >= 3 })
      #expect(await lab.runtime.containers(of: "loop").count >= 3)
    }
  }

  @Test("A pod over its active deadline fails and its container ends")
  func deadline() async throws {
    try await FakeLab.run { lab in
      var pod = busyboxPod("late", namespace: "default", node: "instance-master")
      pod["spec"]["activeDeadlineSeconds"] = 1
      try await lab.create(pod)
      #expect(await lab.eventually { lab.pod("late")?["status"]["reason"] == "DeadlineExceeded" })
      #expect(lab.pod("late")?["status"]["phase"] == "Failed")
    }
  }

  @Test("A failing readiness probe keeps a pod out of its Service")
  func readiness() async throws {
    try await FakeLab.run { lab in
      lab.network.answer(with: 1)
      var pod = busyboxPod("web", namespace: "default", node: "instance-worker", labels: ["app": "web"])
      pod["spec"]["containers"] = [
        [
          "name": "c", "image": "busybox", "ports": [["name": "http", "containerPort": 8080]],
          "readinessProbe": ["httpGet": ["path": "/", "port": "http"], "periodSeconds": 1],
        ]
      ]
      try await lab.create(pod)
      let service: JSONValue = [
        "apiVersion": "v1", "kind": "Service", "metadata": ["name": "web"],
        "spec": ["selector": ["app": "web"], "ports": [["port": 80, "targetPort": "http"]]],
      ]
      _ = try await lab.plane.facade.send("POST", "/api/v1/namespaces/default/services", service)
      func subset() -> JSONValue {
        lab.store.get(.endpoints, namespace: "default", name: "web")?["subsets"][0] ?? .null
      }
      #expect(await lab.eventually { subset()["notReadyAddresses"].array.count == 1 })
      #expect(subset()["addresses"].isEmpty)
      lab.network.answer(with: 0)
      #expect(await lab.eventually { subset()["addresses"].array.count == 1 })
      #expect(
        await lab.eventually {
          lab.network.services(on: "instance-master").first { $0.name == "web" }?.backends.first?.port == 8080
        })
    }
  }

  @Test("A deleted namespace takes everything in it along")
  func namespaceDeletion() async throws {
    try await FakeLab.run { lab in
      let facade = lab.plane.facade
      _ = try await facade.send(
        "POST", "/api/v1/namespaces", ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "probe"]])
      _ = try await facade.send("POST", "/api/v1/namespaces/probe/pods", busyboxPod("bb", node: "instance-master"))
      #expect(await lab.eventually { lab.store.get(.configMaps, namespace: "probe", name: "kube-root-ca.crt") != nil })
      #expect(
        await lab.eventually { lab.store.get(.pods, namespace: "probe", name: "bb")?["status"]["phase"] == "Running" })
      #expect(try await facade.send("DELETE", "/api/v1/namespaces/probe").body["status"]["phase"] == "Terminating")
      #expect(await lab.eventually { lab.store.get(.namespaces, name: "probe") == nil })
      for type in ResourceRegistry.lab.types where type.namespaced && !type.isVirtual && type.key != .events {
        #expect(lab.store.list(type.key, namespace: "probe").isEmpty)
      }
    }
  }

  @Test("Deleting a Deployment deletes its ReplicaSets and pods")
  func garbage() async throws {
    try await FakeLab.run { lab in
      _ = await lab.plane.waitUntilReady(within: FakeLab.patience)
      _ = try await lab.plane.facade.send("DELETE", "/apis/apps/v1/namespaces/kube-system/deployments/coredns")
      #expect(await lab.eventually { lab.pods("kube-dns").isEmpty && lab.store.list(.replicaSets).isEmpty })
    }
  }

  @Test("Fault: the cluster DNS crashes again and again, and recovers")
  func crashLoop() async throws {
    try await FakeLab.run { lab in
      _ = await lab.plane.waitUntilReady(within: FakeLab.patience)
      try await lab.plane.faults.set(PlacedFault(.clusterDNSCrashLooping), active: true)
      #expect(
        await lab.eventually {
          lab.pods("kube-dns").allSatisfy {
            ($0["status"]["containerStatuses"][0]["restartCount"].int ?? 0) >= 2
          }
        })
      try await lab.plane.faults.set(PlacedFault(.clusterDNSCrashLooping), active: false)
      #expect(await lab.plane.waitUntilReady(within: FakeLab.patience).isEmpty)
    }
  }

  @Test("Fault: new pods on the worker stay ContainerCreating, agents do not")
  func podsNotStarting() async throws {
    try await FakeLab.run { lab in
      _ = await lab.plane.waitUntilReady(within: FakeLab.patience)
      try await lab.plane.faults.set(PlacedFault(.podsNotStarting), active: true)
      try await lab.create(busyboxPod("stuck", namespace: "default", node: "instance-worker"))
      try await lab.create(busyboxPod("fine", namespace: "default", node: "instance-master"))
      for pod in lab.pods("cilium") {
        _ = try await lab.plane.facade.send("DELETE", "/api/v1/namespaces/kube-system/pods/\(pod.name)")
      }
      #expect(await lab.eventually { lab.pod("fine")?["status"]["phase"] == "Running" })
      #expect(await lab.eventually { await lab.agents.started.count == 4 })
      let state = lab.pod("stuck")?["status"]["containerStatuses"][0]["state"]["waiting"]
      #expect(state?["reason"] == "ContainerCreating")
      #expect(lab.store.list(.events).contains { $0["reason"] == "FailedCreatePodSandBox" })
      try await lab.plane.faults.set(PlacedFault(.podsNotStarting), active: false)
      #expect(await lab.eventually { lab.pod("stuck")?["status"]["phase"] == "Running" })
    }
  }

  @Test("Exec goes to the agent for its own commands and to the container for others")
  func exec() async throws {
    try await FakeLab.run { lab in
      _ = await lab.plane.waitUntilReady(within: FakeLab.patience)
      let pod = try #require(lab.pods("cilium").first { $0["spec"]["nodeName"] == "instance-worker" })
      let container = PodContainer(namespace: "kube-system", pod: pod.name, container: "cilium-agent")
      func output(_ command: [String]) async throws -> String {
        let (stream, continuation) = AsyncStream.makeStream(of: ExecChunk.self)
        _ = try await lab.plane.facade.pods.exec(command, in: container, stdin: nil) { continuation.yield($0) }
        continuation.finish()
        var text = ""
        for await case .stdout(let data) in stream { text += String(decoding: data, as: UTF8.self) }
        return text
      }
      #expect(try await output(["cilium-dbg", "status"]) == "agent of instance-worker")
      #expect(try await output(["ls", "/"]) == "ran ls /")
      let log = await lab.plane.facade.pods.log(of: container, previous: false)
      #expect(log == ContainerLog(data: Data("log\n".utf8), finished: false))
    }
  }
}
