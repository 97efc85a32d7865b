import Foundation
import Kubernetes
import ScriptedServer
import Synchronization

@testable import Conformance

/// An API server with two nodes' Cilium agents that read `devices` when they start, and refuse some values.
final class FakeAgents: Sendable {
  /// How agents refuse a value.
  struct Refusal: Sendable {
    /// The values of `devices` with which they do; an unset one is an empty text.
    var values: Set<String>
    /// What kubelet keeps of their log; empty where it keeps nothing.
    var message = ""
    /// Their log; nil where it may not be read.
    var log: String?
    /// Whether they end; otherwise they just never become Ready.
    var ends = true
  }

  /// A part of the server's state.
  struct State: Sendable {
    var devices: String?
    var annotation: String?
    var starts = 0
    /// Node → its pod's name, and with which `devices` it was started.
    var pods: [String: (name: String, devices: String)] = [:]
    /// Every value of `devices` that was ever written, in order.
    var written: [String?] = []
  }

  private struct Change: Decodable {
    struct Metadata: Decodable {
      var annotations: [String: String?]
    }
    var metadata: Metadata?
    var data: [String: String?]?
  }

  let server: ScriptedServer
  private let state: Box

  private final class Box: Sendable {
    let value: Mutex<State>
    init(_ state: State) { value = Mutex(state) }
  }

  init(devices: String?, refusal: Refusal) throws {
    var first = State(devices: devices)
    for node in ["node-1", "node-2"] { Self.start(on: node, &first) }
    let box = Box(first)
    state = box
    server = try ScriptedServer { request in box.value.withLock { Self.answer(request, &$0, refusal) } }
  }

  /// What the server knows now.
  var now: State { state.value.withLock { $0 } }

  func client() throws -> KubernetesClient {
    try KubernetesClient(connection: .init(contextName: "scripted", server: server.url), options: .init())
  }

  /// A switch on this cluster.
  func gate(timeout: Duration = .seconds(60)) throws -> ScenarioSwitch {
    let client = try client()
    return ScenarioSwitch(client: client, reader: ClusterReader(client: client, cilium: .init()), timeout: timeout)
  }

  private static func start(on node: String, _ state: inout State) {
    state.starts += 1
    state.pods[node] = ("cilium-\(state.starts)", state.devices ?? "")
  }

  private static func answer(
    _ request: ScriptedServer.Request, _ state: inout State, _ refusal: Refusal
  ) -> ScriptedServer.Answer {
    let pods = "/api/v1/namespaces/kube-system/pods"
    let map = "/api/v1/namespaces/kube-system/configmaps/cilium-config"
    switch request.operation {
    case "GET /apis/apps/v1/namespaces/kube-system/daemonsets/cilium":
      return .response(
        200, #"{"metadata":{"name":"cilium"},"spec":{"selector":{"matchLabels":{"k8s-app":"cilium"}}}}"#)
    case "GET \(map)": return .response(200, configMap(state))
    case "PATCH \(map)":
      guard let change = try? JSONDecoder().decode(Change.self, from: request.body) else { return .response(400) }
      if let devices = change.data?["devices"] { state.devices = devices }
      if change.data?.keys.contains("devices") == true { state.written.append(state.devices) }
      if let mark = change.metadata?.annotations[ScenarioSwitch.originalAnnotation] { state.annotation = mark }
      return .response(200, configMap(state))
    case "GET \(pods)":
      let items = state.pods.sorted { $0.key < $1.key }.map { pod($0.key, $0.value.name, $0.value.devices, refusal) }
      return .response(200, #"{"metadata":{},"items":[\#(items.joined(separator: ","))]}"#)
    case let operation where operation.hasPrefix("DELETE \(pods)/"):
      let name = String(operation.split(separator: "/").last ?? "")
      guard let node = state.pods.first(where: { $0.value.name == name })?.key else { return .response(404) }
      start(on: node, &state)
      return .response(200)
    case let operation where operation.hasPrefix("GET \(pods)/") && operation.hasSuffix("/log"):
      guard request.target.contains("previous=true"), let log = refusal.log else {
        return .response(403, #"{"kind":"Status","status":"Failure","reason":"Forbidden","message":"no","code":403}"#)
      }
      return .response(200, log)
    default: return .response(404, #"{"kind":"Status","status":"Failure","reason":"NotFound","code":404}"#)
    }
  }

  private static func configMap(_ state: State) -> String {
    func json(_ key: String, _ value: String?) -> String { value.map { #"{"\#(key)":"\#($0)"}"# } ?? "{}" }
    let annotations = json(ScenarioSwitch.originalAnnotation, state.annotation)
    return
      #"{"metadata":{"name":"cilium-config","annotations":\#(annotations)},"data":\#(json("devices", state.devices))}"#
  }

  private static func pod(_ node: String, _ name: String, _ devices: String, _ refusal: Refusal) -> String {
    let refuses = refusal.values.contains(devices)
    let status: String
    if refuses && refusal.ends {
      status = """
        "restartCount":2,"ready":false,"state":{"waiting":{"reason":"CrashLoopBackOff"}},
        "lastState":{"terminated":{"exitCode":1,"reason":"Error","message":"\(refusal.message)"}}
        """
    } else {
      status = #""restartCount":0,"ready":\#(!refuses),"state":{"running":{}}"#
    }
    return """
      {"metadata":{"name":"\(name)","uid":"\(name)"},"spec":{"nodeName":"\(node)","containers":[]},
       "status":{"phase":"Running","conditions":[{"type":"Ready","status":"\(refuses ? "False" : "True")"}],
       "containerStatuses":[{"name":"cilium-agent",\(status)}]}}
      """
  }
}
