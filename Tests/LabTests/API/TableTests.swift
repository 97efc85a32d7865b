import Foundation
import Testing

@testable import Lab

@Suite("kubectl get")
struct TableTests {
  @Test(
    "Ages",
    arguments: [
      (-5, "<invalid>"), (0, "0s"), (119, "119s"), (120, "2m"), (453, "7m33s"), (600, "10m"), (6720, "112m"),
      (3 * 3600, "3h"), (5 * 3600 + 720, "5h12m"), (30 * 3600, "30h"), (3 * 86400 + 3600, "3d1h"), (20 * 86400, "20d"),
      (800 * 86400, "2y70d"),
    ])
  func ages(seconds: Int, text: String) {
    #expect(HumanDuration.text(TimeInterval(seconds)) == text)
  }

  @Test("Recorded pods look as kubectl showed them")
  func pods() throws {
    // The moment of `recordings/C/kubectl/pods.stdout`.
    let now = try #require(Timestamp.date("2026-11-21T07:25:56Z"))
    let pods = try APIFixtures.pods()
    let rows = Dictionary(uniqueKeysWithValues: pods.map { ($0.name, TablePrinter.pods.cells($0, now)) })
    #expect(
      rows["coredns-c7bd76c56-pxmz2"] == [
        "coredns-c7bd76c56-pxmz2", "1/1", "Running", "1 (16m ago)", "30m", "10.244.1.2", "instance-worker", "<none>",
        "<none>",
      ])
    #expect(
      rows["bb-worker"] == [
        "bb-worker", "1/1", "Running", "0", "93s", "10.244.1.25", "instance-worker", "<none>", "<none>",
      ])
  }

  @Test("The status column names what is wrong")
  func reasons() throws {
    var pod = try APIFixtures.pods()[0]
    func reason() -> String { PodSummary(pod, at: Date()).reason }
    pod["status"]["containerStatuses"] = [
      ["ready": false, "restartCount": 3, "state": ["waiting": ["reason": "CrashLoopBackOff"]], "lastState": [:]]
    ]
    #expect(reason() == "CrashLoopBackOff")
    pod["status"]["containerStatuses"] = [
      ["ready": false, "restartCount": 0, "state": ["terminated": ["exitCode": 2]], "lastState": [:]]
    ]
    #expect(reason() == "ExitCode:2")
    pod["metadata"]["deletionTimestamp"] = "2026-11-21T07:25:56Z"
    #expect(reason() == "Terminating")
  }

  @Test("A table carries the columns of the recorded server and the objects' metadata")
  func table() async throws {
    let facade = try APIFacade.empty()
    _ = try await facade.send("POST", "/api/v1/namespaces/probe/pods", busyboxPod("a"))
    let table = try await facade.send(
      "GET", "/api/v1/namespaces/probe/pods", accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
    ).body
    #expect(table["kind"] == "Table")
    #expect(
      table["columnDefinitions"].array.map { "\($0["name"].string ?? "") \($0["priority"].int ?? -1)" } == [
        "Name 0", "Ready 0", "Status 0", "Restarts 0", "Age 0", "IP 1", "Node 1", "Nominated Node 1",
        "Readiness Gates 1",
      ])
    #expect(table["rows"][0]["object"]["kind"] == "PartialObjectMetadata")
    #expect(table["rows"][0]["object"]["metadata"]["name"] == "a")
  }

  @Test("Nodes, Services, CiliumNodes")
  func others() {
    let now = Date()
    let node = InitialNodes.object(
      LabNodeSpecification(LabTopology.guide.nodes[1], in: .guide), machine: .example, now: now)
    #expect(
      TablePrinter.nodes.cells(node, now).map { $0.string ?? "" } == [
        "instance-worker", "Ready", "<none>", "<unknown>", "v1.36.2", "100.64.0.2", "168.107.2.61", "Debian",
        "6.1 (amd64)", "containerd://1.7.24",
      ])
    let service: JSONValue = [
      "metadata": ["name": "kube-dns"],
      "spec": [
        "type": "ClusterIP", "clusterIP": "10.96.0.10", "selector": ["k8s-app": "kube-dns"],
        "ports": [["port": 53, "protocol": "UDP"], ["port": 53, "protocol": "TCP"]],
      ],
    ]
    #expect(TablePrinter.services.cells(service, now)[4] == "53/UDP,53/TCP")
    #expect(TablePrinter.services.cells(service, now)[6] == "k8s-app=kube-dns")
  }
}

extension MachineFacts {
  static let example = MachineFacts(
    architecture: "amd64", kernel: "6.1", system: "Debian", bootID: "b", processors: 2, memoryKiB: 1024)
}
