import Foundation

/// What the API server asks of the kubelets: running commands in containers and reading their logs.
protocol PodAccess: Sendable {
  /// Why the API server cannot reach the kubelet of a node, in the words of Go's dialer; nil when it can.
  func dialFailure(node: String) async -> String?
  /// Runs a command in a running container. Cancelling the task kills it.
  func exec(
    _ command: [String], in container: PodContainer, stdin: AsyncStream<Data>?,
    output: @escaping @Sendable (ExecChunk) async -> Void
  ) async throws -> Int32
  /// The log of the container's present or last run; nil when it has never been started.
  func log(of container: PodContainer, previous: Bool) async -> ContainerLog?
}

/// A container of a pod by its names.
struct PodContainer: Sendable, Hashable {
  var namespace: String
  var pod: String
  var container: String
}

/// A container's output so far.
struct ContainerLog: Sendable, Hashable {
  var data: Data
  /// Whether nothing more will come.
  var finished: Bool
}

/// The lab's faults as the API server's control endpoint switches them.
protocol FaultControl: Sendable {
  /// Where a fault is; nil where it is off.
  func place(of fault: LabFault) async -> PlacedFault?
  func set(_ fault: PlacedFault, active: Bool) async throws
}
