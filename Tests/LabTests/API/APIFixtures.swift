import Foundation

@testable import Lab

/// Exchanges with a real API server (Kubernetes 1.36.2), recorded byte by byte.
struct RecordedExchange {
  var request: APIRequest
  var status: Int
  var body: Data

  init(_ name: String, user: APIUser = .administrator) throws {
    let (head, content) = try Self.parts("\(name).request")
    let lines = head.split(separator: "\n")
    let words = lines[0].split(separator: " ")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let sides = line.split(separator: ":", maxSplits: 1)
      headers[sides[0].lowercased()] = sides[1].trimmingCharacters(in: .whitespaces)
    }
    request = APIRequest(
      method: String(words[0]), target: String(words[1]), headers: headers, body: content, user: user)
    let (answer, recorded) = try Self.parts("\(name).response")
    status = Int(answer.split(separator: " ")[1]) ?? 0
    body = recorded
  }

  private static func parts(_ file: String) throws -> (String, Data) {
    let data = try APIFixtures.data(file)
    let text = String(decoding: data, as: UTF8.self).replacing("\r\n", with: "\n")
    let halves = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(halves[0]), Data((halves.count > 1 ? String(halves[1]) : "").utf8))
  }
}

enum APIFixtures {
  static func data(_ file: String) throws -> Data {
    try Data(contentsOf: Bundle.module.bundleURL.appending(path: "Fixtures/api/\(file)"))
  }

  /// Pods of the recorded cluster with both devices selected, without annotations and volumes.
  static func pods() throws -> [JSONValue] { try JSONValue(parsing: data("pods.json")).array }
}

extension APIUser {
  static let administrator = APIUser(name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"])
}

/// Kubelets that have nothing.
struct NoPods: PodAccess {
  var failure: String?
  func dialFailure(node: String) async -> String? { failure }
  func exec(
    _ command: [String], in container: PodContainer, stdin: AsyncStream<Data>?,
    output: @escaping @Sendable (ExecChunk) async -> Void
  ) async throws -> Int32 { throw ExecError(description: "no containers here") }
  func log(of container: PodContainer, previous: Bool) async -> ContainerLog? { nil }
}

extension APIFacade {
  /// A facade over an empty store with some namespaces.
  static func empty(namespaces: [String] = ["probe"], pods: any PodAccess = NoPods()) throws -> APIFacade {
    let facade = APIFacade(
      store: ObjectStore(), pods: pods, faults: FaultBoard(network: FakeNetwork()))
    for name in namespaces {
      try facade.store.create(
        .namespaces,
        [
          "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)],
          "status": ["phase": "Active"],
        ])
    }
    return facade
  }

  /// Sends a request with a JSON body and returns status and body.
  func send(
    _ method: String, _ target: String, _ body: JSONValue? = nil, type: String = "application/json",
    accept: String = "application/json", user: APIUser = .administrator
  ) async throws -> (status: Int, body: JSONValue) {
    let request = APIRequest(
      method: method, target: target, headers: ["content-type": type, "accept": accept],
      body: Data((body?.serialized ?? "").utf8), user: user)
    switch await respond(to: request) {
    case .complete(let status, _, let data):
      return (status, (try? JSONValue(parsing: data)) ?? .string(String(decoding: data, as: UTF8.self)))
    case .stream: return (200, .null)
    }
  }
}

/// A pod of one busybox container.
func busyboxPod(_ name: String, namespace: String = "probe", node: String? = nil, labels: [String: String] = [:])
  -> JSONValue
{
  var pod: JSONValue = [
    "apiVersion": "v1", "kind": "Pod",
    "metadata": ["name": .string(name), "namespace": .string(namespace), "labels": JSONValue(labels)],
    "spec": [
      "terminationGracePeriodSeconds": 0,
      "containers": [["name": "busybox", "image": "busybox:1.36", "command": ["sleep", "36000"]]],
    ],
  ]
  if let node { pod["spec"]["nodeName"] = .string(node) }
  return pod
}
