import Foundation
import Testing

@testable import Lab

@Suite("Rules of the controllers")
struct ControllerRuleTests {
  private func node(_ name: String, labels: [String: String] = [:]) -> JSONValue {
    ["metadata": ["name": .string(name), "labels": JSONValue(labels)], "spec": [:]]
  }

  @Test("The scheduler spreads the pods of one controller before it counts all pods")
  func spread() {
    let nodes = [node("a"), node("b")]
    func pod(_ owner: String, _ node: String?) -> JSONValue {
      var pod: JSONValue = ["metadata": ["ownerReferences": [["controller": true, "uid": .string(owner)]]]]
      if let node { pod["spec"]["nodeName"] = .string(node) }
      return pod
    }
    let placed = [pod("x", "a"), pod("y", "b"), pod("y", "b")]
    #expect(Scheduler.node(for: pod("x", nil), nodes: nodes, pods: placed) == "b")
    #expect(Scheduler.node(for: pod("z", nil), nodes: nodes, pods: placed) == "a")
    #expect(Scheduler.node(for: pod("z", nil), nodes: [], pods: placed) == nil)
  }

  @Test("Node selector, affinity and cordon")
  func fits() {
    let labelled = node("a", labels: ["zone": "1"])
    #expect(NodePlacement(["nodeSelector": ["zone": "1"]]).allows(labelled))
    #expect(!NodePlacement(["nodeSelector": ["zone": "2"]]).allows(labelled))
    let named: JSONValue = [
      "affinity": [
        "nodeAffinity": [
          "requiredDuringSchedulingIgnoredDuringExecution": [
            "nodeSelectorTerms": [
              ["matchFields": [["key": "metadata.name", "operator": "In", "values": ["b"]]]]
            ]
          ]
        ]
      ]
    ]
    #expect(!NodePlacement(named).allows(labelled))
    #expect(NodePlacement(named).allows(node("b")))
    let pinned = NodePlacement(NodePlacement.pin(named, to: "a"))
    #expect(pinned.allows(labelled) && !pinned.allows(node("b")))
    let either: JSONValue = [
      "affinity": [
        "nodeAffinity": [
          "requiredDuringSchedulingIgnoredDuringExecution": [
            "nodeSelectorTerms": [
              ["matchFields": [["key": "metadata.name", "operator": "In", "values": ["b"]]]],
              ["matchExpressions": [["key": "zone", "operator": "In", "values": ["1"]]]],
            ]
          ]
        ]
      ]
    ]
    #expect(NodePlacement(either).allows(labelled) && NodePlacement(either).allows(node("b")))
    #expect(!NodePlacement(either).allows(node("c")))
    var cordoned = labelled
    cordoned["spec"]["unschedulable"] = true
    #expect(Scheduler.node(for: [:], nodes: [cordoned], pods: []) == nil)
  }

  @Test(
    "Numbers and percentages",
    arguments: [
      (JSONValue.int(2), true, 2), ("25%", true, 1), ("25%", false, 0), ("50%", false, 1), (.null, false, 9),
    ] as [(JSONValue, Bool, Int)])
  func intOrPercent(json: JSONValue, up: Bool, value: Int) {
    #expect(IntOrPercent.value(json, of: 2, roundUp: up, default: 9) == value)
  }

  @Test("A condition keeps its time while it does not change")
  func conditions() {
    var conditions = Conditions(.null)
    conditions.set("Ready", false, reason: "Starting", at: "t1")
    conditions.set("Ready", false, reason: "Waiting", at: "t2")
    #expect(conditions.json[0]["lastTransitionTime"] == "t1")
    #expect(conditions.json[0]["reason"] == "Waiting")
    conditions.set("Ready", true, at: "t3")
    #expect(conditions.json[0]["lastTransitionTime"] == "t3")
    #expect(conditions.json.array.count == 1)
  }

  @Test("Back-off: at once, then doubling up to the limit")
  func backOff() {
    let backOff = RestartBackOff(initial: .seconds(10), maximum: .seconds(300))
    #expect((0..<8).map { backOff.delay(restarts: $0).components.seconds } == [0, 10, 20, 40, 80, 160, 300, 300])
  }

  @Test("Named target ports are the container's, by protocol")
  func targetPorts() {
    let service: JSONValue = [
      "spec": [
        "ports": [
          ["name": "dns", "port": 53, "protocol": "UDP", "targetPort": "dns"],
          ["name": "web", "port": 80, "protocol": "TCP", "targetPort": 8080],
          ["name": "lost", "port": 81, "protocol": "TCP", "targetPort": "nosuch"],
        ]
      ]
    ]
    let pod: JSONValue = [
      "spec": [
        "containers": [
          [
            "ports": [
              ["name": "dns", "containerPort": 5353, "protocol": "TCP"],
              ["name": "dns", "containerPort": 1053, "protocol": "UDP"],
            ]
          ]
        ]
      ]
    ]
    #expect(EndpointsController.ports(service, of: pod).array.map { $0["port"].int } == [1053, 8080])
  }

  @Test(
    "What an HTTP probe's answer means",
    arguments: [
      ("HTTP/1.1 200 OK", nil), ("HTTP/1.0 302 Found", nil),
      ("HTTP/1.1 503 Service Unavailable", "HTTP probe failed with statuscode: 503"),
      ("", "Get \"http://x/\": context deadline exceeded"),
    ] as [(String, String?)])
  func probes(line: String, problem: String?) {
    #expect(Prober.verdict(statusLine: line, url: "http://x/", complaint: "") == problem)
  }

  @Test("The recorded cilium-config, with and without devices")
  func ciliumConfig() {
    let data = CiliumConfiguration.data(devices: "enp0s6", release: .v119)
    #expect(data["devices"] == "enp0s6")
    #expect(data["enable-bpf-masquerade"] == "true")
    #expect(data["kube-proxy-replacement-healthz-bind-address"] == "")
    #expect(CiliumConfiguration.data(devices: nil, release: .v119)["devices"] == nil)
    #expect(CiliumConfiguration.data(devices: nil, release: .v119).count == data.count - 1)
  }
}
