import Foundation

/// An exec session that has passed all checks that come before the upgrade.
struct ExecPlan: Sendable, Hashable {
  var command: [String]
  var container: PodContainer
  var stdin: Bool
  var stdout: Bool
  var stderr: Bool
  var tty: Bool
}

/// Either a plan or the plain HTTP answer that refuses it.
enum ExecPreparation: Sendable {
  case ready(ExecPlan)
  case failure(APIResponse)
}

extension APIFacade {
  /// Checks an exec request as API server and kubelet do, in their order: pod, container, kubelet, streams.
  func prepareExec(_ request: APIRequest, _ target: ResourceTarget) async -> ExecPreparation {
    do throws(APIStatus) {
      try authorize(request, target)
      let (pod, container) = try runningContainer(request, target)
      if let failure = await pods.dialFailure(node: pod["spec"]["nodeName"].string ?? "") {
        throw APIStatus(code: 500, reason: "", message: "error dialing backend: \(failure)")
      }
      let plan = ExecPlan(
        command: request.query.filter { $0.name == "command" }.map(\.value), container: container,
        stdin: request.flag("stdin"), stdout: request.flag("stdout"), stderr: request.flag("stderr"),
        tty: request.flag("tty"))
      guard plan.stdin || plan.stdout || plan.stderr else {
        return .failure(.text("you must specify at least 1 of stdin, stdout, stderr", status: 400))
      }
      return .ready(plan)
    } catch {
      return .failure(.failure(error))
    }
  }

  private func runningContainer(
    _ request: APIRequest, _ target: ResourceTarget
  ) throws(APIStatus) -> (pod: JSONValue, container: PodContainer) {
    guard let name = target.name, let pod = store.get(.pods, namespace: target.namespace, name: name) else {
      throw target.notFound
    }
    let container = try containerName(of: pod, request)
    let phase = pod["status"]["phase"].string ?? ""
    guard !["Succeeded", "Failed"].contains(phase) else {
      throw .badRequest("cannot exec into a container in a completed pod; current phase is \(phase)")
    }
    guard !pod["spec"]["nodeName"].isEmpty else { throw .badRequest("pod \(name) does not have a host assigned") }
    return (pod, PodContainer(namespace: target.namespace ?? "", pod: name, container: container))
  }

  /// The container that a request means.
  private func containerName(of pod: JSONValue, _ request: APIRequest) throws(APIStatus) -> String {
    let pods = pod["metadata"]["name"].string ?? ""
    let names = pod["spec"]["containers"].array.compactMap { $0["name"].string }
    let initial = pod["spec"]["initContainers"].array.compactMap { $0["name"].string }
    if let asked = request.parameter("container"), !asked.isEmpty {
      guard (names + initial).contains(asked) else {
        throw .badRequest("container \(asked) is not valid for pod \(pods)")
      }
      return asked
    }
    if names.count == 1 { return names[0] }
    if let preferred = pod["metadata"]["annotations"]["kubectl.kubernetes.io/default-container"].string,
      names.contains(preferred)
    {
      return preferred
    }
    throw .badRequest(
      "a container name must be specified for pod \(pods), choose one of: [\(names.joined(separator: " "))]")
  }

  /// `GET …/log`.
  func log(_ request: APIRequest, _ target: ResourceTarget) async throws(APIStatus) -> APIResponse {
    guard let name = target.name, let pod = store.get(.pods, namespace: target.namespace, name: name) else {
      throw target.notFound
    }
    let container = try containerName(of: pod, request)
    let reference = PodContainer(namespace: target.namespace ?? "", pod: name, container: container)
    let node = pod["spec"]["nodeName"].string ?? ""
    guard !node.isEmpty else { return .text("") }
    if let failure = await pods.dialFailure(node: node) {
      let address = pod["status"]["hostIP"].string ?? node
      throw APIStatus(
        code: 500, reason: "",
        message:
          "Get \"https://\(address):10250/containerLogs/\(reference.namespace)/\(name)/\(container)\": \(failure)")
    }
    let previous = request.flag("previous")
    guard let first = await pods.log(of: reference, previous: previous) else {
      if previous {
        throw .badRequest("previous terminated container \"\(container)\" in pod \"\(name)\" not found")
      }
      throw .badRequest("container \"\(container)\" in pod \"\(name)\" is waiting to start: ContainerCreating")
    }
    var shown = first.data
    if let lines = try request.number("tailLines") { shown = Self.tail(shown, lines: lines) }
    if let limit = try request.number("limitBytes") { shown = shown.prefix(limit) }
    let start = shown
    guard request.flag("follow"), !first.finished else {
      return .stream(contentType: "text/plain") { writer in
        if !start.isEmpty { try await writer.write(start) }
      }
    }
    let access = pods
    return .stream(contentType: "text/plain") { writer in
      if !start.isEmpty { try await writer.write(start) }
      var seen = first.data.count
      while true {
        try await Task.sleep(for: .milliseconds(100))
        guard let log = await access.log(of: reference, previous: false), log.data.count >= seen else { return }
        if log.data.count > seen { try await writer.write(Data(log.data.dropFirst(seen))) }
        seen = log.data.count
        if log.finished { return }
      }
    }
  }

  /// The last lines of a text.
  static func tail(_ data: Data, lines: Int) -> Data {
    guard lines > 0 else { return Data() }
    var start = data.endIndex
    var newlines = 0
    while start > data.startIndex {
      let before = data.index(before: start)
      if data[before] == UInt8(ascii: "\n"), before != data.index(before: data.endIndex) {
        newlines += 1
        if newlines == lines { break }
      }
      start = before
    }
    return Data(data[start...])
  }
}
